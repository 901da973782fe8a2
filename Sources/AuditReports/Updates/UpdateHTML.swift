import GradientAudit

/// What became of updates as one self-contained page.
public struct UpdateHTML {
  private let context: UpdateContext
  private let words: UpdateWords
  private let table: UpdateTable

  /// Prepares the page.
  public init(_ context: UpdateContext) {
    self.context = context
    words = UpdateWords(context, .superscript)
    table = UpdateTable(words)
  }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    let head = PageHead(
      kicker: "Updates that never land", title: context.title, command: context.command,
      version: context.version, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes)
    let chart = SizeChart(words: words)
    let values: [String: Any] = [
      "hasChart": words.total.formats.contains { $0.nonzero > 0 },
      "axis": chart.axis, "chart": chart.drawing, "names": chart.names,
      "tables": table.all(worstLimit: .max).map(\.values),
      "limitsTitle": UpdateWords.limitsTitle, "limits": words.limits,
    ]
    try PageTemplate.updates.write(values.merging(head.values) { $1 }, to: sink)
  }
}
