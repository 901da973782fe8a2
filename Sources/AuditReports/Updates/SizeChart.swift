import FloatEmulation
import GradientAudit

/// The sizes of updates in units in the last place: a line for each format.
struct SizeChart {
  let words: UpdateWords
  private let height = 200

  private var audit: UpdateAudit { words.context.audit }

  /// The drawing.
  var drawing: String {
    SVG.named("sizes-chart", title: "Sizes of updates in ulp", description: description, size) {
      svg in
      for (share, _) in marks {
        let place = SVG.number(y(share))
        svg.element("line", ["class": "rule", "x1": "0", "x2": "100%", "y1": place, "y2": place])
      }
      svg.stretched(width: exponents.count * 10, height: height, pixels: height) { svg in
        let half = (-1 - exponents.lowerBound) * 10
        svg.path("M\(half) 0V\(height)", class: "rule")
        for (index, counts) in words.total.formats.enumerated() {
          svg.path(path(counts), class: "line l\(index % 6)")
        }
      }
      for tick in exponents where tick.isMultiple(of: 4) {
        let x = (Double(tick - exponents.lowerBound)) / Double(exponents.count) * 100
        svg.text(words.notation.power(tick), x: x, y: height + 16, class: "middle")
      }
    }
  }

  /// The shares that the horizontal lines stand for.
  var axis: String {
    SVG.decorative(size) { svg in
      for (share, label) in marks {
        svg.text(label, x: 100, y: Int(y(share)) + 4, class: "end")
      }
    }
  }

  /// The formats at the heights of their greatest shares.
  var names: String {
    let ends = zip(audit.query.formats, words.total.formats).map { format, counts in
      EndLabels.End(name: format.name.displayed, y: y(shares(counts).max() ?? 0))
    }
    return SVG.decorative(size) { svg in
      for line in EndLabels(ends, height: height).lines {
        svg.text(line.text, x: 0, y: line.y, class: "start ink")
      }
    }
  }

  private var size: KeyValuePairs<String, String> { ["height": "\(height + 24)"] }

  /// The classes that are drawn: those that hold an update, and half a unit.
  private var exponents: ClosedRange<Int> {
    let occupied = words.total.formats.flatMap { $0.sizes.occupied.map(\.exponent) }
    return min(occupied.min() ?? -4, -4)...max(occupied.max() ?? 0, 0)
  }

  private func shares(_ counts: UpdateCounts) -> [Double] {
    let known = Dictionary(uniqueKeysWithValues: counts.sizes.occupied.map { ($0.0, $0.1) })
    return exponents.map { Double(known[$0] ?? 0) / Double(max(1, counts.nonzero)) }
  }

  private var greatest: Double {
    max(0.01, words.total.formats.flatMap(shares).max() ?? 0)
  }

  /// Whole tenths, or hundredths where all shares are small.
  private var marks: [(Double, String)] {
    let step = greatest > 0.5 ? 20 : greatest > 0.2 ? 10 : 5
    return stride(from: 0, through: Int(greatest * 100), by: step).map {
      (Double($0) / 100, "\($0)%")
    }
  }

  private func y(_ share: Double) -> Double { (1 - share / (greatest * 1.05)) * Double(height) }

  /// The contour of a histogram.
  private func path(_ counts: UpdateCounts) -> String {
    let heights = shares(counts).map { SVG.number(y($0)) }
    return "M0 \(height)" + heights.enumerated().map { "V\($1)H\(($0 + 1) * 10)" }.joined()
      + "V\(height)"
  }

  private var description: String {
    zip(audit.query.formats, words.total.formats).map { format, counts in
      "\(format.name.displayed): \(words.share(counts.sizes.belowHalf, counts)) below half an ulp"
    }.joined(separator: "; ") + "."
  }
}
