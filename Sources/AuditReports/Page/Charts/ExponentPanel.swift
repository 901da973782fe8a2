import GradientAudit

/// A tensor's exponent histogram with the thresholds of the format in focus.
struct ExponentPanel {
  let axis: ExponentAxis
  let focus: Focus

  /// The drawing of one set of values.
  func drawing(_ tally: Tally, id: String, title: String, pixels: Int) -> String {
    let projection = focus.verdict.projection
    let bins = tally.exponentOutcomes(projection: projection, scaleExponent: 0)
    let bars = ExponentBars(bins, of: tally.finiteNonzeroCount, on: axis)
    let range = FormatRange(focus.verdict.format)
    return SVG.named(
      id, title: title, description: description(tally),
      [
        "class": "clip", "viewBox": "0 0 \(axis.span) \(ExponentBars.height)",
        "preserveAspectRatio": "none", "height": "\(pixels)",
      ]
    ) { svg in
      bars.draw(in: &svg)
      svg.path(lines(range), class: "t")
      if focus.exponent != 0 { svg.path(lines(range.scaled(by: focus.exponent)), class: "t d") }
    }
  }

  private func lines(_ range: FormatRange) -> String {
    range.thresholds.filter { $0 > axis.lower && $0 < axis.upper }
      .map { "M\(axis.clamped($0)) 0V100" }.joined()
  }

  private func description(_ tally: Tally) -> String {
    let counts = tally.outcomes(projection: focus.verdict.projection, scaleExponent: 0)
    guard counts.finiteNonzero > 0 else { return "No finite value differs from zero." }
    return "Without a scale \(ShareText.underflow(counts)) underflow, "
      + "\(ShareText.percent(counts.subnormal, of: counts.finiteNonzero)) subnormal, "
      + "\(ShareText.overflow(counts)) overflow."
  }
}
