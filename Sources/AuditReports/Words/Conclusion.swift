import FloatEmulation
import GradientAudit

/// The verdict on a whole recording, in sentences.
struct Conclusion {
  let findings: Findings
  let wording: Wording

  init(_ findings: Findings, _ notation: Notation) {
    self.findings = findings
    wording = Wording(notation: notation)
  }

  /// The answer in one sentence.
  var sentence: String {
    if findings.isEmpty { return "Nothing was audited." }
    if findings.audit.total.finiteNonzeroCount == 0 {
      return
        "No recorded value is finite and not zero, so there is nothing that a format could keep."
    }
    let tolerance = findings.audit.plan.tolerance
    var clauses = findings.verdicts.filter { !$0.needsNoScale }
      .map { wording.clause(findings.label($0), $0, tolerance) }
    if let clause = scalelessClause { clauses.append(clause) }
    return clauses.joined(separator: "; ") + "."
  }

  private var scalelessClause: String? {
    let labels = findings.verdicts.filter(\.needsNoScale).map(findings.label)
    guard let last = labels.last else { return nil }
    if labels.count == 1 { return "\(last) needs no loss scale" }
    return "\(labels.dropLast().joined(separator: ", ")) and \(last) need no loss scale"
  }

  /// What the sentence leaves open, each a sentence of its own.
  var caveats: [String] { [nonfinite, exceptions].compactMap(\.self) }

  /// That no scale repairs what was recorded as infinite or NaN; nil where nothing was.
  var nonfinite: String? {
    let count = findings.nonfiniteCount
    guard count > 0 else { return nil }
    let steps = findings.audit.steps.filter { $0.tally.infiniteCount + $0.tally.nanCount > 0 }
      .map(\.step)
    return "\(NumberText.grouped(count)) recorded \(count == 1 ? "value is" : "values are") "
      + "infinite or NaN already (\(Conclusion.name(steps))), which no scale repairs."
  }

  private var exceptions: String? {
    let count = findings.exceptions.count
    guard let focus = findings.focus, count > 0 else { return nil }
    let cell =
      focus.exponent == 0 ? "Without a scale" : "At \(wording.notation.power(focus.exponent))"
    return "\(cell), \(findings.label(focus.verdict)) is safe for all values taken together, but "
      + "\(NumberText.counted(count, "tensor")) \(count == 1 ? "loses" : "lose") more than "
      + "\(findings.audit.plan.tolerance) of \(count == 1 ? "its" : "their") own; "
      + "\(wording.everyTensor(focus.verdict.windowOfEveryTensor))."
  }

  private static func name(_ steps: [Int]) -> String {
    guard let first = steps.first, let last = steps.last else { return "" }
    return first == last
      ? "step \(first)" : "\(NumberText.counted(steps.count, "step")), \(first) to \(last)"
  }
}
