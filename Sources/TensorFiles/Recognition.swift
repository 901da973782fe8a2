/// Finds out which container a file is, by its first bytes and its name.
enum Recognition {
  /// How many bytes tell a container.
  static let prefixLength = 32

  /// The container of a file, or an error that says what it is instead.
  ///
  /// NumPy's magic decides whatever the name says: arrays made by `open_memmap`
  /// often end in `.mmap`. A name in `.safetensors`, or a plausible header length
  /// before a `{`, makes a safetensors file. Of a ZIP archive, `npz` stands for all
  /// kinds: its entries tell which it is (`ArchiveReader`).
  static func container(of file: borrowing OpenFile) throws(TensorFileError) -> Container {
    let prefix = try file.bytes(at: 0, atMost: prefixLength)
    if let container = container(prefix: prefix, fileByteCount: file.byteCount) {
      return container
    }
    if prefix.isEmpty {
      throw TensorFileError(
        .emptyFile, path: file.path, byteOffset: 0, what: "the file is empty",
        remedy: "record it again")
    }
    let foreign = ForeignFormat(prefix: prefix)
    let announced = Container(extensionOf: file.path)
    if file.path.hasSuffix(DistributedCheckpoint.partSuffix) { throw partOfCheckpoint(file) }
    if foreign == .pickle && announced != .npy && announced != .safetensors && announced != .npz {
      return .pickle
    }
    // What is named like another container is said to be none.
    if announced != .npy && announced != .safetensors, ZipArchive.isArchive(prefix: prefix) {
      return .npz
    }
    if announced == .safetensors && foreign == nil { return .safetensors }
    if announced == .npy && NumPyReader.magic.starts(with: prefix) { return .npy }
    if announced == .torch && TorchLegacyFile.isCut(prefix: prefix) { return .torch }
    if announced == .pickle { return .pickle }
    if try HDF5Reader.hasUserBlock(file) { return .hdf5 }
    if announced == .npz && foreign == nil || announced == .torch && isCut(prefix) {
      throw cutOrForeign(prefix, file)
    }
    throw refusal(path: file.path, announced: announced, foreign: foreign)
  }

  /// The container that the first bytes tell for certain, or `nil`.
  static func container(prefix: [UInt8], fileByteCount: UInt64) -> Container? {
    if prefix.starts(with: NumPyReader.magic) { return .npy }
    if TorchLegacyFile.isLegacy(prefix: prefix) { return .torch }
    if DistributedCheckpoint.isMetadata(prefix: prefix) { return .distributed }
    if prefix.starts(with: HDF5Reader.magic) { return .hdf5 }
    let isPlausible = SafetensorsReader.isPlausible(prefix: prefix, fileByteCount: fileByteCount)
    return isPlausible ? .safetensors : nil
  }

  /// Whether the bytes could be the first ones of an archive.
  private static func isCut(_ prefix: [UInt8]) -> Bool {
    [0x50, 0x4B, 0x03, 0x04].starts(with: prefix)
  }

  /// What is wrong with a file that is named like an archive and does not begin as one.
  private static func cutOrForeign(
    _ prefix: [UInt8], _ file: borrowing OpenFile
  ) -> TensorFileError {
    let isCut = isCut(prefix)
    return TensorFileError(
      isCut ? .archiveEndMissing : .wrongMagic, path: file.path,
      byteOffset: isCut ? file.byteCount : 0,
      what: isCut
        ? "the file ends without the end record of a ZIP archive"
        : "does not begin as a ZIP archive does",
      remedy: isCut
        ? "record it again: it was cut while being written or copied"
        : "give .npy, .npz, .safetensors, .pt or .pkl files")
  }

  /// What a file of pieces is, which does not say what they are pieces of.
  private static func partOfCheckpoint(_ file: borrowing OpenFile) -> TensorFileError {
    TensorFileError(
      .notATensorFile, path: file.path, byteOffset: 0,
      what: "holds pieces of a distributed checkpoint, and not what they are pieces of",
      remedy: "give the directory, with its `.metadata`")
  }

  private static func refusal(
    path: String, announced: Container?, foreign: ForeignFormat?
  ) -> TensorFileError {
    let isNot = announced == .npy ? "does not begin as .npy does" : "is no tensor file"
    return TensorFileError(
      announced == .npy ? .wrongMagic : .notATensorFile, path: path, byteOffset: 0,
      what: foreign.map { "\(isNot): it is \($0.rawValue)" } ?? isNot,
      remedy: foreign?.remedy ?? "give .npy, .npz, .safetensors, .pt or .pkl files")
  }
}
