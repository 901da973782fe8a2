import FloatEmulation
import GradientAudit

/// The one horizontal axis of the page: log2 of a recorded magnitude.
///
/// Every drawing that has it is as wide as all the others, so a scale of `2^k`
/// moves a format's range by `k` places to the left, everywhere by the same length.
struct ExponentAxis {
  /// The exponents that can be drawn; what lies beyond is drawn at the edge.
  static let limits = -160...140

  let lower: Int
  let upper: Int
  var span: Int { upper - lower }

  init(_ findings: Findings) {
    let exponents = findings.audit.total.exponentCounts.map(\.exponent)
    var places = [exponents.first, exponents.last].compactMap(\.self)
    if let focus = findings.focus {
      let range = FormatRange(focus.verdict.format)
      places += [
        range.nonzero, range.overflow, range.nonzero - focus.exponent,
        range.overflow - focus.exponent,
      ]
    }
    let limits = ExponentAxis.limits
    lower = max(limits.lowerBound, (places.min() ?? -24) - 3)
    upper = max(lower + 8, min(limits.upperBound, (places.max() ?? 0) + 4))
  }

  /// An axis of powers of two from one to another.
  init(_ exponents: ClosedRange<Int>) {
    (lower, upper) = (exponents.lowerBound, max(exponents.upperBound, exponents.lowerBound + 8))
  }

  /// A place between two powers of two within the axis, from 0 to `span`.
  func place(_ exponent: Double) -> Double {
    min(max(exponent - Double(lower), 0), Double(span))
  }

  /// A place within the axis, from 0 to `span`.
  func clamped(_ exponent: Int) -> Int { min(max(exponent - lower, 0), span) }

  /// The bin of an exponent, from 0 to `span - 1`.
  func bin(_ exponent: Int) -> Int { min(max(exponent - lower, 0), span - 1) }

  /// A place in per cent of the width.
  func percent(_ exponent: Double) -> Double { (exponent - Double(lower)) / Double(span) * 100 }

  /// The exponents with a label.
  var ticks: [Int] {
    let step = span > 150 ? 20 : span > 40 ? 10 : 5
    let first = lower + (step - (lower % step + step) % step) % step
    return stride(from: first, through: upper, by: step).filter {
      (3...97).contains(percent(Double($0)))
    }
  }

  /// The axis itself, with labels for the powers of two.
  func drawing(_ notation: Notation) -> String {
    SVG.decorative(["height": "22"]) { svg in
      svg.element("line", ["class": "rule", "x1": "0", "x2": "100%", "y1": "0.5", "y2": "0.5"])
      for (index, tick) in ticks.enumerated() {
        let name = index.isMultiple(of: 2) ? "middle" : "middle wide"
        svg.text(notation.power(tick), x: percent(Double(tick)), y: 16, class: name)
      }
    }
  }
}
