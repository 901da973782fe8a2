/// Opens the files that `torch.save` writes.
enum TorchReader {
  /// Finds the tensors of a file of either format.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let prefix = try file.bytes(at: 0, atMost: TorchLegacyFile.prefixLength)
    guard ZipArchive.isArchive(prefix: prefix) else { return try TorchLegacyFile.read(file) }
    let archive = try ZipArchive(file)
    guard let root = TorchArchive.root(of: archive) else {
      throw TensorFileError(
        .notATensorFile, path: file.path, byteOffset: 0,
        what: "is a ZIP archive without a `data.pkl`, which PyTorch would have written",
        remedy: "save it again with `torch.save`")
    }
    return try TorchArchive.read(archive, root: root, file)
  }
}
