import GradientAudit

/// The share that each format loses in one way, against the scale.
///
/// Three drawings of one height, side by side: the axis of the shares, the lines,
/// and the names of the formats where the lines begin or end.
struct ShareChart {
  let findings: Findings
  /// Which loss.
  let outcome: KeyPath<OutcomeCounts, UInt64>
  let id: String
  let title: String
  private let height = 200
  /// Below the last decade, a place for none at all.
  private let noneHeight = 24.0

  private var plan: AuditPlan { findings.audit.plan }

  /// The lines, above the scales.
  func drawing(_ notation: Notation) -> String {
    SVG.named(id, title: title, description: description, size) { svg in
      grid(&svg)
      svg.stretched(width: width, height: height, pixels: height) { svg in
        tolerance(&svg)
        for (index, points) in lines.enumerated() {
          svg.path(path(points), class: "line \(lineClass(index))")
        }
      }
      scaleLabels(notation, &svg)
    }
  }

  /// The shares that the horizontal lines stand for.
  var axis: String {
    SVG.decorative(size) { svg in
      for (share, label) in ShareChart.marks {
        svg.text(label, x: 100, y: Int(y(share)) + 4, class: "end")
      }
    }
  }

  /// The formats at the left ends of their lines.
  var namesAtStart: String { names(at: lines.map(\.first), x: 100, class: "end ink") }

  /// The formats at the right ends of their lines.
  var namesAtEnd: String { names(at: lines.map(\.last), x: 0, class: "start ink") }

  private func names(at shares: [Double?], x: Double, class name: String) -> String {
    let ends = shares.enumerated().map { index, share in
      EndLabels.End(name: findings.label(projection: index), y: y(share ?? 0))
    }
    return SVG.decorative(size) { svg in
      for line in EndLabels(ends, height: height).lines {
        svg.text(line.text, x: x, y: line.y, class: name)
      }
    }
  }

  private var size: KeyValuePairs<String, String> { ["height": "\(height + 24)"] }

  private static let marks = [
    (1.0, "100%"), (1e-2, "1%"), (1e-4, "0.01%"), (1e-6, "0.0001%"), (0, "none"),
  ]

  private var width: Int { max(1, plan.scales.count - 1) * 10 }

  private var lines: [[Double]] {
    findings.verdicts.map { verdict in
      plan.scales.indices.map { scale in
        let counts = findings.audit.total.outcomes(projection: verdict.projection, scale: scale)
        return Double(counts[keyPath: outcome]) / Double(max(1, counts.finiteNonzero))
      }
    }
  }

  private func lineClass(_ index: Int) -> String {
    let isFocus = findings.focus?.verdict.projection == index
    return isFocus ? "l0" : "l\(1 + index % 5)"
  }

  private func path(_ points: [Double]) -> String {
    points.enumerated().map { index, share in
      "\(index == 0 ? "M" : "L")\(index * 10) \(SVG.number(y(share)))"
    }.joined()
  }

  /// The height of a share: 1 at the top, a millionth above the place for none.
  private func y(_ share: Double) -> Double {
    guard share > 0 else { return Double(height) - 4 }
    let decades = min(1, LogScale.log10(share) / LogScale.log10(ExponentBars.floor))
    return 4 + decades * (Double(height) - noneHeight - 4)
  }

  private func grid(_ svg: inout SVG) {
    for (share, _) in ShareChart.marks {
      let height = SVG.number(y(share))
      svg.element("line", ["class": "rule", "x1": "0", "x2": "100%", "y1": height, "y2": height])
    }
  }

  private func tolerance(_ svg: inout SVG) {
    guard outcome == \.underflow, plan.tolerance.numerator > 0 else { return }
    let share = Double(plan.tolerance.numerator) / Double(plan.tolerance.denominator)
    svg.path("M0 \(SVG.number(y(share)))H\(width)", class: "t d")
  }

  private func scaleLabels(_ notation: Notation, _ svg: inout SVG) {
    let step = max(1, (plan.scales.count + 5) / 6)
    for scale in stride(from: 0, to: plan.scales.count, by: step) {
      let x = Double(scale) / Double(max(1, plan.scales.count - 1)) * 100
      let anchor = scale == 0 ? "start" : x > 96 ? "end" : "middle"
      svg.text(notation.scale(plan.scales[scale]), x: x, y: height + 16, class: anchor)
    }
  }

  private var description: String {
    lines.enumerated().map { index, points in
      let label = findings.label(projection: index)
      guard points.contains(where: { $0 > 0 }) else { return "\(label): none at any scale" }
      let shares = [plan.scales.indices.first, plan.scales.indices.last].compactMap(\.self).map {
        scale in
        let counts = findings.audit.total.outcomes(projection: index, scale: scale)
        let share = ShareText.percent(counts[keyPath: outcome], of: counts.finiteNonzero)
        return "\(share) at \(plan.scales[scale].powerDescription)"
      }
      return "\(label): \(shares.joined(separator: ", "))"
    }.joined(separator: "; ") + "."
  }
}
