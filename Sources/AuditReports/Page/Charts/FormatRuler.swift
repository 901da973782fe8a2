import FloatEmulation

/// The range of a format, drawn beneath the histograms.
struct FormatRuler {
  let axis: ExponentAxis

  /// The drawing of a range; `label` says whose.
  func drawing(_ range: FormatRange, id: String, label: String) -> String {
    let title = "Range of \(label)"
    let description =
      "Recorded values from 2^\(range.nonzero) are kept, from 2^\(range.normal) as normal numbers, "
      + "below 2^\(range.overflow)."
    return SVG.named(id, title: title, description: description, ["height": "16"]) { svg in
      svg.stretched(width: axis.span, height: 16, y: 0, pixels: 16) { svg in
        svg.path(bar(range.nonzero, range.normal, top: 5, height: 6), class: "s")
        svg.path(bar(range.normal, range.overflow, top: 3, height: 10), class: "n")
      }
      arrows(range, &svg)
    }
  }

  private func bar(_ from: Int, _ to: Int, top: Int, height: Int) -> String {
    let (left, right) = (axis.clamped(from), axis.clamped(to))
    return left < right ? "M\(left) \(top)H\(right)v\(height)H\(left)z" : ""
  }

  private func arrows(_ range: FormatRange, _ svg: inout SVG) {
    if range.nonzero < axis.lower { svg.text("◂", x: 0, y: 12, class: "end ink") }
    if range.overflow > axis.upper { svg.text("▸", x: 100, y: 12, class: "start ink") }
  }
}
