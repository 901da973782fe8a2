/// A table of a page, as its template wants it.
enum PageTable {
  /// The most rows of a table; the rest is in the CSV and JSON reports.
  private static let rowLimit = 100

  /// - Parameter isProse: Whether cells hold sentences, which wrap.
  static func values(
    _ caption: String, head: [String], _ rows: [[String]], note: String? = nil,
    isProse: Bool = false
  ) -> [String: Any] {
    let hidden = rows.count - rowLimit
    let rest =
      hidden > 0 ? ["\(NumberText.counted(hidden, "more row")) in the CSV and JSON reports."] : []
    let shown = rows.prefix(rowLimit).map { row in
      ["name": row.first ?? "", "cells": Array(row.dropFirst())] as [String: Any]
    }
    return [
      "caption": caption, "head": head, "rows": shown, "note": [note].compactMap(\.self) + rest,
      "class": isProse ? "prose" : "numbers",
    ]
  }
}
