/// Opens `.npz` archives: the arrays in a ZIP archive, under the names of its entries.
///
/// As in NumPy, an entry is an array if it begins like one, and its name is the tensor's
/// without `.npy`. What is wrong with one entry leaves the others readable.
struct NumPyArchiveReader {
  private var tensors: [StoredTensor] = []
  private var problems: [TensorFileError] = []
  private var ignored: [String] = []
  private var names: Set<ByteName> = []

  /// Finds the arrays of an archive.
  ///
  /// - Throws: `.notATensorFile` where none of its entries is an array.
  static func read(
    _ archive: ZipArchive, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> FileContents {
    var reader = NumPyArchiveReader()
    reader.problems = archive.problems
    for entry in archive.entries where !entry.isDirectory {
      do throws(TensorFileError) {
        try reader.add(entry, file)
      } catch {
        reader.problems.append(error)
      }
    }
    if reader.tensors.isEmpty, reader.problems.isEmpty, !reader.ignored.isEmpty {
      throw Self.refusal(file)
    }
    return FileContents(
      tensors: reader.tensors, problems: reader.problems, ignored: reader.ignored)
  }

  private mutating func add(
    _ entry: ZipEntry, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let bytes = try EntryBytes(entry, file)
    let prefix = try bytes.next(NumPyReader.prefixLength, file)
    guard prefix.starts(with: NumPyReader.magic) else {
      guard entry.name.hasSuffix(Self.suffix) else { return ignored.append(entry.name) }
      throw entry.fault(.wrongMagic, "does not begin as .npy does", file)
    }
    let name =
      entry.name.hasSuffix(Self.suffix)
      ? String(entry.name.utf8.dropLast(Self.suffix.utf8.count)) ?? entry.name : entry.name
    guard names.insert(ByteName(name)).inserted else {
      throw entry.fault(.duplicateTensorName, "has the name of another array", file)
    }
    do throws(TensorFileError) {
      tensors.append(try Self.tensor(name, prefix, bytes, file))
    } catch {
      // Places in a compressed entry are none in the file.
      let place = entry.method == .stored ? error.byteOffset : entry.byteOffset
      throw error.concerning(tensor: name, at: place)
    }
  }

  private static let suffix = ".npy"

  private static func tensor(
    _ name: String, _ prefix: [UInt8], _ bytes: borrowing EntryBytes, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> StoredTensor {
    let entry = bytes.entry
    let reader = NumPyReader(
      path: file.path, base: entry.byteOffset, byteCount: entry.byteCount, noun: "entry")
    let extent = try reader.headerExtent(prefix)
    // Of the header's text, some bytes may be among the first ones.
    let rest = try bytes.next(max(0, Int(extent.end) - prefix.count), file)
    let head = Array((prefix + rest)[..<Int(extent.end)])
    var tensor = try reader.tensor(Array(head[Int(extent.start)...]), extent)
    tensor.name = name
    tensor.member = ArchiveMember(
      entry: entry, headerByteCount: extent.end, headerChecksum: Checksum.of(head[...]))
    if entry.method == .deflated { tensor.byteOffset = entry.byteOffset }
    return tensor
  }

  private static func refusal(_ file: borrowing OpenFile) -> TensorFileError {
    TensorFileError(
      .notATensorFile, path: file.path, byteOffset: 0,
      what: "is a ZIP archive with neither a .npy nor PyTorch's data.pkl",
      remedy: "give .npy, .npz, .safetensors, .pt or .pkl files")
  }
}
