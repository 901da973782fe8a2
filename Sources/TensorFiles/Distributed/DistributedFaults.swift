/// What can be wrong with an item of a distributed checkpoint, in words.
struct DistributedFaults {
  /// The path of the metadata.
  let path: String

  /// A fault of an item.
  func fault(
    _ item: DistributedMetadata.Item, _ code: TensorFileError.Code, _ what: String
  ) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: item.name, byteOffset: item.offset, what: what,
      remedy: "save the checkpoint again")
  }

  /// A fault of how the pieces of an item lie in it.
  func fault(_ item: DistributedMetadata.Item, _ fault: BoxTiling.Fault) -> TensorFileError {
    func offsets(_ index: Int) -> String { Self.text(item.chunks[index].offsets) }
    return switch fault {
    case .outside(let index):
      self.fault(
        item, .offsetsOutOfRange, "the piece at \(offsets(index)) goes beyond the tensor")
    case .overlap(let first, let second):
      self.fault(
        item, .offsetsOverlap,
        "the pieces at \(offsets(first)) and \(offsets(second)) share elements")
    case .hole(let count):
      self.fault(item, .offsetsHole, "no piece has \(count) of its elements")
    case .tooMany:
      self.fault(item, .offsetsOverlap, "more pieces lie side by side than can be compared")
    }
  }

  /// That an array among the values of an item is not read.
  func textArray(_ name: String, _ item: DistributedMetadata.Item) -> TensorFileError {
    TensorFileError(
      .objectNotRead, path: path, tensor: name, byteOffset: item.offset,
      what: "is a NumPy array that is stored as text, and was not read",
      remedy: "save it as a tensor")
  }

  /// Offsets or extents.
  static func text(_ numbers: [Int]) -> String {
    "(" + numbers.map(String.init).joined(separator: ", ") + ")"
  }
}
