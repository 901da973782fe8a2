/// A whole file in memory, for files that are read at once.
public struct FileBytes: Sendable {
  /// The path as it was given.
  public let path: String
  /// What the file holds.
  public let bytes: [UInt8]

  /// Reads a regular file.
  ///
  /// - Throws: Where it cannot be opened or read, or is changed meanwhile.
  public init(path: String) throws(TensorFileError) {
    let file = try OpenFile(path: path)
    self.path = path
    bytes = try file.bytes(at: 0, atMost: Int(clamping: file.byteCount))
    try file.verifyUnchanged()
  }

  /// Whether a path leads to a regular file that begins with some bytes.
  public static func file(_ path: String, beginsWith prefix: [UInt8]) -> Bool {
    guard let file = try? OpenFile(path: path) else { return false }
    return (try? file.bytes(at: 0, atMost: prefix.count)) == prefix
  }
}
