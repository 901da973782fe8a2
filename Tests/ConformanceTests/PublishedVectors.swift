import Foundation

/// The published vectors beside these tests.
enum PublishedVectors {
  static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Vectors")

  /// The names of the files of one publisher, sorted, without the suffix.
  static func names(in folder: String, suffix: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: directory.appending(path: folder).path)
    return (names ?? []).filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
      .sorted()
  }

  /// The bytes of a file.
  static func bytes(_ folder: String, _ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: directory.appending(path: folder).appending(path: name)))
  }
}
