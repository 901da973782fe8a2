/// Files that were not read, by the ends of their names.
struct IgnoredFiles {
  /// How many kinds are named; the others are counted together.
  private static let kindLimit = 5

  private let kinds: [(name: String, count: Int)]

  init(_ paths: [String]) {
    kinds = Dictionary(grouping: paths, by: IgnoredFiles.kind).map { ($0.key, $0.value.count) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  /// Whether every file was read.
  var isEmpty: Bool { kinds.isEmpty }

  /// The most frequent kinds first: `2 .npz, 1 .pt, 3 others`.
  var counts: String {
    let named = kinds.filter { !$0.name.isEmpty }.prefix(IgnoredFiles.kindLimit)
    let others = kinds.reduce(0) { $0 + $1.count } - named.reduce(0) { $0 + $1.count }
    let parts = named.map { "\(NumberText.grouped($0.count)) \($0.name)" }
    let noun = named.isEmpty ? "file" : "other"
    return (parts + (others > 0 ? [NumberText.counted(others, noun)] : [])).joined(separator: ", ")
  }

  /// A short ending of letters and digits with its dot, in lower case; empty for
  /// any other name.
  private static func kind(_ path: String) -> String {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return "" }
    let ending = String(decoding: name[dot...], as: UTF8.self).lowercased()
    let isPlain = ending.dropFirst().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    return isPlain && (2...12).contains(ending.utf8.count) ? ending : ""
  }
}
