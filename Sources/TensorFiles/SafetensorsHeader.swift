/// The JSON header of a safetensors file.
struct SafetensorsHeader {
  /// The tensors in the order of the header.
  private(set) var entries: [SafetensorsEntry] = []
  /// The strings of `__metadata__`, in their order.
  private(set) var metadata: [(key: String, value: String)] = []

  /// Reads the header's text, an object that begins with the first byte.
  init(_ cursor: ByteCursor) throws(TensorFileError) {
    guard cursor.current == 0x7B else {
      throw cursor.error(
        .malformedHeader, "the header begins with \(cursor.currentInWords), not with `{`",
        remedy: "check that this is a safetensors file")
    }
    try UTF8Text.validate(cursor.bytes, cursor)
    var scanner = JSONScanner(cursor)
    var entries: [SafetensorsEntry] = []
    var metadata: [(key: String, value: String)] = []
    try scanner.scanObject(
      duplicate: { Self.isMetadata($0) ? .duplicateKey : .duplicateTensorName }
    ) { (scanner, key, _) throws(TensorFileError) in
      if Self.isMetadata(key) {
        try scanner.scanObject { (scanner, key, _) throws(TensorFileError) in
          metadata.append((key, try scanner.scanString("a string in `__metadata__`")))
        }
      } else {
        entries.append(try Self.scanEntry(key, &scanner))
      }
    }
    try scanner.expectEnd()
    self.entries = entries
    self.metadata = metadata
  }

  private static func isMetadata(_ key: String) -> Bool { key == "__metadata__" }

  /// Reads a tensor's entry; errors in it say which tensor they concern.
  private static func scanEntry(
    _ name: String, _ scanner: inout JSONScanner
  ) throws(TensorFileError) -> SafetensorsEntry {
    do throws(TensorFileError) {
      return try SafetensorsEntry(name: name, &scanner)
    } catch {
      throw error.concerning(tensor: name)
    }
  }
}
