import GradientAudit

/// A replay as one self-contained page, with the style and the policy of the audit's.
public struct ReplayHTML: ReplayReport {
  private let context: ReplayContext
  private let words: ReplayWords
  private let table: ReplayTable

  /// Prepares the page.
  public init(_ context: ReplayContext) {
    self.context = context
    words = ReplayWords(context, .superscript)
    table = ReplayTable(words)
  }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    let head = PageHead(
      kicker: "Loss scaling replayed", title: context.title, command: context.command,
      version: context.version, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes)
    try PageTemplate.replay.write(values.merging(head.values) { $1 }, to: sink)
  }

  private var values: [String: Any] {
    let chart = ScaleChart(words)
    let hidden = context.replay.runs.count - ScaleChart.lineLimit
    return [
      "hasChart": context.replay.length > 0 && !context.replay.runs.isEmpty,
      "chartLead": "The scale in force at each step; boxes below mark the steps that are skipped, "
        + "a row for each scaler; each says which tensors overflow."
        + (hidden > 0 ? " \(NumberText.counted(hidden, "more scaler")) in the table." : ""),
      "axis": chart.axis, "chart": chart.drawing, "names": chart.names,
      "tables": tables, "limits": ReplayWords.limits,
    ]
  }

  private var tables: [[String: Any]] {
    let (rows, hidden) = table.skipped
    let skipped = PageTable.values(
      "Skipped steps", head: table.skippedHead, rows,
      note: hidden > 0
        ? "\(NumberText.counted(hidden, "more skipped step")) in the CSV and JSON reports." : nil,
      isProse: true)
    let rules = PageTable.values(
      "Rules", head: ["scaler", "what", "checks", "parameters", "source"],
      context.replay.runs.map { rule($0.scaler) }, isProse: true)
    return [PageTable.values("Scalers", head: table.head, table.scalers, note: table.note)]
      + (rows.isEmpty ? [] : [skipped]) + [rules]
  }

  private func rule(_ scaler: LossScaler) -> [String] {
    let settings = scaler.settings.map { "\($0.parameter.rawValue)=\($0.value)" }
    return [
      scaler.name, scaler.meaning, scaler.checked.rawValue, settings.joined(separator: ", "),
      scaler.source,
    ]
  }
}
