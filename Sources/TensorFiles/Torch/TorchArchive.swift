/// Opens files of `torch.save` since PyTorch 1.6: a ZIP archive of a pickle and storages.
///
/// All entries stand in one folder of any name: `data.pkl`, `data/0`, `data/1` and so on,
/// `byteorder`, `version`. They are stored, not compressed, and read where they lie. Checksums
/// are checked, which PyTorch itself does not do.
/// Source: PyTorch, `caffe2/serialize/inline_container.h`.
struct TorchArchive {
  private let archive: ZipArchive
  private let root: String
  /// Whether it was written without checksums, as `set_crc32_options(False)` lets PyTorch do.
  private let hasChecksums: Bool

  private init(_ archive: ZipArchive, root: String) {
    self.archive = archive
    self.root = root
    hasChecksums = archive.entries.contains { $0.checksum != 0 }
  }

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
    try TorchArchive(archive, root: root).contents(file)
  }

  private func contents(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    guard let pickled = entry(named: "data.pkl") else { return FileContents(tensors: []) }
    let storages = try storages(file)
    let pickle = try PickleMachine.read(try reader(pickled, file))
    var contents = try TorchContents(pickle, storages)
    contents.settleTexts(file)
    return FileContents(
      tensors: contents.tensors, problems: archive.problems + contents.problems,
      warnings: contents.warnings,
      ignored: archive.entries.map(\.name).filter { !$0.utf8.starts(with: root.utf8) })
  }

  private func entry(named name: String) -> ZipEntry? {
    archive.entries.first { $0.name.utf8.elementsEqual((root + name).utf8) }
  }

  /// Where the storages lie.
  private func storages(_ file: borrowing OpenFile) throws(TensorFileError) -> TorchStorages {
    var storages = TorchStorages(fileByteCount: file.byteCount)
    if let order = entry(named: "byteorder") {
      storages.isBigEndian = try isBigEndian(order, file)
    }
    let folder = Array((root + "data/").utf8)
    for entry in archive.entries where entry.name.utf8.starts(with: folder) {
      let key = ByteName(String(Substring(entry.name.utf8.dropFirst(folder.count))))
      guard entry.method == .stored else {
        storages.compressed[key] = entry
        continue
      }
      storages.extents[key] = TorchStorages.Extent(
        byteOffset: entry.byteOffset, byteCount: entry.byteCount,
        entry: hasChecksums ? entry : nil)
    }
    return storages
  }

  /// The bytes of the pickle, proven by their checksum.
  private func reader(
    _ entry: ZipEntry, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> PickleReader {
    // PyTorch never compresses; what grows a thousandfold is no pickle of its own.
    guard entry.method == .stored else {
      throw entry.fault(
        .unsupportedCompression, "is compressed, as PyTorch never has it", file,
        remedy: "load it and save it again with `torch.save`")
    }
    if hasChecksums { try entry.verify(file) }
    return PickleReader(try SharedFile.sharing(file), entry.byteOffset..<entry.endOffset)
  }

  private func isBigEndian(
    _ entry: ZipEntry, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> Bool {
    if hasChecksums && entry.byteCount <= 16 { try entry.verify(file) }
    let bytes = try archive.prefix(of: entry, atMost: 16, in: file)
    switch String(decoding: bytes, as: UTF8.self) {
    case "little": return false
    case "big": return true
    default:
      throw entry.fault(.unexpectedValue, "says neither `little` nor `big`", file)
    }
  }
}
