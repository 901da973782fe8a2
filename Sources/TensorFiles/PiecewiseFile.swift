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

  /// Reads the bytes at an offset over those of an array from a place on; it grows to hold
  /// them.
  ///
  /// - Returns: Their number, which is less where the file ends before.
  /// - Throws: Where they cannot be read, or the file has become shorter.
  package func read(
    into bytes: inout [UInt8], from start: Int, at offset: UInt64, atMost count: Int
  ) throws(TensorFileError) -> Int {
    let available = byteCount > offset ? byteCount - offset : 0
    let count = Int(min(UInt64(count), available))
    let missing = start + count - bytes.count
    if missing > 0 { bytes += repeatElement(0, count: max(missing, bytes.count)) }
    try file.read(into: &bytes, from: start, byteCount: count, at: offset)
    return count
  }

  /// Throws `.changedWhileRead` where the file is no longer what was opened.
  package func verifyUnchanged() throws(TensorFileError) { try file.verifyUnchanged() }
}
