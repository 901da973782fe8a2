/// Opens HDF5 files: trees of groups, in which datasets are tensors.
enum HDF5Reader {
  /// The bytes that a file begins with, or has at 512, 1024, 2048 and so on.
  static let magic: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Whether a file has HDF5's magic behind a block of a user's own bytes.
  static func hasUserBlock(_ file: borrowing OpenFile) throws(TensorFileError) -> Bool {
    var place: UInt64 = 512
    while place < file.byteCount {
      if try file.bytes(at: place, atMost: magic.count) == magic { return true }
      place *= 2
    }
    return false
  }

  /// Finds the tensors of a file, whose names are the paths of datasets.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    #if HDF5
      let opened = try HDF5File(file)
      let walk = try opened.contents(file)
      return FileContents(
        tensors: walk.tensors, problems: walk.problems, warnings: walk.warnings,
        ignored: walk.ignored, hdf5: HDF5Contents(file: opened, storages: walk.storages))
    #else
      throw TensorFileError(
        .notBuiltIn, path: file.path, byteOffset: 0,
        what: "is an HDF5 file, for which this fpaudit was not built",
        remedy: "build it with `make build HDF5=1`")
    #endif
  }
}

#if HDF5
  /// An open file with what it takes to read its datasets, by the places of their headers.
  struct HDF5Contents: Sendable {
    let file: HDF5File
    let storages: [UInt64: HDF5Storage]
  }
#endif
