/// The bytes of an entry of an archive, from its beginning on.
final class EntryBytes {
  /// The entry.
  let entry: ZipEntry
  private let inflater: Inflater?
  private var position: UInt64 = 0

  /// Begins with the first byte.
  init(_ entry: ZipEntry, _ file: borrowing OpenFile) throws(TensorFileError) {
    self.entry = entry
    inflater = entry.method == .deflated ? try Inflater(entry, file) : nil
  }

  /// The next bytes, fewer where the entry ends before.
  func next(_ limit: Int, _ file: borrowing OpenFile) throws(TensorFileError) -> [UInt8] {
    let count = Int(min(UInt64(limit), entry.byteCount - position))
    defer { position += UInt64(count) }
    if let inflater { return try inflater.bytes(count, from: file) }
    return try file.bytes(at: entry.byteOffset + position, atMost: count)
  }
}
