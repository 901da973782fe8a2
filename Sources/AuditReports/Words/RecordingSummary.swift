import FloatEmulation
import GradientAudit
import TensorFiles

/// What was recorded, in words.
struct RecordingSummary {
  private let findings: Findings
  private let notation: Notation

  init(_ findings: Findings, _ notation: Notation) {
    self.findings = findings
    self.notation = notation
  }

  /// How much there is: `10 steps × 12 tensors, 1,234 values (fp32)`.
  var extent: String {
    let audit = findings.audit
    guard !findings.isEmpty else { return "no tensor audited" }
    return "\(NumberText.counted(audit.steps.count, "step")) × "
      + "\(NumberText.counted(audit.tensors.count, "tensor")), "
      + "\(NumberText.counted(audit.total.count, "value")) "
      + "(\(findings.elementTypes.joined(separator: ", ")))"
  }

  /// What the values are like.
  var values: String {
    let total = findings.audit.total
    guard total.count > 0 else { return "" }
    var parts = ["\(ShareText.percent(total.zeroCount, of: total.count)) zero"]
    parts.append(
      findings.nonfiniteCount == 0
        ? "none infinite or NaN"
        : "\(NumberText.grouped(findings.nonfiniteCount)) infinite or NaN")
    if let least = total.leastMagnitude, let greatest = total.greatestMagnitude {
      parts.append("magnitudes \(notation.magnitude(least)) to \(notation.magnitude(greatest))")
    }
    return parts.joined(separator: ", ")
  }

  /// What was left out, looks wrong, or could not be read; each a sentence.
  var remarks: [String] {
    findings.audit.notes.map(\.text.displayed)
      + [unaudited, ignored, doubt, warnings, problems].compactMap(\.self)
  }

  /// Which counts are bounds.
  private var doubt: String? {
    let cells = findings.audit.doubtfulCells
    if cells.isEmpty { return nil }
    let named = cells.prefix(3).map { "\($0.projection.format.name.displayed) at \($0.scale)" }
    let more = cells.count > 3 ? " and \(NumberText.counted(cells.count - 3, "more cell"))" : ""
    return "A histogram bounds the counts of \(named.joined(separator: ", "))\(more): "
      + "what is in doubt counts as lost, and the CSV has both bounds. "
      + "Audit the dump itself for exact counts."
  }

  private var ignored: String? {
    let files = IgnoredFiles(findings.audit.ignored)
    return files.isEmpty ? nil : "Not read: \(files.counts)."
  }

  private var unaudited: String? {
    let tensors = findings.audit.unaudited
    guard !tensors.isEmpty else { return nil }
    let types = Set(tensors.map(\.elementType.name.displayed)).sorted()
    let named = types.prefix(3).joined(separator: ", ") + (types.count > 3 ? ", …" : "")
    return
      "\(NumberText.counted(tensors.count, "tensor")) left out, of types without rounding (\(named))."
  }

  private var warnings: String? {
    let count = findings.audit.warnings.count
    return count == 0
      ? nil : "\(NumberText.counted(count, "warning")): what was read may not be all."
  }

  private var problems: String? {
    let count = findings.audit.problems.count
    guard count > 0 else { return nil }
    return "\(NumberText.counted(count, "file or tensor", "files or tensors")) could not be read"
      + (findings.isEmpty ? "." : "; the verdict is on the rest.")
  }
}
