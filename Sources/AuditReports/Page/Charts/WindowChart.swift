import FloatEmulation
import GradientAudit

/// The safe scales of a format over the steps, on a logarithmic scale: a band for all
/// values of each step, and in it the band that is safe for each of its tensors.
struct WindowChart {
  private let advice: FormatAdvice
  private let notation: Notation
  private let columns: WindowColumns
  /// The exponents that the height stands for.
  private let exponents: ClosedRange<Int>
  private let height = 200
  /// Beneath the bands, for the numbers of steps.
  private let footer = 20

  /// The scales that anyone trains with; windows may reach beyond.
  private static let limits = -32...48
  /// How many scales are shown besides, at either end.
  private static let margin = 3

  init(_ advice: FormatAdvice, _ notation: Notation) {
    self.advice = advice
    self.notation = notation
    columns = WindowColumns(advice.steps)
    exponents = WindowChart.exponents(advice)
  }

  /// From the least to the greatest scale of interest.
  private static func exponents(_ advice: FormatAdvice) -> ClosedRange<Int> {
    let bounds = advice.steps.flatMap { [$0.window, $0.windowOfEveryTensor] }.flatMap(\.bounds)
    let chosen = [advice.fixedScale?.exponent, advice.dynamicScaler?.initialExponent]
    let places = [0] + (bounds + chosen.compactMap(\.self)).filter(limits.contains)
    let (low, high) = ((places.min() ?? 0) - margin, (places.max() ?? 0) + margin)
    let missing = max(0, leastSpan - (high - low))
    return (low - missing / 2)...(high + missing / 2)
  }

  /// The fewest powers of two that are shown.
  private static let leastSpan = 16

  /// What the drawing shows, in a few words.
  var caption: String {
    let wording = Wording(notation: notation)
    return "\(advice.format.name.displayed): \(wording.window(advice.everyStep)) at every step, "
      + "\(wording.window(advice.everyEntry)) for every tensor"
  }

  /// The drawing.
  var drawing: String {
    SVG.named(
      "windows-\(advice.projection)", title: "Safe scales at each step: \(caption)",
      description: description, size
    ) { svg in
      for exponent in ticks { rule(exponent, to: 100, class: "rule", &svg) }
      svg.stretched(width: columns.windows.count * 10, height: height, pixels: height) { svg in
        draw(columns.windows, safe: "safe", &svg, isOutlined: true)
        draw(columns.windowsOfEveryTensor, safe: "h2", &svg, isOutlined: false)
      }
      if let fixed = advice.fixedScale { rule(fixed.exponent, to: 100, class: "line l0", &svg) }
      if let first = advice.dynamicScaler?.initialExponent {
        rule(first, to: 100 / Double(columns.windows.count), class: "line l1", &svg)
      }
      StepAxis(columns.steps).draw(y: height + 15, &svg)
    }
  }

  /// The powers of two that the horizontal lines stand for.
  var axis: String {
    SVG.decorative(size) { svg in
      for exponent in ticks {
        svg.text(notation.power(exponent), x: 100, y: Int(y(Double(exponent))) + 4, class: "end")
      }
    }
  }

  /// The scales that are advised, beside their lines.
  var names: String {
    let ends = [
      advice.fixedScale.map { ("one: \(notation.power($0.exponent))", $0.exponent) },
      advice.dynamicScaler.map {
        ("init: \(notation.power($0.initialExponent))", $0.initialExponent)
      },
    ].compactMap(\.self).map { EndLabels.End(name: $0.0, y: y(Double($0.1))) }
    return SVG.decorative(size) { svg in
      for line in EndLabels(ends, height: height).lines {
        svg.text(line.text, x: 0, y: line.y, class: "start ink")
      }
    }
  }

  private var size: KeyValuePairs<String, String> { ["height": "\(height + footer)"] }

  private var ticks: [Int] {
    let step = [1, 2, 5, 10].first { exponents.count <= 6 * $0 } ?? 20
    return exponents.filter { $0.isMultiple(of: step) }
  }

  /// The height of an exponent, in pixels from the top down.
  private func y(_ exponent: Double) -> Double {
    let (low, high) = (Double(exponents.lowerBound), Double(exponents.upperBound))
    return min(max((high - exponent) / (high - low), 0), 1) * Double(height)
  }

  private func rule(_ exponent: Int, to end: Double, class name: String, _ svg: inout SVG) {
    let place = SVG.number(y(Double(exponent)))
    svg.element(
      "line", ["class": name, "x1": "0", "x2": SVG.percent(end), "y1": place, "y2": place])
  }

  /// Draws windows, and where there is none the scales that would be needed or lost.
  private func draw(
    _ windows: [ScaleWindow], safe name: String, _ svg: inout SVG, isOutlined: Bool
  ) {
    var (safe, none) = ("", "")
    for run in WindowColumns.runs(windows) {
      switch windows[run.lowerBound] {
      case .safe(let exponents): safe += box(run, exponents.lowerBound, exponents.upperBound)
      case .none(let least, let greatest):
        none += box(run, (greatest ?? Int.min / 4) + 1, (least ?? Int.max / 4) - 1)
      case .unconstrained: safe += box(run, exponents.lowerBound, exponents.upperBound)
      }
    }
    svg.path(safe, class: name)
    if isOutlined { svg.path(safe, class: "t") }
    svg.path(none, class: "o")
  }

  /// A box over some columns, from half a power of two below one exponent to half of one
  /// above another; at least two pixels high.
  private func box(_ run: Range<Int>, _ low: Int, _ high: Int) -> String {
    let (top, bottom) = (y(Double(high) + 0.5), y(Double(low) - 0.5))
    let middle = (top + bottom) / 2
    let (upper, lower) = (min(top, middle - 1), max(bottom, middle + 1))
    return "M\(run.lowerBound * 10) \(SVG.number(upper))H\(run.upperBound * 10)"
      + "V\(SVG.number(lower))H\(run.lowerBound * 10)z"
  }

  private var description: String {
    let wording = Wording(notation: .caret)
    let shown = [advice.steps.first, advice.steps.last].compactMap(\.self)
    let ends = shown.map { "step \($0.step) \(wording.window($0.window))" }
    return "All values of a step: \(ends.joined(separator: ", "))."
      + (columns.stepsPerColumn > 1
        ? " A column stands for \(columns.stepsPerColumn) steps and what is safe at all of them."
        : "")
  }
}
