/// One tensor of a safetensors header, with the places of its facts.
struct SafetensorsEntry {
  /// The tensor's name.
  let name: String
  /// The type's word, such as `F32`.
  let type: String
  /// The offset in the file of the type's word.
  let typeOffset: UInt64
  /// The extents.
  let shape: [Int]
  /// The offset in the file of the shape.
  let shapeOffset: UInt64
  /// The first byte and the byte behind the last, in the data section.
  let begin: UInt64
  /// The byte behind the last, in the data section.
  let end: UInt64
  /// The offset in the file of the pair of offsets.
  let pairOffset: UInt64

  /// Reads the object that follows a tensor's name.
  ///
  /// Fields besides the three are stepped over, as the format's own reader does.
  init(name: String, _ scanner: inout JSONScanner) throws(TensorFileError) {
    let start = scanner.offset
    var type: (String, UInt64)?
    var shape: ([Int], UInt64)?
    var pair: (UInt64, UInt64, UInt64)?
    try scanner.scanObject { (scanner, key, _) throws(TensorFileError) in
      let offset = scanner.offset
      switch key {
      case "dtype": type = (try scanner.scanString("a string as `dtype`"), offset)
      case "shape": shape = (try Self.scanShape(&scanner), offset)
      case "data_offsets":
        let (begin, end) = try Self.scanPair(&scanner)
        pair = (begin, end, offset)
      default: try scanner.skipValue()
      }
    }
    func missing(_ key: String) -> TensorFileError {
      scanner.cursor.error(.missingKey, "the header gives no `\(key)`", at: start)
    }
    guard let type else { throw missing("dtype") }
    guard let shape else { throw missing("shape") }
    guard let pair else { throw missing("data_offsets") }
    self.name = name
    (self.type, typeOffset) = type
    (self.shape, shapeOffset) = shape
    (begin, end, pairOffset) = pair
  }

  private static func scanShape(
    _ scanner: inout JSONScanner
  ) throws(TensorFileError) -> [Int] {
    var extents: [Int] = []
    try scanner.scanArray { (scanner) throws(TensorFileError) in
      let offset = scanner.offset
      guard let value = try scanner.scanUnsignedInteger(), let extent = Int(exactly: value) else {
        throw scanner.cursor.error(
          .shapeOverflow, "an extent of the shape needs more than 63 bits", at: offset)
      }
      extents.append(extent)
    }
    return extents
  }

  private static func scanPair(
    _ scanner: inout JSONScanner
  ) throws(TensorFileError) -> (UInt64, UInt64) {
    let start = scanner.offset
    var offsets: [UInt64] = []
    try scanner.scanArray { (scanner) throws(TensorFileError) in
      let offset = scanner.offset
      guard let value = try scanner.scanUnsignedInteger() else {
        throw scanner.cursor.error(
          .offsetsOutOfRange, "an offset needs more than 64 bits", at: offset)
      }
      offsets.append(value)
    }
    guard offsets.count == 2 else {
      throw scanner.cursor.error(
        .unexpectedValue, "`data_offsets` holds \(offsets.count) numbers, not two", at: start)
    }
    return (offsets[0], offsets[1])
  }
}
