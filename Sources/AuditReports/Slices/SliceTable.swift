import FloatEmulation
import GradientAudit

/// Slices that are lost wholly, as parts of the text report, the Markdown report and the
/// page.
struct SliceTable {
  private let slices: LostSlices
  private static let head = ["tensor", "axis", "lost slices", "of", "which", "steps"]

  /// nil where slices were not asked for.
  init?(_ slices: LostSlices?) {
    guard let slices else { return nil }
    self.slices = slices
  }

  /// What the table is about: `Slices lost wholly in fp16`.
  private func caption(_ notation: Notation) -> String {
    let cell = slices.cell
    let scale = cell.scale == .one ? "" : " at \(notation.scale(cell.scale))"
    return "Slices lost wholly in \(cell.projection.format.name.displayed)\(scale)"
  }

  /// For a terminal.
  func textLines(width: Int) -> [String] {
    let sentences = SliceSentences(slices).sentences(wholeLimit: 10, partialLimit: 3)
    return ["\(caption(.caret)):"] + sentences.flatMap { TextWrapping.lines($0, width: width) }
  }

  /// For the page.
  func page(_ table: (_ caption: String, [String], [[String]]) -> [String: Any]) -> [String: Any] {
    table(caption(.superscript), SliceTable.head, rows.map { $0.map { $0.elided(to: 200) } })
  }

  /// For Markdown.
  var markdown: MarkdownSection {
    let rows = rows.map { row in
      [MarkdownText.code(row[0])] + row.dropFirst().map { MarkdownText.escaped($0) }
    }
    return MarkdownSection(
      caption(.caret), MarkdownTable(head: SliceTable.head, rows: rows, leftColumns: 1), note: "")
  }

  /// A row for each axis along which slices are lost wholly; one that says so if none are.
  private var rows: [[String]] {
    let rows = slices.tensors.flatMap { tensor in
      tensor.slices.axes.filter { !$0.whollyLost.isEmpty }.map { axis in
        [
          tensor.name.displayed, "\(axis.number)", NumberText.grouped(axis.whollyLost.count),
          NumberText.grouped(axis.extent), SliceSentences.ranges(axis.whollyLost),
          NumberText.grouped(tensor.stepCount),
        ]
      }
    }
    return rows.isEmpty ? [["none", "", "", "", "", ""]] : rows
  }
}
