/// How a tensor is had from a file that holds a tree of groups, which is HDF5.
struct DatasetPlace: Hashable, Sendable {
  /// How many elements the library reads at a time; nil where the file's own bytes are the
  /// elements, one behind the other.
  let slabLength: Int?
}
