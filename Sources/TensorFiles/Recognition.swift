/// Finds out which container a file is, by its first bytes and its name.
enum Recognition {
  /// How many bytes tell a container.
  static let prefixLength = 32

  /// The container of a file, or an error that says what it is instead.
  ///
  /// NumPy's magic decides whatever the name says: arrays made by `open_memmap`
  /// often end in `.mmap`. A name in `.safetensors`, or a plausible header length
  /// before a `{`, makes a safetensors file.
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
    if announced == .safetensors && foreign == nil { return .safetensors }
    if announced == .npy && NumPyReader.magic.starts(with: prefix) { return .npy }
    throw refusal(path: file.path, announced: announced, foreign: foreign)
  }

  /// The container that the first bytes tell for certain, or `nil`.
  ///
  /// A ZIP archive is PyTorch's as far as they tell; its entries have the last word.
  static func container(prefix: [UInt8], fileByteCount: UInt64) -> Container? {
    if prefix.starts(with: NumPyReader.magic) { return .npy }
    if ZipArchive.isArchive(prefix: prefix) || TorchLegacyFile.isLegacy(prefix: prefix) {
      return .torch
    }
    let isPlausible = SafetensorsReader.isPlausible(prefix: prefix, fileByteCount: fileByteCount)
    return isPlausible ? .safetensors : nil
  }

  private static func refusal(
    path: String, announced: Container?, foreign: ForeignFormat?
  ) -> TensorFileError {
    let isNot = announced == .npy ? "does not begin as .npy does" : "is no tensor file"
    return TensorFileError(
      announced == .npy ? .wrongMagic : .notATensorFile, path: path, byteOffset: 0,
      what: foreign.map { "\(isNot): it is \($0.rawValue)" } ?? isNot,
      remedy: foreign?.remedy ?? "give .npy or .safetensors files")
  }
}
