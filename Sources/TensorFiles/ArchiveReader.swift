/// Opens ZIP archives: of PyTorch, or of NumPy's arrays.
enum ArchiveReader {
  /// Finds the tensors of an archive.
  ///
  /// - Throws: What is wrong with the archive as a whole, or `.notATensorFile` where it
  ///   is of another kind.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let archive = try ZipArchive(file)
    guard let root = TorchArchive.root(of: archive) else {
      return try NumPyArchiveReader.read(archive, file)
    }
    var contents = try TorchArchive.read(archive, root: root, file)
    contents.container = .torch
    return contents
  }

  /// Whether an archive of any name has entries that are read.
  static func holdsTensors(_ file: borrowing OpenFile) -> Bool {
    guard let archive = try? ZipArchive(file) else { return false }
    return TorchArchive.root(of: archive) != nil
      || archive.entries.contains { $0.name.hasSuffix(".npy") }
  }
}
