import FloatEmulation
import GradientAudit
import TensorFiles

/// The tables of a Markdown report.
struct MarkdownSections {
  private let findings: Findings
  private let wording = Wording(notation: .caret)
  private var audit: Audit { findings.audit }

  init(_ findings: Findings) { self.findings = findings }

  /// Every section that has something to say, in order.
  var all: [MarkdownSection] {
    let tables =
      findings.isEmpty ? [] : [formats] + [worst].compactMap(\.self) + [scales, tensors, steps]
    return tables + [warnings, problems, unaudited].compactMap(\.self)
  }

  private var formats: MarkdownSection {
    let head = [
      "format", "safe scales", "recommended", "underflow", "subnormal", "overflow",
      "underflow at recommended", "safe for every tensor",
    ]
    let notes = [
      "Underflow, subnormal and overflow are without a scale.", wording.sharesOf(audit.total),
      "Safe: at most \(audit.plan.tolerance) underflow and no overflow.",
      wording.rules(audit.plan),
    ]
    return MarkdownSection(
      "Formats", MarkdownTable(head: head, rows: findings.verdicts.map(row)),
      note: notes.compactMap(\.self).joined(separator: " "))
  }

  private func row(_ verdict: FormatVerdict) -> [String] {
    let unscaled = verdict.unscaled
    return [
      findings.label(verdict), wording.window(verdict.window), wording.recommended(verdict),
      share(unscaled.underflow, unscaled), share(unscaled.subnormal, unscaled),
      share(unscaled.overflow, unscaled),
      verdict.recommended.map { share($0.underflow, $0) } ?? "–",
      wording.window(verdict.windowOfEveryTensor),
    ]
  }

  private var worst: MarkdownSection? {
    let worst = findings.losing
    guard let focus = findings.focus, !worst.isEmpty else { return nil }
    return MarkdownSection(
      "Worst tensors in \(findings.label(focus.verdict))", tensorTable(worst.prefix(10), focus))
  }

  private var tensors: MarkdownSection {
    let count = NumberText.counted(findings.worstFirst.count, "tensor")
    return MarkdownSection(
      "All \(count), worst first",
      findings.focus.map { tensorTable(findings.worstFirst[...], $0) }
        ?? MarkdownTable(head: ["tensor"], rows: []),
      isFolded: true)
  }

  private func tensorTable(_ tensors: ArraySlice<TensorOutcomes>, _ focus: Focus) -> MarkdownTable {
    let isScaled = focus.exponent != 0
    let head =
      ["tensor", "values", "zero", "underflow", "subnormal", "overflow"]
      + (isScaled ? ["lost at \(wording.notation.power(focus.exponent))"] : []) + ["safe scales"]
    let rows = tensors.map { tensor in
      let (counts, tally) = (tensor.counts, tensor.rollup.tally)
      let scaled = isScaled ? [lost(findings.outcomesInFocus(tally, focus))] : []
      return [
        MarkdownText.code(tensor.rollup.tensor), NumberText.grouped(counts.count),
        NumberText.grouped(counts.zero), share(counts.underflow, counts),
        share(counts.subnormal, counts), share(counts.overflow, counts),
      ] + scaled + [wording.window(tally.scaleWindow(projection: focus.verdict.projection))]
    }
    return MarkdownTable(head: head, rows: rows)
  }

  private var scales: MarkdownSection {
    let labels = findings.verdicts.map(findings.label)
    let head = ["scale"] + labels.flatMap { ["\($0) underflow", "\($0) overflow"] }
    let rows = audit.plan.scales.indices.map { scale in
      [wording.notation.scale(audit.plan.scales[scale])]
        + audit.plan.projections.indices.flatMap { projection in
          let counts = audit.total.outcomes(projection: projection, scale: scale)
          return [share(counts.underflow, counts), share(counts.overflow, counts)]
        }
    }
    return MarkdownSection(
      "Underflow and overflow at every scale", MarkdownTable(head: head, rows: rows), isFolded: true
    )
  }

  private var steps: MarkdownSection {
    let focus = findings.focus
    let cell = focus.map {
      "\(findings.label($0.verdict)) at \(wording.notation.power($0.exponent))"
    }
    let head = ["step", "values", "zero", "infinite", "NaN", "underflow", "overflow"]
    let rows = audit.steps.map { step in
      let counts = focus.map { findings.outcomesInFocus(step.tally, $0) } ?? OutcomeCounts()
      return [
        "\(step.step)", NumberText.grouped(step.tally.count),
        NumberText.grouped(step.tally.zeroCount), NumberText.grouped(step.tally.infiniteCount),
        NumberText.grouped(step.tally.nanCount), share(counts.underflow, counts),
        share(counts.overflow, counts),
      ]
    }
    return MarkdownSection(
      "Steps, \(cell ?? "")", MarkdownTable(head: head, rows: rows), isFolded: true)
  }

  private var warnings: MarkdownSection? { list(audit.warnings, "Warnings") }

  private var problems: MarkdownSection? { list(audit.problems, "Problems") }

  private func list(_ errors: [TensorFileError], _ title: String) -> MarkdownSection? {
    guard !errors.isEmpty else { return nil }
    let rows = errors.map { [$0.code.rawValue, MarkdownText.code($0.description, limit: 400)] }
    return MarkdownSection(
      title, MarkdownTable(head: ["code", "what"], rows: rows, leftColumns: 2))
  }

  private var unaudited: MarkdownSection? {
    guard !audit.unaudited.isEmpty else { return nil }
    let rows = audit.unaudited.map {
      ["\($0.step)", MarkdownText.code($0.tensor), MarkdownText.code($0.elementType.name)]
    }
    return MarkdownSection(
      "Left out", MarkdownTable(head: ["step", "tensor", "type"], rows: rows, leftColumns: 3),
      isFolded: true)
  }

  private func share(_ part: UInt64, _ counts: OutcomeCounts) -> String {
    ShareText.percent(part, of: counts.finiteNonzero).replacing("<", with: "&lt;")
  }

  private func lost(_ counts: OutcomeCounts) -> String {
    ShareText.lost(counts).replacing("<", with: "&lt;")
  }
}
