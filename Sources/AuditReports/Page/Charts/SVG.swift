/// Builds the markup of a drawing.
///
/// What is data is escaped, scalar by scalar.
struct SVG {
  /// What was drawn so far.
  private(set) var markup = ""

  /// A drawing with a title and a description for those who do not see it.
  ///
  /// - Parameters:
  ///   - id: Unique in the page; `id-t` and `id-d` name the title and description.
  ///   - attributes: Of the root, such as its height.
  static func named(
    _ id: String, title: String, description: String, _ attributes: KeyValuePairs<String, String>,
    draw: (inout SVG) -> Void
  ) -> String {
    var svg = SVG()
    svg.open("svg", ["role": "img", "aria-labelledby": "\(id)-t \(id)-d"], attributes)
    svg.element("title", ["id": "\(id)-t"], text: title)
    svg.element("desc", ["id": "\(id)-d"], text: description)
    draw(&svg)
    svg.close("svg")
    return svg.markup
  }

  /// A drawing that repeats what words say, and is not read aloud.
  static func decorative(
    _ attributes: KeyValuePairs<String, String>, draw: (inout SVG) -> Void
  ) -> String {
    var svg = SVG()
    svg.open("svg", ["aria-hidden": "true"], attributes)
    draw(&svg)
    svg.close("svg")
    return svg.markup
  }

  /// Draws an element without children, or with text.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil
  ) {
    markup += "<\(name)\(SVG.joined(attributes))"
    markup += text.map { ">\(SVG.escaped($0))</\(name)>" } ?? "/>"
  }

  /// Draws a path, unless it is empty.
  mutating func path(_ data: String, class name: String) {
    if !data.isEmpty { element("path", ["class": name, "d": data]) }
  }

  /// Draws a path that says what it is when it is pointed at.
  mutating func path(_ data: String, class name: String, title: String) {
    open("path", ["class": name, "d": data])
    element("title", [:], text: title)
    close("path")
  }

  /// Draws a text; `x` in per cent of the width, `y` in pixels.
  mutating func text(_ text: String, x: Double, y: Int, class name: String) {
    element("text", ["class": name, "x": SVG.percent(x), "y": "\(y)"], text: text)
  }

  /// Draws children in a system of coordinates of their own, stretched to the
  /// whole width.
  mutating func stretched(
    width: Int, height: Int, y: Int = 0, pixels: Int, draw: (inout SVG) -> Void
  ) {
    open(
      "svg",
      [
        "viewBox": "0 0 \(width) \(height)", "preserveAspectRatio": "none", "y": "\(y)",
        "height": "\(pixels)",
      ])
    draw(&self)
    close("svg")
  }

  private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>...) {
    markup += "<\(name)\(attributes.map(SVG.joined).joined())>"
  }

  private mutating func close(_ name: String) { markup += "</\(name)>" }

  private static func joined(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
  }

  /// A sample of what a class of a drawing looks like, for a legend.
  static func swatch(_ name: String) -> String {
    decorative(["height": "14", "viewBox": "0 0 22 14"]) { svg in
      svg.element("rect", ["class": name, "x": "0.5", "y": "0.5", "width": "21", "height": "13"])
      svg.element(
        "rect", ["class": "frame", "x": "0.5", "y": "0.5", "width": "21", "height": "13"])
    }
  }

  /// The same of a line.
  static func lineSwatch(_ name: String) -> String {
    decorative(["height": "14", "viewBox": "0 0 22 14"]) { svg in
      svg.path("M0 7H22", class: name)
    }
  }

  static func percent(_ value: Double) -> String { "\(number(value))%" }

  /// A coordinate with two decimals at most.
  static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest.isMultiple(of: 10)
      ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
