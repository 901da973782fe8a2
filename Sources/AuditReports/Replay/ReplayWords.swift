import FloatEmulation
import GradientAudit

/// A replay in sentences.
struct ReplayWords {
  let context: ReplayContext
  let notation: Notation
  private var replay: Replay { context.replay }

  init(_ context: ReplayContext, _ notation: Notation) {
    self.context = context
    self.notation = notation
  }

  /// How much was replayed.
  var extent: String {
    let format = replay.projection.format.name.displayed
    let again = replay.length == replay.steps.count ? "" : again
    guard replay.sequence == nil else {
      return "\(NumberText.counted(replay.steps.count, "step")) as written, without values\(again)"
    }
    let values = replay.steps.reduce(0) { $0 + $1.valueCount }
    let steps = NumberText.counted(replay.steps.count, "step")
    return "\(steps) × \(NumberText.counted(replay.tensorCount, "tensor")), "
      + "\(NumberText.counted(values, "value")) "
      + "(\(replay.elementTypes.map(\.displayed).joined(separator: ", "))), "
      + "scaled into \(format)\(again)"
  }

  private var again: String {
    let steps = NumberText.counted(replay.length, "step")
    return replay.length > replay.steps.count ? ", again up to \(steps)" : ", the first \(steps)"
  }

  /// The answer in a sentence.
  var conclusion: String {
    let runs = replay.runs
    guard let first = runs.first, replay.length > 0 else { return "Nothing was replayed." }
    if runs.count == 1 {
      return first.raised == nil ? "\(skips(first))\(lost(first))." : "\(raises(first))."
    }
    let raising = runs.filter { $0.raised != nil }
    let lasting = runs.filter { $0.raised == nil }
    if raising.isEmpty { return comparison(lasting, among: "Of \(runs.count) scalers, ") }
    guard !lasting.isEmpty else {
      let longest = raising.max { $0.rows.count < $1.rows.count } ?? first
      return "All \(runs.count) scalers end the training with an error; the last is that "
        + "\(raises(longest))."
    }
    let ending =
      raising.count == 1
      ? "Of \(runs.count) scalers, \(raising[0].scaler.name) ends the training with an error"
      : "Of \(runs.count) scalers, \(raising.count) end the training with an error"
    return comparison(
      lasting, among: "\(ending); \(lasting.count == 1 ? "" : "of the others, ")")
  }

  /// Which of some scalers that go on to the end skip most and fewest.
  private func comparison(_ runs: [ScalerRun], among beginning: String) -> String {
    let sorted = runs.enumerated()
      .sorted { ($0.element.skippedCount, $0.offset) < ($1.element.skippedCount, $1.offset) }
      .map(\.element)
    guard let fewest = sorted.first, let most = sorted.last else { return "" }
    if runs.count == 1 { return "\(beginning)\(skips(fewest))." }
    guard fewest.skippedCount < most.skippedCount else {
      return replay.runs.count == runs.count
        ? "All \(runs.count) scalers skip \(ofAll(fewest.skippedCount))."
        : "\(beginning)each skips \(ofAll(fewest.skippedCount))."
    }
    return "\(beginning)\(fewest.scaler.name) skips the fewest steps, "
      + "\(ofAll(fewest.skippedCount)); \(most.scaler.name) the most, "
      + "\(ofAll(most.skippedCount))."
  }

  /// How a scaler ends the training.
  private func raises(_ run: ScalerRun) -> String {
    "\(run.scaler.name) raises at index \(NumberText.grouped(run.rows.count)), having skipped "
      + "\(run.skippedCount == 0 ? "none" : NumberText.grouped(run.skippedCount)) of "
      + "\(NumberText.counted(run.rows.count, "step")), and training ends there"
  }

  private func skips(_ run: ScalerRun) -> String {
    "\(run.scaler.name) skips \(ofAll(run.skippedCount)) \(replay.length == 1 ? "step" : "steps")"
  }

  private func lost(_ run: ScalerRun) -> String {
    guard let losses = replay.losses(of: run), losses.valueCount > 0 else { return "" }
    let share = ShareText.percent(losses.lost.upperBound, of: losses.valueCount)
    return share == "0"
      ? "; no gradient value is lost" : "; \(share) of the gradient values are lost"
  }

  private func ofAll(_ count: Int) -> String {
    "\(count == 0 ? "none" : NumberText.grouped(count)) of \(NumberText.grouped(replay.length))"
  }

  /// A scale for a table.
  func scale(_ scale: Double) -> String {
    if scale == .infinity { return "∞" }
    guard let known = LossScale(scale) else { return LossScale.decimal(scale) }
    if known.powerOfTwoExponent != nil { return notation.scale(known) }
    return scale.rounded() == scale && scale < 1e6
      ? known.description : notation.magnitude(scale)
  }

  /// Names in a cell: the first, and how many more there are.
  func culprits(_ names: [String], width: Int) -> String {
    guard let first = names.first else { return "" }
    let rest = names.count > 1 ? " and \(NumberText.grouped(names.count - 1)) more" : ""
    return first.displayed.elided(to: max(12, width - rest.count)) + rest
  }

  /// A count that may be a bound.
  func count(_ count: ClosedRange<UInt64>) -> String {
    count.lowerBound == count.upperBound
      ? NumberText.grouped(count.lowerBound)
      : "\(NumberText.grouped(count.lowerBound))..\(NumberText.grouped(count.upperBound))"
  }
}
