import GradientAudit

/// An estimate of memory as one self-contained page, with the style and the policy of the
/// audit's.
public struct MemoryHTML {
  private let context: MemoryContext
  private let words: MemoryWords
  private let table: MemoryTable
  private var estimate: MemoryEstimate { context.estimate }

  /// Prepares the page.
  public init(_ context: MemoryContext) {
    self.context = context
    words = MemoryWords(context)
    table = MemoryTable(context)
  }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    let head = PageHead(
      kicker: "Memory and bytes moved", title: context.title, command: context.command,
      version: context.version, verdict: words.conclusion, facts: words.extent,
      remarks: words.notes)
    let parts = [strips, ["tables": tables, "limits": MemoryWords.limits], head.values]
    try PageTemplate.memory.write(parts.reduce(into: [:]) { $0.merge($1) { $1 } }, to: sink)
  }

  private var strips: [String: Any] {
    guard let optimizer = table.groupOptimizer else { return ["hasStrips": false] }
    let bar = ByteBar(estimate.recipes, optimizer)
    return [
      "hasStrips": true,
      "stripLead": "What each recipe keeps of one parameter with \(optimizer.title). Activations "
        + "come on top, and are no part of a recording.",
      "strips": estimate.recipes.enumerated().map { index, recipe in
        [
          "name": recipe.name, "svg": bar.drawing(recipe, optimizer, id: "recipe-\(index + 1)"),
          "bytes": NumberText.counted(recipe.bytesPerParameter(optimizer), "byte"),
          "detail": estimate.stepBound(recipe, optimizer).map { "at most \($0)×" } ?? "",
        ]
      },
      "legend": ByteBar.legend.map { ["swatch": SVG.swatch($0.class), "text": $0.name] },
    ]
  }

  private var tables: [[String: Any]] {
    let optimizers = estimate.optimizers
    let recipes = optimizers.map { optimizer in
      PageTable.values(
        optimizer.title, head: MemoryTable.head(optimizer, withExchange: true),
        table.rows(optimizer, withExchange: true),
        note: optimizer == optimizers.last ? MemoryTable.note(withExchange: true) : nil)
    }
    let groups = table.groupOptimizer.map { optimizer in
      PageTable.values(
        "Bytes kept with \(optimizer.title), by group", head: table.groupsHead(estimate.recipes),
        table.groups(estimate.recipes))
    }
    let sources = PageTable.values(
      "Recipes", head: ["recipe", "what", "source"],
      estimate.recipes.map { [$0.name, $0.meaning, $0.source] }, isProse: true)
    return recipes + [groups].compactMap(\.self) + [sources]
  }
}
