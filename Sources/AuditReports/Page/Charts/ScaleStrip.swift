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

    var words: (wide: String, narrow: String) {
      switch self {
      case .safe: ("safe", "safe")
      case .underflow: ("underflow", "U")
      case .overflow: ("overflow", "O")
      case .both: ("both", "UO")
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
    let words = run.condition.words
    let tone = isSafe ? "middle onsafe" : "middle on"
    let middle = x + width / 2
    if width > 9 {
      svg.text(words.wide, x: middle, y: 19, class: tone + (width < 22 ? " wide" : ""))
    }
    if width < 22 {
      svg.text(words.narrow, x: middle, y: 19, class: tone + (width > 9 ? " narrow" : ""))
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
