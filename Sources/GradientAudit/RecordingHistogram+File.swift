public import TensorFiles

/// Histogram files.
///
/// Magic, version (32 bits), CRC-32 of the contents (32 bits) and their length (64 bits),
/// least significant bytes first; then the contents. The same recording gives the same
/// bytes, in whatever shards and on however many threads it was counted.
extension RecordingHistogram {
  /// The version that is written; all before it are read as well.
  public static let fileVersion = HistogramFileVersion.newest.rawValue

  /// How the names of histogram files in directories end.
  public static let fileExtension = ".fphist"

  /// The first bytes: one that is no text, a name, and a line feed that a transfer as
  /// text would change.
  static let magic: [UInt8] = [0x89] + Array("FPHIST\n".utf8)
  static let headerCount = 24

  /// Whether a path leads to a file that begins like a histogram file.
  public static func isFile(_ path: String) -> Bool { FileBytes.file(path, beginsWith: magic) }

  /// The contents of a histogram file.
  public var fileBytes: [UInt8] {
    var contents = ByteWriter()
    contents.append(sources) { $0.append($1) }
    contents.append(tensors) { $1.write(to: &$0) }
    contents.append(unaudited) { $1.write(to: &$0) }
    contents.append(ignored) { $0.append($1) }
    contents.append(warnings) { $1.write(to: &$0) }
    contents.append(problems) { $1.write(to: &$0) }
    contents.append(remarks) { $0.append($1) }
    contents.append(shards) { $1.write(to: &$0) }
    var header = ByteWriter()
    header.append(fixed: RecordingHistogram.fileVersion)
    header.append(fixed: Checksum.of(contents.bytes[...]))
    header.append(fixed: UInt64(contents.bytes.count))
    return RecordingHistogram.magic + header.bytes + contents.bytes
  }

  /// Reads a histogram file.
  ///
  /// - Throws: `.notATensorFile`, `.truncatedHeader`, `.unsupportedVersion`,
  ///   `.truncatedData`, `.trailingBytes`, `.checksumMismatch`, `.malformedHistogram`, or
  ///   what keeps the file from being read.
  public init(path: String) throws(TensorFileError) {
    let file = try FileBytes(path: path)
    try self.init(file.bytes, path: path)
  }

  /// Reads the bytes of a histogram file.
  init(_ bytes: [UInt8], path: String) throws(TensorFileError) {
    let (contents, version) = try RecordingHistogram.contents(bytes, path: path)
    var reader = ByteReader(contents)
    do throws(ByteReader.Fault) {
      try self.init(&reader, version: version)
    } catch {
      throw TensorFileError(
        .malformedHistogram, path: path, byteOffset: UInt64(error.offset), what: error.what,
        remedy: "make it again")
    }
  }

  private init(_ reader: inout ByteReader, version: HistogramFileVersion) throws(ByteReader.Fault) {
    try self.init(sources: &reader)
    var entries = TensorEntryReader(version: version)
    tensors = try reader.items { reader throws(ByteReader.Fault) in try entries.tensor(&reader) }
    try readRest(&reader, version: version)
    guard TensorOrder(tensors).isStrict else {
      let isTwice = Set(tensors.map(\.key)).count < tensors.count
      throw reader.fault(
        isTwice ? "a tensor is there twice" : "what should be in order is not")
    }
    guard RecordingHistogram.totalElementCount(of: tensors) != nil else {
      throw reader.fault("the tensors have more elements than 63 bits can count")
    }
  }

  /// Reads what stands before the tensors.
  init(sources reader: inout ByteReader) throws(ByteReader.Fault) {
    self.init(
      sources: try reader.items { reader throws(ByteReader.Fault) in try reader.text() })
  }

  /// Reads what stands behind the tensors, to the end.
  mutating func readRest(_ reader: inout ByteReader, version: HistogramFileVersion)
    throws(ByteReader.Fault)
  {
    func text(_ reader: inout ByteReader) throws(ByteReader.Fault) -> String { try reader.text() }
    unaudited = try reader.items(UnauditedTensor.init)
    ignored = try reader.items(text)
    warnings = try reader.items(TensorFileError.init)
    problems = try reader.items(TensorFileError.init)
    if version.tellsProvenance {
      remarks = try reader.items(text)
      shards = try reader.items(CountedShard.init)
    }
    guard reader.isAtEnd else { throw reader.fault("more follows than there should be") }
    var others = self
    others.tensors = []
    let read = others
    others.sort()
    guard others == read else { throw reader.fault("what should be in order is not") }
  }

  /// The contents of a file, once they are proven to be what was written.
  private static func contents(
    _ bytes: [UInt8], path: String
  ) throws(TensorFileError) -> (contents: ArraySlice<UInt8>, version: HistogramFileVersion) {
    func error(
      _ code: TensorFileError.Code, _ offset: Int, _ what: String, _ remedy: String
    ) -> TensorFileError {
      TensorFileError(code, path: path, byteOffset: UInt64(offset), what: what, remedy: remedy)
    }
    guard bytes.starts(with: magic) else {
      throw error(.notATensorFile, 0, "is no histogram file", "make one with fpaudit histogram")
    }
    guard bytes.count >= headerCount else {
      throw error(.truncatedHeader, bytes.count, "ends within its header", "make it again")
    }
    let header = HistogramFileHeader(bytes)
    guard let version = header.version else {
      throw error(
        .unsupportedVersion, 8, "version \(header.versionNumber) of histogram files is not known",
        "read it with the fpaudit that made it, or make it again")
    }
    let contents = bytes[headerCount...]
    let length = header.contentByteCount
    guard UInt64(contents.count) >= length else {
      throw error(
        .truncatedData, bytes.count, "ends \(length - UInt64(contents.count)) bytes too early",
        "copy it again")
    }
    guard UInt64(contents.count) == length else {
      throw error(
        .trailingBytes, headerCount + Int(length), "goes on behind its contents", "copy it again")
    }
    guard header.checksum == Checksum.of(contents) else {
      throw error(.checksumMismatch, 12, "was damaged: its checksum differs", "copy it again")
    }
    return (contents, version)
  }
}

/// What stands behind the magic of a histogram file.
struct HistogramFileHeader {
  let versionNumber: UInt32
  /// The CRC-32 of the contents.
  let checksum: UInt32
  let contentByteCount: UInt64

  /// Nil for one that is not known.
  var version: HistogramFileVersion? { HistogramFileVersion(rawValue: versionNumber) }

  /// - Precondition: There are the 24 bytes of a header.
  init(_ bytes: [UInt8]) {
    func number(_ range: Range<Int>) -> UInt64 {
      bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    versionNumber = UInt32(number(8..<12))
    checksum = UInt32(number(12..<16))
    contentByteCount = number(16..<24)
  }
}
