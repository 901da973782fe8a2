/// Opens pickles of `pickle.dump`: collections of NumPy arrays, or of PyTorch's tensors.
enum PickleFile {
  /// Whether a file begins as a pickle of protocol 2 to 5 does.
  static func isPickle(prefix: [UInt8]) -> Bool {
    ForeignFormat(prefix: prefix) == .pickle
  }

  /// Finds the arrays of a pickle that is the whole file.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let source = try SharedFile.sharing(file)
    let pickle = try PickleMachine.read(PickleReader(source, 0..<file.byteCount))
    if UInt64(pickle.byteCount) < file.byteCount {
      throw pickle.error(
        .trailingBytes, "\(file.byteCount - UInt64(pickle.byteCount)) bytes follow the pickle",
        at: UInt64(pickle.byteCount), remedy: "dump everything into one pickle")
    }
    var storages = TorchStorages(fileByteCount: file.byteCount)
    EmbeddedStorages.find(in: pickle, file, &storages)
    var contents = try TorchContents(pickle, storages)
    contents.settleTexts(file)
    var warnings = contents.warnings
    if contents.tensors.isEmpty && contents.problems.isEmpty {
      warnings.append(
        pickle.error(
          .objectNotRead, "the pickle holds no array or tensor", at: nil,
          remedy: "if it should, save NumPy arrays in a dictionary"))
    }
    return FileContents(
      tensors: contents.tensors, problems: contents.problems, warnings: warnings)
  }
}
