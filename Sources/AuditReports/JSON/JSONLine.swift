#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Values as lines of documents that are written piece by piece.
struct JSONLine {
  private let encoder = JSONEncoder()

  init() { encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes] }

  /// A value on one line, with sorted keys.
  func encoded(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// Writes a member whose value is an array, an element on each line.
  func write(
    _ name: String, _ elements: some Sequence<some Encodable>, to sink: (String) throws -> Void,
    isLast: Bool = false
  ) throws {
    try sink("\"\(name)\": [")
    var separator = "\n"
    for element in elements {
      try sink(separator + encoded(element))
      separator = ",\n"
    }
    try sink(separator == "\n" ? "]" : "\n]")
    try sink(isLast ? "\n" : ",\n")
  }
}
