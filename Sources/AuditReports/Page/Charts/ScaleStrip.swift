import GradientAudit

/// One format at every scale of the plan: safe, or what goes wrong.
struct ScaleStrip {
  /// What is wrong with a scale.
  enum Condition: Hashable {
    case safe, underflow, overflow, both

    var drawingClass: String {
      switch self {
      case .safe: "safe"
      case .underflow: "u"
      case .overflow: "o"
      case .both: "both"
      }
    }

    /// What is written into a box with its least width in per cent, on a wide page
    /// and on a narrow one; the second text where the first does not fit.
    var texts: [(text: String, least: (wide: Double, narrow: Double))] {
      switch self {
      case .safe: [("safe", (5, 10))]
      case .underflow: [("underflow", (10, 22)), ("U", (2, 4))]
      case .overflow: [("overflow", (9, 20)), ("O", (2, 4))]
      case .both: [("both", (5, 10)), ("UO", (3, 6))]
      }
    }
  }

  /// Neighbouring scales with one condition.
  struct Run {
    let condition: Condition
    let scales: ClosedRange<Int>
  }

  let plan: AuditPlan
  private let height = 30

  /// The runs of a projection, from the smallest scale to the largest.
  func runs(_ tally: Tally, projection: Int) -> [Run] {
    plan.scales.indices.reduce(into: []) { runs, scale in
      let condition = condition(tally.outcomes(projection: projection, scale: scale))
      if let last = runs.last, last.condition == condition {
        runs[runs.count - 1] = Run(condition: condition, scales: last.scales.lowerBound...scale)
      } else {
        runs.append(Run(condition: condition, scales: scale...scale))
      }
    }
  }

  private func condition(_ counts: OutcomeCounts) -> Condition {
    let keeps = plan.tolerance.covers(counts.underflow, of: counts.finiteNonzero)
    if counts.overflow > 0 { return keeps ? .overflow : .both }
    return keeps ? .safe : .underflow
  }

  /// The drawing of one format.
  func drawing(_ tally: Tally, _ verdict: FormatVerdict, id: String, label: String) -> String {
    let runs = runs(tally, projection: verdict.projection)
    return SVG.named(
      id, title: "\(label) at each scale", description: description(runs), ["height": "\(height)"]
    ) { svg in
      for run in runs where run.condition != .safe { draw(run, &svg) }
      for run in runs where run.condition == .safe { draw(run, &svg) }
      mark(verdict.recommendedExponent, &svg)
    }
  }

  private func draw(_ run: Run, _ svg: inout SVG) {
    let (x, width) = (
      left(run.scales.lowerBound), left(run.scales.upperBound + 1) - left(run.scales.lowerBound)
    )
    let isSafe = run.condition == .safe
    svg.element(
      "rect",
      [
        "class": run.condition.drawingClass + (isSafe ? " outlined" : ""), "x": SVG.percent(x),
        "y": isSafe ? "1" : "3", "width": SVG.percent(width), "height": isSafe ? "28" : "24",
      ])
    write(run.condition, middle: x + width / 2, width: width, &svg)
  }

  /// Writes the first text that fits, for wide and for narrow pages.
  private func write(_ condition: Condition, middle: Double, width: Double, _ svg: inout SVG) {
    let tone = condition == .safe ? "middle onsafe" : "middle on"
    let wide = condition.texts.first { $0.least.wide <= width }?.text
    let narrow = condition.texts.first { $0.least.narrow <= width }?.text
    let texts = wide == narrow ? [(wide, "")] : [(wide, " wide"), (narrow, " narrow")]
    for case (let text?, let name) in texts {
      svg.text(text, x: middle, y: 19, class: tone + name)
    }
  }

  private func mark(_ exponent: Int?, _ svg: inout SVG) {
    guard let exponent, exponent != 0,
      let scale = plan.scales.firstIndex(where: { $0.powerOfTwoExponent == exponent })
    else { return }
    svg.element(
      "circle", ["class": "ink", "cx": SVG.percent(center(scale)), "cy": "25", "r": "2.5"])
  }

  /// The labels beneath the strips.
  func axis(_ notation: Notation) -> String {
    let step = max(1, (plan.scales.count + 11) / 12)
    return SVG.decorative(["height": "18"]) { svg in
      for (index, scale) in stride(from: 0, to: plan.scales.count, by: step).enumerated() {
        svg.text(
          notation.scale(plan.scales[scale]), x: center(scale), y: 13,
          class: index.isMultiple(of: 3) ? "middle" : "middle wide")
      }
    }
  }

  private func left(_ scale: Int) -> Double { Double(scale) / Double(plan.scales.count) * 100 }

  private func center(_ scale: Int) -> Double { (left(scale) + left(scale + 1)) / 2 }

  private func description(_ runs: [Run]) -> String {
    runs.map { run in
      let (low, high) = (run.scales.lowerBound, run.scales.upperBound)
      let first = plan.scales[low].powerDescription
      let scales = low == high ? first : "\(first) to \(plan.scales[high].powerDescription)"
      return "\(scales): \(run.condition.sentence)"
    }.joined(separator: "; ") + "."
  }
}

extension ScaleStrip.Condition {
  fileprivate var sentence: String {
    switch self {
    case .safe: "safe"
    case .underflow: "too much underflow"
    case .overflow: "overflow"
    case .both: "too much underflow, and overflow"
    }
  }
}
