/// Opens files of `torch.save` since PyTorch 1.6: a ZIP archive of a pickle and storages.
///
/// All entries stand in one folder of any name: `data.pkl`, `data/0`, `data/1` and so on,
/// `byteorder`, `version`. They are stored, not compressed, and read where they lie.
/// Source: PyTorch, `caffe2/serialize/inline_container.h`.
enum TorchArchive {
  /// The folder of an archive that PyTorch wrote, with its slash; `nil` for others.
  static func root(of archive: ZipArchive) -> String? {
    archive.entries.lazy.compactMap { entry in
      let parts = entry.name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
      guard parts.count == 2, String(Substring(parts[1])) == "data.pkl" else { return nil }
      return String(entry.name.dropLast("data.pkl".count))
    }.first
  }

  /// Finds the tensors of an archive.
  static func read(
    _ archive: ZipArchive, root: String, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> FileContents {
    var storages = TorchStorages(fileByteCount: file.byteCount)
    var pickled: ZipEntry?
    var ignored: [String] = []
    let folder = Array((root + "data/").utf8)
    for entry in archive.entries {
      if !entry.name.utf8.starts(with: root.utf8) { ignored.append(entry.name) }
      if entry.name.utf8.elementsEqual((root + "data.pkl").utf8) { pickled = entry }
      if entry.name.utf8.elementsEqual((root + "byteorder").utf8) {
        storages.isBigEndian = try isBigEndian(entry, archive, file)
      }
      guard entry.name.utf8.starts(with: folder), entry.method == .stored else { continue }
      let key = String(Substring(entry.name.utf8.dropFirst(folder.count)))
      storages.extents[ByteName(key)] = TorchStorages.Extent(
        byteOffset: entry.byteOffset, byteCount: entry.byteCount)
    }
    guard let pickled else { return FileContents(tensors: []) }
    let pickle = try PickleMachine.read(try cursor(pickled, archive, file))
    let contents = try TorchContents(pickle, storages)
    return FileContents(
      tensors: contents.tensors, problems: archive.problems + contents.problems,
      warnings: contents.warnings, ignored: ignored)
  }

  /// The bytes of the pickle, which PyTorch may have written without a checksum.
  private static func cursor(
    _ entry: ZipEntry, _ archive: ZipArchive, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> ByteCursor {
    guard entry.byteCount <= PickleMachine.byteLimit else {
      throw entry.fault(
        .headerTooLong,
        "has \(entry.byteCount) bytes, more than the "
          + "\(PickleMachine.byteLimit) that are read", file)
    }
    // PyTorch never compresses; what grows a thousandfold is no pickle of its own.
    guard entry.method == .stored else {
      throw entry.fault(
        .unsupportedCompression, "is compressed, as PyTorch never has it", file,
        remedy: "load it and save it again with `torch.save`")
    }
    let bytes = try archive.prefix(of: entry, atMost: Int(entry.byteCount), in: file)
    return ByteCursor(bytes, path: file.path, base: entry.byteOffset)
  }

  private static func isBigEndian(
    _ entry: ZipEntry, _ archive: ZipArchive, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> Bool {
    let bytes = try archive.prefix(of: entry, atMost: 16, in: file)
    switch String(decoding: bytes, as: UTF8.self) {
    case "little": return false
    case "big": return true
    default:
      throw entry.fault(.unexpectedValue, "says neither `little` nor `big`", file)
    }
  }
}
