import GradientAudit

/// The bytes that a recipe keeps of one parameter, as a bar of pieces on a scale that all
/// recipes share.
struct ByteBar {
  /// The bytes of the longest bar.
  private let greatest: Int
  private let height = 22

  /// What each purpose looks like, and what it is called.
  static let legend: [(role: ParameterArray.Role, class: String, name: String)] = [
    (.weights, "n", "weights"), (.master, "h2", "master copy"),
    (.compensation, "o", "what Kahan's sum remembers"), (.gradients, "s", "gradients"),
    (.state, "u", "optimizer state"),
  ]

  init(_ recipes: [MemoryRecipe], _ optimizer: Optimizer) {
    greatest = max(1, recipes.map { $0.bytesPerParameter(optimizer) }.max() ?? 1)
  }

  /// The drawing of one recipe.
  func drawing(_ recipe: MemoryRecipe, _ optimizer: Optimizer, id: String) -> String {
    let pieces = ByteBar.legend.map { ($0, recipe.bytesPerParameter($0.role, optimizer)) }
      .filter { $0.1 > 0 }
    let words = pieces.map { "\($0.name) \($1)" }.joined(separator: ", ")
    return SVG.named(
      id, title: "Bytes a parameter of \(recipe.name)", description: "\(words).",
      ["height": "\(height)"]
    ) { svg in
      var start = 0
      for (entry, bytes) in pieces {
        draw(entry.class, from: start, bytes, &svg)
        start += bytes
      }
    }
  }

  private func draw(_ name: String, from start: Int, _ bytes: Int, _ svg: inout SVG) {
    func percent(_ bytes: Int) -> Double { Double(bytes) / Double(greatest) * 100 }
    svg.element(
      "rect",
      [
        "class": name, "x": SVG.percent(percent(start)), "y": "3",
        "width": SVG.percent(percent(bytes) - 0.3), "height": "16",
      ])
  }
}
