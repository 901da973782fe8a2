/// A table in columns of characters.
///
/// The first column is for names: it stands to the left, and its middle is left
/// out where the table would get too wide.
struct TextTable {
  private static let gap = 2
  /// Above the heads: a text ends where its column does, and may begin further to
  /// the left, over columns without one.
  let groups: [String]
  let head: [String]
  let rows: [[String]]

  /// The lines, none wider than `width` and none with blanks at its end.
  ///
  /// The first two are the heads.
  func lines(width: Int) -> [String] {
    let widths = columnWidths(width)
    return [groupLine(widths)] + ([head] + rows).map { line($0, widths) }
  }

  /// The lines of a table without groups; the first is the head.
  static func lines(_ head: [String], _ rows: [[String]], width: Int) -> [String] {
    let table = TextTable(groups: head.map { _ in "" }, head: head, rows: rows)
    return Array(table.lines(width: width).dropFirst())
  }

  private func columnWidths(_ width: Int) -> [Int] {
    var widths = head.indices.map { column in
      ([head] + rows).map { TerminalWidth.columns($0[column]) }.max() ?? 0
    }
    widenForGroups(&widths)
    let others = widths.dropFirst().reduce(0) { $0 + $1 + TextTable.gap }
    if let names = widths.first { widths[0] = min(names, max(8, width - others)) }
    return widths
  }

  /// A group stands over its own column and those without one to its left; it
  /// keeps the gap of two columns from the group before it.
  private func widenForGroups(_ widths: inout [Int]) {
    var room = 0
    for (column, group) in groups.enumerated().dropFirst() {
      room += widths[column] + TextTable.gap
      if group.isEmpty { continue }
      widths[column] += max(0, TerminalWidth.columns(group) + TextTable.gap - room)
      room = 0
    }
  }

  private func groupLine(_ widths: [Int]) -> String {
    var (text, end) = ("", -TextTable.gap)
    for (column, group) in groups.enumerated() {
      end += widths[column] + TextTable.gap
      if group.isEmpty { continue }
      text += column == 0 ? group : right(group, end - TerminalWidth.columns(text))
    }
    return text
  }

  private func line(_ row: [String], _ widths: [Int]) -> String {
    var text = ""
    for (column, cell) in row.enumerated() {
      text += column == 0 ? left(cell, widths[0]) : right(cell, widths[column] + TextTable.gap)
    }
    return String(text.reversed().drop { $0 == " " }.reversed())
  }

  private func left(_ cell: String, _ width: Int) -> String {
    let text = cell.elided(to: width)
    return text + blanks(width - TerminalWidth.columns(text))
  }

  private func right(_ cell: String, _ width: Int) -> String {
    blanks(width - TerminalWidth.columns(cell)) + cell
  }

  private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
