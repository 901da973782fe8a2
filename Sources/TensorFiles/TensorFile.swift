/// An opened and validated tensor file.
///
/// The header is parsed and every offset is proven to lie inside the file; data
/// are read only on demand. The file stays open as long as the value lives: open
/// files one after the other, not thousands at once. Reading is safe from several
/// threads at the same time, each with a `ChunkBuffer` of its own.
public final class TensorFile: Sendable {
  /// Which container the file is.
  public let container: Container
  /// The tensors in the order of their bytes.
  public let tensors: [StoredTensor]
  /// The strings of safetensors' `__metadata__` in their order; empty for others.
  public let metadata: [(key: String, value: String)]
  /// Faults of single tensors that leave the others readable.
  ///
  /// Such as an element type of unknown width in a safetensors file, an entry of an
  /// archive that cannot be read, or a PyTorch tensor outside of its storage.
  public let problems: [TensorFileError]
  /// What might hold tensors and was not read: objects of a pickle.
  public let warnings: [TensorFileError]
  /// The entries of an archive that are of other kinds, and are not read.
  public let ignored: [String]

  let file: OpenFile
  let inflaters = InflaterPool()
  let checks = EntryChecks()
  /// The files that tensors in several places lie in.
  let parts: PartFiles?
  #if HDF5
    let hdf5: HDF5Contents?
  #endif

  /// The path as it was given, or `standard input`.
  public var path: String { file.path }

  /// The size of the file in bytes when it was opened.
  public var byteCount: UInt64 { file.byteCount }

  /// When the file, or one that its tensors lie in, was last modified, as it was opened.
  public var modificationTime: (seconds: Int, nanoseconds: Int) {
    ([file.status] + (parts?.statuses ?? []))
      .map { ($0.modifiedSeconds, $0.modifiedNanoseconds) }
      .max { $0 < $1 } ?? (0, 0)
  }

  /// Opens a file, or standard input for `-`, and validates its header.
  ///
  /// Nothing of a size that the file merely claims is allocated: lengths are
  /// checked against the file and against the container's cap first.
  ///
  /// - Parameter assumedType: How elements without a type are read, such as NumPy's `V2`,
  ///   where their widths are the same; they are left out otherwise.
  /// - Throws: the first broken invariant; `TensorFileError.Code` lists them.
  public convenience init(
    path: String, assuming assumedType: ElementType? = nil
  ) throws(TensorFileError) {
    try self.init(OpenFile(path: path), assuming: assumedType)
  }

  /// Takes the bytes of a file that is in memory, and validates its header.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: What it is called in errors. Its ending counts where a container is not told
  ///     by its first bytes.
  ///   - assumedType: As in `init(path:assuming:)`.
  /// - Throws: the first broken invariant.
  public convenience init(
    bytes: [UInt8], path: String, assuming assumedType: ElementType? = nil
  ) throws(TensorFileError) {
    try self.init(OpenFile(bytes: bytes, path: path), assuming: assumedType)
  }

  private init(
    _ file: consuming OpenFile, assuming assumedType: ElementType?
  ) throws(TensorFileError) {
    let container = try Recognition.container(of: file)
    let contents =
      switch container {
      case .npy: try NumPyReader.read(file)
      case .npz: try ArchiveReader.read(file)
      case .safetensors: try SafetensorsReader.read(file)
      case .torch: try TorchLegacyFile.read(file)
      case .pickle: try PickleFile.read(file)
      case .distributed: try DistributedCheckpoint.read(file)
      case .hdf5: try HDF5Reader.read(file)
      }
    #if HDF5
      hdf5 = contents.hdf5
    #endif
    self.file = file
    self.container = contents.container ?? container
    tensors = contents.tensors.map { $0.assuming(assumedType) }
    metadata = contents.metadata
    problems = contents.problems
    warnings = contents.warnings
    ignored = contents.ignored
    parts = contents.parts
  }

  /// Looks for damage of what is never read for its values: arrays of an archive whose
  /// types are not audited, or that are empty.
  ///
  /// A damaged header can make such an array of any other. Reads all of their bytes.
  public func damagedUnread() -> [TensorFileError] {
    guard container == .npz else { return [] }
    return tensors.compactMap { tensor in
      guard let entry = tensor.member?.entry,
        !tensor.elementType.isAudited || tensor.elementCount == 0
      else { return nil }
      do throws(TensorFileError) {
        try checks.prove(entry, file)
        return nil
      } catch {
        return tensor.name.map { error.concerning(tensor: $0) } ?? error
      }
    }
  }

  /// Checks that the file still is what was opened; call it after reading.
  ///
  /// - Throws: `.changedWhileRead` where size or time of modification differ.
  public func verifyUnchanged() throws(TensorFileError) {
    try file.verifyUnchanged()
    try parts?.verifyUnchanged()
  }
}
