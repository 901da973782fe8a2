/// Opens files of `torch.save` before PyTorch 1.6, or with
/// `_use_new_zipfile_serialization=False`.
///
/// Five pickles: a magic number, the protocol (1001), facts about the machine, the object,
/// and the keys of the storages; then each storage, a count of 8 bytes and its elements,
/// always least significant byte first.
/// Source: PyTorch, `torch/serialization.py`, `_legacy_load`.
struct TorchLegacyFile {
  /// The magic number as it stands in its pickle.
  private static let magic: [UInt8] = [
    0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  /// How many bytes tell the format.
  static let prefixLength = 24

  /// Whether a file begins with the pickle of the magic number, in protocol 2 to 5.
  static func isLegacy(prefix: [UInt8]) -> Bool {
    guard prefix.count >= 2 + magic.count, prefix[0] == 0x80, 2...5 ~= prefix[1] else {
      return false
    }
    let start = prefix[2] == PickleOpcode.frame.rawValue ? 11 : 2
    return prefix.dropFirst(start).starts(with: magic)
  }

  /// Whether the bytes could be all that is left of such a file.
  static func isCut(prefix: [UInt8]) -> Bool {
    ([0x80, 0x02] + magic).starts(with: prefix)
  }

  /// Finds the tensors of a file.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let (pickles, end) = try pickles(file)
    let storages = try storages(pickles[3], keys: pickles[4], from: end, file)
    var contents = try TorchContents(pickles[3], storages)
    contents.settleTexts(file)
    return FileContents(
      tensors: contents.tensors, problems: contents.problems, warnings: contents.warnings)
  }

  /// The storage that is all a file holds.
  ///
  /// - Returns: `nil` for a file of anything else.
  static func storage(
    _ file: borrowing OpenFile
  ) throws(TensorFileError) -> (storage: TorchStorage, extent: TorchStorages.Extent)? {
    let (pickles, end) = try pickles(file)
    let object = pickles[3]
    let storages = try storages(object, keys: pickles[4], from: end, file)
    guard let root = object.object(object.root), root.kind == .persistent,
      let storage = root.items.first.flatMap({ TorchStorage($0, in: object) }),
      let extent = storages.extents[ByteName(storage.key)]
    else { return nil }
    return (storage, extent)
  }

  /// The five pickles, and the offset behind them.
  private static func pickles(
    _ file: borrowing OpenFile
  ) throws(TensorFileError) -> ([Pickle], end: UInt64) {
    let source = try SharedFile.sharing(file)
    var pickles: [Pickle] = []
    var end: UInt64 = 0
    for _ in 0..<5 {
      let pickle = try PickleMachine.read(PickleReader(source, end..<file.byteCount))
      pickles.append(pickle)
      end = pickle.base + UInt64(pickle.byteCount)
    }
    if case .integer(1001) = pickles[1].root { return (pickles, end) }
    throw pickles[1].error(
      .unsupportedVersion, "the version of the format is not 1001", at: pickles[1].base,
      remedy: "save it again with `torch.save`")
  }

  /// The places of the storages, one behind the other.
  private static func storages(
    _ pickle: Pickle, keys: Pickle, from start: UInt64, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> TorchStorages {
    var storages = TorchStorages(fileByteCount: file.byteCount)
    let widths = elementWidths(pickle)
    var offset = start
    for key in keys.sequence(keys.root) ?? [] {
      guard let key = key.text, let width = widths[ByteName(key)] else {
        throw keys.error(
          .malformedPickle, "a key among those of the storages belongs to none", at: keys.base,
          remedy: "save it again with `torch.save`")
      }
      let bytes = try file.bytes(at: offset, atMost: 8)
      guard bytes.count == 8 else { throw truncated(file) }
      let count = bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      offset += 8
      guard count <= (file.byteCount - offset) / UInt64(width) else { throw truncated(file) }
      storages.extents[ByteName(key)] = TorchStorages.Extent(
        byteOffset: offset, byteCount: count * UInt64(width))
      offset += count * UInt64(width)
    }
    return storages
  }

  /// The width of each storage's elements, as the object first names it.
  private static func elementWidths(_ pickle: Pickle) -> [ByteName: Int] {
    var widths: [ByteName: Int] = [:]
    for object in pickle.objects where object.kind == .persistent {
      guard let identifier = object.items.first,
        let storage = TorchStorage(identifier, in: pickle), widths[ByteName(storage.key)] == nil
      else { continue }
      widths[ByteName(storage.key)] = storage.elementWidth
    }
    return widths
  }

  private static func truncated(_ file: borrowing OpenFile) -> TensorFileError {
    TensorFileError(
      .truncatedData, path: file.path, byteOffset: file.byteCount,
      what: "the file ends inside its storages",
      remedy: "record it again: it was cut while being written or copied")
  }
}
