internal import TensorFiles

/// Tables in columns of characters.
enum Columns {
  /// The rows as lines: the first columns to the left, the others to the right.
  static func table(_ rows: [[String]], leftCount: Int = 1) -> String {
    guard let head = rows.first else { return "" }
    let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let line = zip(row, widths).enumerated().map { column, cell in
        column < leftCount ? cell.0.padded(to: cell.1) : cell.0.aligned(to: cell.1)
      }.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// A name on one line, without its beginning where it is too long.
  static func short(_ name: String, _ width: Int) -> String {
    let text = name.escapedForDisplay
    return text.count <= width ? text : "…" + text.suffix(width - 1)
  }
}
