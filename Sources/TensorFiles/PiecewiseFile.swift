/// A regular file that several threads read piece by piece.
package final class PiecewiseFile: Sendable {
  private let file: OpenFile

  /// Opens a file.
  ///
  /// - Throws: Where it cannot be opened.
  package init(path: String) throws(TensorFileError) { file = try OpenFile(path: path) }

  /// The size in bytes when it was opened.
  package var byteCount: UInt64 { file.byteCount }

  /// The bytes at an offset, fewer where the file ends before.
  ///
  /// - Throws: Where they cannot be read, or the file has become shorter.
  package func bytes(at offset: UInt64, atMost count: Int) throws(TensorFileError) -> [UInt8] {
    try file.bytes(at: offset, atMost: count)
  }

  /// Throws `.changedWhileRead` where the file is no longer what was opened.
  package func verifyUnchanged() throws(TensorFileError) { try file.verifyUnchanged() }
}
