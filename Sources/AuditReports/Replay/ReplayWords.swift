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
    if runs.count == 1 { return "\(skips(first))\(lost(first))." }
    let sorted = runs.enumerated()
      .sorted { ($0.element.skippedCount, $0.offset) < ($1.element.skippedCount, $1.offset) }
      .map(\.element)
    guard let fewest = sorted.first, let most = sorted.last,
      fewest.skippedCount < most.skippedCount
    else { return "All \(runs.count) scalers skip \(ofAll(first.skippedCount))." }
    return "Of \(runs.count) scalers, \(fewest.scaler.name) skips the fewest steps, "
      + "\(ofAll(fewest.skippedCount)); \(most.scaler.name) the most, "
      + "\(ofAll(most.skippedCount))."
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
