import GradientAudit

/// The safe scales of tensors beneath each other on one axis, with the scale that they
/// would share.
struct TensorWindowStrip {
  private let axis: ExponentAxis
  private let sharedExponent: Int?
  private let height = 22

  /// The scales that anyone trains with; windows may reach beyond.
  private static let limits = -40...64

  init(_ windows: [ScaleWindow], sharedExponent: Int?) {
    let bounds = (windows.flatMap(\.bounds) + [0, sharedExponent].compactMap(\.self))
      .map {
        min(max($0, TensorWindowStrip.limits.lowerBound), TensorWindowStrip.limits.upperBound)
      }
    axis = ExponentAxis(((bounds.min() ?? 0) - 3)...((bounds.max() ?? 0) + 4))
    self.sharedExponent = sharedExponent
  }

  /// The axis, with labels for the powers of two.
  func labels(_ notation: Notation) -> String { axis.drawing(notation) }

  /// The drawing of one tensor.
  func drawing(_ window: ScaleWindow, id: String, title: String) -> String {
    SVG.named(
      id, title: title, description: "Safe: \(Wording(notation: .caret).window(window)).",
      ["height": "\(height)"]
    ) { svg in
      svg.stretched(width: axis.span, height: height, pixels: height) { svg in
        switch window {
        case .safe(let exponents): safe(exponents, &svg)
        case .none(let least, let greatest): none(least, greatest, &svg)
        case .unconstrained: safe(axis.lower...axis.upper, &svg)
        }
        if let sharedExponent {
          svg.path("M\(axis.place(Double(sharedExponent))) 0V\(height)", class: "line l1")
        }
      }
    }
  }

  private func safe(_ exponents: ClosedRange<Int>, _ svg: inout SVG) {
    let path = box(Double(exponents.lowerBound) - 0.5, Double(exponents.upperBound) + 0.5)
    svg.path(path, class: "h2")
    svg.path(path, class: "t")
  }

  /// Where enough is kept on the right, and nothing overflows on the left: the scales
  /// between are neither.
  private func none(_ least: Int?, _ greatest: Int?, _ svg: inout SVG) {
    let left = greatest.map { Double($0) + 0.5 } ?? -.infinity
    let right = least.map { Double($0) - 0.5 } ?? .infinity
    svg.path(box(left, right), class: "o")
  }

  private func box(_ left: Double, _ right: Double) -> String {
    let (left, right) = (axis.place(left), axis.place(right))
    return "M\(SVG.number(left)) 4H\(SVG.number(max(right, left + 0.25)))V18H\(SVG.number(left))z"
  }
}
