import FloatEmulation
import GradientAudit
import TensorFiles

/// The page's tables: the numbers behind every drawing.
struct PageTables {
  private let findings: Findings
  private let context: ReportContext
  private let wording = Wording(notation: .superscript)

  init(_ findings: Findings, _ context: ReportContext) {
    self.findings = findings
    self.context = context
  }

  /// The tables in sight.
  var open: [[String: Any]] {
    (findings.isEmpty ? [] : [formats]) + [limits, slices, problems, warnings].compactMap(\.self)
  }

  /// The tables that unfold.
  var folded: [[String: Any]] {
    findings.isEmpty
      ? [unaudited].compactMap(\.self) : [tensors, scales, steps] + [unaudited].compactMap(\.self)
  }

  private var audit: Audit { findings.audit }

  private var limits: [String: Any]? {
    LimitTable(context.limits).page { table("Limits", head: $0, $1, note: $2, isProse: true) }
  }

  private var slices: [String: Any]? {
    SliceTable(context.slices)?.page { table($0, head: $1, $2, isProse: true) }
  }

  private var formats: [String: Any] {
    table(
      "Formats",
      head: [
        "format", "safe scales", "safe for every tensor", "underflow", "subnormal", "overflow",
        "recommended", "underflow there",
      ],
      findings.verdicts.map { verdict in
        let unscaled = verdict.unscaled
        return [
          findings.label(verdict), wording.window(verdict.window),
          wording.window(verdict.windowOfEveryTensor), ShareText.underflow(unscaled),
          ShareText.percent(unscaled.subnormal, of: unscaled.finiteNonzero),
          ShareText.overflow(unscaled), wording.recommended(verdict),
          verdict.recommended.map(ShareText.underflow) ?? "–",
        ]
      },
      note: "Underflow, subnormal and overflow are without a scale.")
  }

  private var tensors: [String: Any] {
    let label = findings.focus.map { findings.label($0.verdict) } ?? ""
    return table(
      "Tensors in \(label) without a scale, worst first",
      head: ["tensor", "values", "zero", "underflow", "subnormal", "normal", "overflow"],
      findings.worstFirst.map { tensor in
        [
          tensor.rollup.tensor.displayed.elided(to: 200), NumberText.grouped(tensor.counts.count),
        ]
          + [.zero, .underflow, .subnormal, .normal, .overflow].map { (outcome: Outcome) in
            NumberText.grouped(tensor.counts[outcome])
          }
      })
  }

  private var scales: [String: Any] {
    let labels = findings.verdicts.map(findings.label)
    let rows = audit.plan.scales.indices.map { scale in
      [wording.notation.scale(audit.plan.scales[scale])]
        + audit.plan.projections.indices.flatMap { projection in
          let counts = audit.total.outcomes(projection: projection, scale: scale)
          return [NumberText.grouped(counts.underflow), NumberText.grouped(counts.overflow)]
        }
    }
    return table(
      "Underflow and overflow at every scale",
      head: ["scale"] + labels.flatMap { ["\($0) underflow", "\($0) overflow"] }, rows)
  }

  private var steps: [String: Any] {
    let focus = findings.focus
    let cell = focus.map { focus in
      let scale =
        focus.exponent == 0 ? "without a scale" : "at \(wording.notation.power(focus.exponent))"
      return "\(findings.label(focus.verdict)) \(scale)"
    }
    let rows = audit.steps.map { step in
      let counts = focus.map { findings.outcomesInFocus(step.tally, $0) } ?? OutcomeCounts()
      return ["\(step.step)"]
        + [
          step.tally.count, step.tally.zeroCount, step.tally.infiniteCount, step.tally.nanCount,
          counts.underflow, counts.overflow,
        ].map { NumberText.grouped($0) }
    }
    return table(
      "Steps in \(cell ?? "")",
      head: ["step", "values", "zero", "infinite", "NaN", "underflow", "overflow"], rows)
  }

  private var problems: [String: Any]? {
    guard !audit.problems.isEmpty else { return nil }
    return table(
      "What could not be read", head: ["code", "what"],
      audit.problems.map { [$0.code.rawValue, $0.description.displayed.elided(to: 400)] },
      isProse: true)
  }

  private var warnings: [String: Any]? {
    guard !audit.warnings.isEmpty else { return nil }
    return table(
      "What looks wrong", head: ["code", "what"],
      audit.warnings.map { [$0.code.rawValue, $0.description.displayed.elided(to: 400)] },
      isProse: true)
  }

  private var unaudited: [String: Any]? {
    guard !audit.unaudited.isEmpty else { return nil }
    return table(
      "Tensors of types that have no rounding to audit", head: ["tensor", "step", "type"],
      audit.unaudited.map {
        [$0.tensor.displayed.elided(to: 200), "\($0.step)", $0.elementType.name.displayed]
      }, isProse: true)
  }

  private func table(
    _ caption: String, head: [String], _ rows: [[String]], note: String? = nil,
    isProse: Bool = false
  ) -> [String: Any] {
    PageTable.values(caption, head: head, rows, note: note, isProse: isProse)
  }
}
