/// The names of lines in the margin where they end.
///
/// Lines that end at one height share a label; labels that would overlap move
/// apart, and stay within the height.
struct EndLabels {
  /// Where a line ends.
  struct End {
    let name: String
    let y: Double
  }

  /// A line of text on its base line.
  struct Line: Hashable {
    let text: String
    var y: Int
  }

  /// The lines of text, from the top down.
  private(set) var lines: [Line] = []

  private static let lineHeight = 14
  /// The longest text that the margin holds.
  private static let columns = 13

  init(_ ends: [End], height: Int) {
    var next = Int.min
    for group in EndLabels.groups(ends) {
      for text in EndLabels.texts(group.map(\.name)) {
        let y = max(Int(group[0].y) + 4, next)
        lines.append(Line(text: text, y: y))
        next = y + EndLabels.lineHeight
      }
    }
    var limit = height + 4
    for index in lines.indices.reversed() {
      lines[index].y = min(lines[index].y, limit)
      limit = lines[index].y - EndLabels.lineHeight
    }
  }

  /// The ends from the top down, those less than a pixel apart together.
  private static func groups(_ ends: [End]) -> [[End]] {
    ends.enumerated().sorted { ($0.element.y, $0.offset) < ($1.element.y, $1.offset) }
      .map(\.element)
      .reduce(into: []) { groups, end in
        if let last = groups.last?.first, end.y - last.y < 1 {
          groups[groups.count - 1].append(end)
        } else {
          groups.append([end])
        }
      }
  }

  /// Names with commas between them, in lines that the margin holds.
  private static func texts(_ names: [String]) -> [String] {
    names.enumerated().reduce(into: []) { texts, next in
      let text = next.element + (next.offset < names.count - 1 ? "," : "")
      if let last = texts.last, last.count + text.count < columns {
        texts[texts.count - 1] = "\(last) \(text)"
      } else {
        texts.append(text)
      }
    }
  }
}
