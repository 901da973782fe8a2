import FloatEmulation
import GradientAudit

/// What a recording advises, for the terminal, in at most 80 columns.
public struct AdviceText {
  private let context: AdviceContext
  private let wording = Wording(notation: .caret)
  private let notation = Notation.caret
  private static let width = TextReport.width
  /// How many tensors with a choice of their own are shown.
  private static let tensorLimit = 10

  /// Prepares the report.
  public init(_ context: AdviceContext) { self.context = context }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let paragraphs = [recording, table, tensorTable] + context.advice.indices.map(details)
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var recording: [String] {
    let extent = RecordingSummary(Findings(context.audit), .caret).extent
    return [context.name.displayed.elided(to: AdviceText.width)]
      + TextWrapping.lines(extent, width: AdviceText.width)
  }

  private var table: [String] {
    let table = TextTable(
      groups: ["", "", "safe scales", "", "one scale", "dynamic", ""],
      head: ["format", "whole run", "every step", "every tensor", "for all", "first", "interval"],
      rows: context.advice.map { advice in
        [
          advice.format.name.displayed, wording.window(advice.wholeRun),
          wording.window(advice.everyStep), wording.window(advice.everyEntry),
          advice.fixedScale.map { notation.power($0.exponent) } ?? "none",
          advice.dynamicScaler.map { notation.power($0.initialExponent) } ?? "–",
          advice.dynamicScaler.map { "\($0.growthInterval)" } ?? "–",
        ]
      })
    return table.lines(width: AdviceText.width)
      + wrapped("Safe: at most \(context.audit.plan.tolerance) underflow, no overflow.")
  }

  /// What a scale of its own for each tensor gives.
  private var tensorTable: [String] {
    let table = TextTable(
      groups: ["", "", "scale of the step", "", "of steps before", ""],
      head: [
        "a scale for each tensor", "underflow", "overflow", "underflow", "overflow", "entries",
      ],
      rows: context.advice.map { advice in
        let scales = advice.tensorScales
        return [
          advice.format.name.displayed, ShareText.underflow(scales.current),
          ShareText.overflow(scales.current), ShareText.underflow(scales.delayed),
          ShareText.overflow(scales.delayed), NumberText.grouped(scales.delayedOverflowCount),
        ]
      })
    return table.lines(width: AdviceText.width)
      + wrapped(
        "The greatest power of two without overflow for the largest magnitudes; those before "
          + "are of \(TensorScaleAdvice.historyLength) recorded steps at most, and the first "
          + "scale is 1. Entries: tensors at steps that overflow.")
  }

  private func details(_ index: Int) -> [String] {
    let (advice, plan) = (context.advice[index], context.plans[index])
    let sentences = [verdict(advice), movement(advice), scaler(advice), conflict(advice)]
    return wrapped(sentences.compactMap(\.self).joined(separator: " ")) + assignments(plan)
  }

  private func verdict(_ advice: FormatAdvice) -> String {
    let name = advice.format.name.displayed
    guard let scale = advice.fixedScale else { return "\(name): no single scale is safe." }
    if scale.exponent == 0 { return "\(name) needs no scale for \(scale.basis.rawValue)." }
    let room =
      scale.headroom == 0
      ? "no room before the first overflow"
      : "a factor of \(notation.power(scale.headroom)) before the first overflow"
    return "\(name): \(notation.power(scale.exponent)) is safe for \(scale.basis.rawValue), with "
      + "\(room)."
  }

  /// How the window of the steps moves.
  private func movement(_ advice: FormatAdvice) -> String? {
    guard advice.steps.count > 1, let first = advice.steps.first, let last = advice.steps.last
    else { return nil }
    let (before, after) = (wording.window(first.window), wording.window(last.window))
    return before == after
      ? nil
      : "Safe at step \(first.step): \(before); at step \(last.step): \(after)."
  }

  private func scaler(_ advice: FormatAdvice) -> String? {
    guard let scaler = advice.dynamicScaler else { return nil }
    let reason =
      scaler.bindingStep.map { ", so that the scale has grown enough by step \($0)" }
      ?? ", as usual: the recorded steps need no faster growth"
    return "A dynamic scaler: init_scale=\(notation.power(scaler.initialExponent)), "
      + "growth_interval=\(scaler.growthInterval)\(reason)."
  }

  private func conflict(_ advice: FormatAdvice) -> String? {
    guard let conflict = advice.conflict else { return nil }
    let need = conflict.small.exponent.map { "at least \(notation.power($0))" } ?? "more than any"
    let room = conflict.large.exponent.map { "at most \(notation.power($0))" } ?? "less than any"
    return "\(place(conflict.small)) needs \(need), \(place(conflict.large)) bears \(room)."
  }

  private func place(_ side: ScaleConflict.Side) -> String {
    "\(side.tensor.displayed) at step \(side.step)"
  }

  /// The tensors that do not share the scale.
  private func assignments(_ plan: PrecisionPlan) -> [String] {
    let others = plan.assignments.filter { $0.choice != .shared }
    if others.isEmpty { return [] }
    let table = TextTable(
      groups: ["", "", ""], head: ["not at the scale of all", "safe scales", "instead"],
      rows: others.prefix(AdviceText.tensorLimit).map { assignment in
        [
          assignment.tensor.displayed, wording.window(assignment.window), choice(assignment.choice),
        ]
      })
    let hidden = others.count - AdviceText.tensorLimit
    return Array(table.lines(width: AdviceText.width).dropFirst())
      + (hidden > 0 ? ["And \(NumberText.grouped(hidden)) more; --json writes all."] : [])
  }

  private func choice(_ choice: PrecisionPlan.Choice) -> String {
    switch choice {
    case .shared: "–"
    case .own(let exponent): exponent == 0 ? "no scale" : "at \(notation.power(exponent))"
    case .single: "keep fp32"
    }
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: AdviceText.width)
  }
}
