import FloatEmulation
import GradientAudit

/// The page's drawings, and the words around them.
struct PageCharts {
  /// How many tensors have a panel in sight, and how many more are folded away.
  private static let openPanels = 40
  private static let foldedPanels = 80
  private static let heatRows = 40

  let findings: Findings
  let focus: Focus
  private let axis: ExponentAxis
  private let panel: ExponentPanel
  private let strip: ScaleStrip
  private let notation = Notation.superscript
  private let wording = Wording(notation: .superscript)

  init(_ findings: Findings, _ focus: Focus) {
    self.findings = findings
    self.focus = focus
    axis = ExponentAxis(findings)
    panel = ExponentPanel(axis: axis, focus: focus)
    strip = ScaleStrip(plan: findings.audit.plan)
  }

  /// The template's values, section by section.
  var values: [String: Any] {
    [scales, range, tensors, loss, time].reduce(into: [:]) { $0.merge($1) { $1 } }
  }

  private var audit: Audit { findings.audit }
  private var label: String { findings.label(focus.verdict) }

  /// The format in focus at the scale in focus, in words.
  private var cell: String {
    focus.exponent == 0
      ? "\(label) without a scale" : "\(label) at \(notation.power(focus.exponent))"
  }

  // MARK: Which scale serves

  private var scales: [String: Any] {
    [
      "stripLead": [
        "Safe: at most \(audit.plan.tolerance) of the values become zero, and none overflows.",
        "A dot marks the recommended scale. Narrow boxes: U for too much underflow, O for overflow.",
        wording.rules(audit.plan),
      ].compactMap(\.self).joined(separator: " "),
      "strips": findings.verdicts.map { verdict in
        [
          "name": findings.label(verdict),
          "svg": strip.drawing(
            audit.total, verdict, id: "strip-\(verdict.projection)", label: findings.label(verdict)),
          "figures": "safe: \(wording.window(verdict.window))",
        ]
      },
      "stripAxis": strip.axis(notation),
    ]
  }

  // MARK: Why

  private var range: [String: Any] {
    [
      "rangeTitle": "The values and what the formats reach",
      "rangeLead": "How many values have each power of two, on a logarithmic scale. Colours tell "
        + "what becomes of them in \(label) without a scale; beneath, the ranges of the formats. "
        + "A loss scale moves a range to the left.",
      "total": panel.drawing(
        audit.total, id: "total", title: "Magnitudes of all values", pixels: 150),
      "totalFigures": figures(audit.total),
      "axis": axis.drawing(notation),
      "rulers": rulers,
    ]
  }

  private var rulers: [[String: String]] {
    let plain = findings.verdicts.map { verdict in
      ruler(verdict.format, exponent: 0, id: "ruler-\(verdict.projection)", findings.label(verdict))
    }
    guard focus.exponent != 0 else { return plain }
    return [ruler(focus.verdict.format, exponent: focus.exponent, id: "ruler-focus", cell)] + plain
  }

  private func ruler(
    _ format: FloatFormat, exponent: Int, id: String, _ name: String
  ) -> [String: String] {
    let range = FormatRange(format).scaled(by: exponent)
    return [
      "name": name, "svg": FormatRuler(axis: axis).drawing(range, id: id, label: name),
      "figures": "\(notation.power(range.nonzero)) … \(notation.power(range.overflow))",
    ]
  }

  private func figures(_ tally: Tally) -> String {
    guard let least = tally.leastMagnitude, let greatest = tally.greatestMagnitude else {
      return "no finite value but zero"
    }
    return "\(notation.magnitude(least)) to \(notation.magnitude(greatest))"
  }

  // MARK: Every tensor

  private var tensors: [String: Any] {
    let all = findings.worstFirst.enumerated().prefix(
      PageCharts.openPanels + PageCharts.foldedPanels)
    let panels = all.map { panelValues($0.element, index: $0.offset) }
    let folded = Array(panels.dropFirst(PageCharts.openPanels))
    let hidden = findings.worstFirst.count - panels.count
    let dashes =
      focus.exponent == 0
      ? "" : " Dashed: the same at \(notation.power(focus.exponent))."
    return [
      "panelLead": "Lines mark where \(label) loses values to zero, where its normal values begin, "
        + "and where it overflows.\(dashes)",
      "panelAxis": axis.drawing(notation),
      "focus": label,
      "panels": Array(panels.prefix(PageCharts.openPanels)),
      "hasFoldedPanels": !folded.isEmpty,
      "foldedSummary": "\(NumberText.counted(folded.count, "more tensor"))",
      "foldedPanels": folded,
      "panelsLeftOut": hidden > 0
        ? [
          "\(NumberText.counted(hidden, "tensor")) that lose less are in the CSV and JSON reports."
        ]
        : [],
    ]
  }

  private func panelValues(_ tensor: TensorOutcomes, index: Int) -> [String: String] {
    let tally = tensor.rollup.tally
    let counts = tensor.counts
    let name = tensor.rollup.tensor.displayed
    let losses =
      counts.overflow > 0
      ? "\(ShareText.underflow(counts)) underflow, \(ShareText.overflow(counts)) overflow; " : ""
    let window = tally.scaleWindow(projection: focus.verdict.projection)
    return [
      "id": "tensor-\(index + 1)",
      "name": name.elided(to: 120),
      "svg": panel.drawing(
        tally, id: "panel-\(index + 1)", title: "Magnitudes of \(name.elided(to: 120))", pixels: 46),
      "lost": ShareText.lost(counts),
      "detail": "\(losses)safe: \(wording.window(window))",
    ]
  }

  // MARK: What each scale loses

  private var loss: [String: Any] {
    let underflow = ShareChart(
      findings: findings, outcome: \.underflow, id: "underflow", title: "Underflow at each scale")
    let overflow = ShareChart(
      findings: findings, outcome: \.overflow, id: "overflow", title: "Overflow at each scale")
    return [
      "lossLead":
        "Shares of the finite non-zero values, on a logarithmic scale. The dashed line is "
        + "what is tolerated.",
      "lossCharts": [
        chart("Underflow", underflow.namesAtStart, underflow.drawing(notation), underflow.axis),
        chart("Overflow", overflow.axis, overflow.drawing(notation), overflow.namesAtEnd),
      ],
    ]
  }

  private func chart(
    _ name: String, _ left: String, _ plot: String, _ right: String
  ) -> [String: String] {
    ["name": name, "class": name.lowercased(), "left": left, "plot": plot, "right": right]
  }

  // MARK: When it happens

  private var time: [String: Any] {
    let map = HeatMap(findings, focus, rowLimit: PageCharts.heatRows)
    return [
      "heatLead": "What \(cell) loses of each tensor at each step, by underflow and overflow.",
      "heatNames": map.names,
      "heat": map.drawing(id: "heat", title: "Lost in \(cell), by tensor and step"),
      "heatLegendTitle": "Share of the finite non-zero values lost:",
      "heatLegend": legend,
    ]
  }

  private var legend: [[String: String]] {
    let bounds = HeatMap.bounds(audit.plan.tolerance).map(\.description)
    let shares = zip(["none"] + bounds, bounds + ["all"]).enumerated().map { index, ends in
      ("h\(index + 1)", index == 0 ? "up to \(ends.1)" : "to \(ends.1)")
    }
    let all = [("h0", "nothing")] + shares + [("o", "overflow"), ("x", "recorded Inf or NaN")]
    return all.map { ["swatch": SVG.swatch($0.0), "text": $0.1] }
  }
}
