import FloatEmulation
import GradientAudit

/// What changed between two recordings, for the terminal, in at most 80 columns.
public struct DifferenceText {
  private let context: DifferenceContext
  private static let width = TextReport.width
  /// How many tensors are shown that became worse, and how many that became better.
  private static let limits = (worse: 10, better: 5)
  /// How many new and missing tensors are named.
  private static let nameLimit = 5

  /// Prepares the report.
  public init(_ context: DifferenceContext) { self.context = context }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let paragraphs =
      [recordings] + context.difference.cells.flatMap { [table($0), counts($0), tensors($0)] }
      + [names(.new, "Only in the second"), names(.missing, "Only in the first")]
      + [notes("Before", context.before), notes("After", context.after)]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var recordings: [String] {
    [
      line("before", context.nameBefore, context.before),
      line("after", context.nameAfter, context.after),
    ]
  }

  /// What a reader has to know of where a recording's values come from.
  private func notes(_ word: String, _ audit: Audit) -> [String] {
    audit.notes.flatMap {
      TextWrapping.lines("\(word): \($0.text.displayed)", width: DifferenceText.width)
    }
  }

  private func line(_ word: String, _ name: String, _ audit: Audit) -> String {
    let extent = RecordingSummary(Findings(audit), .caret).extent
    let head = word + String(repeating: " ", count: 8 - word.count)
    let room = max(12, DifferenceText.width - head.count - 2 - TerminalWidth.columns(extent))
    return "\(head)\(name.displayed.elided(to: room)): \(extent)".elided(to: DifferenceText.width)
  }

  private func table(_ cell: CellDifference) -> [String] {
    let rows = [
      row("before", cell.scaleBefore, cell.before), row("after", cell.scaleAfter, cell.after),
    ]
    let head = [cell.format.name] + ["scale", "underflow", "subnormal", "overflow", "lost"]
    let table = TextTable(
      groups: head.map { _ in "" } + [""], head: head + ["inf or NaN"], rows: rows)
    return Array(table.lines(width: DifferenceText.width).dropFirst())
  }

  private func row(_ name: String, _ scale: LossScale, _ counts: OutcomeCounts) -> [String] {
    [
      name, Notation.caret.scale(scale), ShareText.underflow(counts),
      ShareText.percent(counts.subnormal, of: counts.finiteNonzero), ShareText.overflow(counts),
      ShareText.lost(counts), NumberText.grouped(counts.infinite + counts.nan),
    ]
  }

  private func counts(_ cell: CellDifference) -> [String] {
    let count = cell.tensors.count - cell.count(.new) - cell.count(.missing)
    guard count > 0 else { return ["No tensor is in both."] }
    let compared =
      cell.tensors.first?.step == nil
      ? NumberText.counted(count, "tensor") : NumberText.counted(count, "entry", "entries")
    let parts = [TensorDifference.Kind.worse, .better, .same]
      .map { "\(NumberText.grouped(cell.count($0))) \($0.rawValue)" }
    let sentence = "\(compared) in both: \(parts.joined(separator: ", "))."
    return TextWrapping.lines(sentence, width: DifferenceText.width)
  }

  private func tensors(_ cell: CellDifference) -> [String] {
    let worse = cell.tensors.filter { $0.kind == .worse }
    let better = cell.tensors.filter { $0.kind == .better }
    let shown =
      worse.prefix(DifferenceText.limits.worse) + better.suffix(DifferenceText.limits.better)
    guard !shown.isEmpty else { return [] }
    let hidden = worse.count + better.count - shown.count
    let table = TextTable(
      groups: ["", "", "", ""], head: ["lost in \(cell.format.name)", "before", "after", "change"],
      rows: shown.map(row))
    return Array(table.lines(width: DifferenceText.width).dropFirst())
      + (hidden > 0 ? ["And \(NumberText.grouped(hidden)) more; --csv writes all."] : [])
  }

  private func row(_ tensor: TensorDifference) -> [String] {
    let step = tensor.step.map { " at step \($0)" } ?? ""
    return [
      tensor.tensor.displayed + step, tensor.before.map(ShareText.lost) ?? "–",
      tensor.after.map(ShareText.lost) ?? "–", tensor.change?.description ?? "–",
    ]
  }

  private func names(_ kind: TensorDifference.Kind, _ heading: String) -> [String] {
    let tensors = context.difference.cells.first?.tensors.filter { $0.kind == kind } ?? []
    guard !tensors.isEmpty else { return [] }
    let shown = tensors.prefix(DifferenceText.nameLimit).map { row($0)[0] }
    let hidden = tensors.count - shown.count
    let rest = hidden > 0 ? " and \(NumberText.grouped(hidden)) more" : ""
    return TextWrapping.lines(
      "\(heading): \(shown.joined(separator: ", "))\(rest).", width: DifferenceText.width)
  }
}
