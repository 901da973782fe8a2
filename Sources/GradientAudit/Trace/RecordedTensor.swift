public import TensorFiles

/// A tensor of a recording: its step, its name, and where its values lie.
public struct RecordedTensor: Hashable, Sendable {
  /// The step number; 0 where the path has none.
  public let step: Int
  /// The tensor's name in the recording.
  public let name: String
  /// The file that holds it.
  public let path: String
  /// Its type, its shape and its place in the file.
  public let stored: StoredTensor
  /// Its place among the tensors of the file.
  let position: Int
  /// How elements without a type are read in its file.
  let assumedType: ElementType?
  /// The loss scale that is in its values, and is undone; nil where none is known.
  public let recordedScale: LossScale?
  /// The layout of the files, where it is a known producer's.
  let layout: RecordingLayout?

  /// How the places of its values in the file and in the tensor hang together.
  var order: IndexOrder { IndexOrder(stored.layout) }
}

extension RecordedTensor {
  /// The index along each axis of a place in C order; empty for a 0-d tensor.
  ///
  /// - Precondition: The place is one of the tensor's.
  public func index(ofFlat flatIndex: Int) -> [Int] {
    precondition((0..<stored.elementCount).contains(flatIndex), "no place of the tensor")
    var rest = flatIndex
    var index = stored.shape
    for axis in index.indices.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: stored.shape[axis])
      index[axis] = remainder
      rest = quotient
    }
    return index
  }
}
