/// What a reader finds in a file.
struct FileContents {
  /// The tensors in the order of their bytes.
  var tensors: [StoredTensor]
  /// The free text of the header, in its order.
  var metadata: [(key: String, value: String)] = []
  /// Faults of single tensors that leave the others readable.
  var problems: [TensorFileError] = []
  /// What might hold tensors and was not read.
  var warnings: [TensorFileError] = []
  /// The entries of an archive that are of other kinds.
  var ignored: [String] = []
  /// The files that tensors in several places lie in.
  var parts: PartFiles?
  /// Which container it is, where only its contents tell.
  var container: Container?
  #if HDF5
    /// What it takes to read datasets.
    var hdf5: HDF5Contents? = nil
  #endif
}

extension FileContents {
  /// The contents of a part of a file, with offsets in the whole.
  func shifted(by offset: UInt64) -> FileContents {
    var shifted = self
    shifted.tensors = tensors.map { tensor in
      var tensor = tensor
      tensor.byteOffset += offset
      tensor.member = tensor.member.map {
        ArchiveMember(
          entry: $0.entry.shifted(by: offset), headerByteCount: $0.headerByteCount,
          headerChecksum: $0.headerChecksum)
      }
      return tensor
    }
    let shift = { (error: TensorFileError) in
      error.at(error.byteOffset.map { $0 + offset })
    }
    shifted.problems = problems.map(shift)
    shifted.warnings = warnings.map(shift)
    return shifted
  }
}
