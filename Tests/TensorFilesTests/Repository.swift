import Foundation

/// Places in this repository.
enum Repository {
  /// The root, found from the place of this file.
  static let root = String(#filePath.dropLast("/Tests/TensorFilesTests/Repository.swift".count))

  /// The path of a malformed file.
  static func malformed(_ name: String) -> String { root + "/Datasets/malformed/" + name }

  /// The path of a file that NumPy wrote.
  static func fixture(_ name: String) -> String {
    root + "/Tests/TensorFilesTests/Fixtures/" + name
  }

  /// The names in Datasets/malformed that are tensor files.
  static func malformedNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: malformed(""))
      .filter { !$0.hasSuffix(".py") && !$0.hasSuffix(".md") }
  }
}
