/// What a reader finds in a file.
struct FileContents {
  /// The tensors in the order of their bytes.
  let tensors: [StoredTensor]
  /// The free text of the header, in its order.
  var metadata: [(key: String, value: String)] = []
  /// Faults of single tensors that leave the others readable.
  var problems: [TensorFileError] = []
  /// What might hold tensors and was not read.
  var warnings: [TensorFileError] = []
  /// The entries of an archive that are of other kinds.
  var ignored: [String] = []
  /// Which container it is, where only its contents tell.
  var container: Container?
  #if HDF5
    /// What it takes to read datasets.
    var hdf5: HDF5Contents? = nil
  #endif
}
