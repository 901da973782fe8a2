/// Paths that one file names another by, relative to itself.
enum RelativePath {
  /// The path of a file that another names; nil for one that leads out of the directory of
  /// that, or is none.
  static func resolve(_ file: String, from other: String) -> String? {
    let parts = file.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    let isInside =
      file.utf8.first != 0x2F && !file.utf8.contains(0)
      && parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual("..".utf8) }
    guard isInside else { return nil }
    let inner = parts.filter { !$0.elementsEqual(".".utf8) }.map { String(Substring($0)) }
    guard !inner.isEmpty else { return nil }
    return directory(of: other) + inner.joined(separator: "/")
  }

  /// The directory of a file, with its slash; empty for the current one.
  static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return "" }
    return String(path[...slash])
  }
}
