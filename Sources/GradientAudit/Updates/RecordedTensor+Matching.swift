internal import TensorFiles

extension RecordedTensor {
  /// Why the elements of this tensor are not those of another one, place by place.
  func mismatch(with other: StoredTensor) -> TensorFileError? {
    if stored.shape != other.shape {
      return mismatch(
        "the shape \(RecordedTensor.text(stored.shape)) does not match "
          + RecordedTensor.text(other.shape), "compare recordings of the same model")
    }
    if order != IndexOrder(other.layout) {
      return mismatch(
        "its elements lie in another order than those that it is compared with",
        "save both in the same order: numpy.ascontiguousarray, or Tensor.contiguous()")
    }
    return nil
  }

  private func mismatch(_ what: String, _ remedy: String) -> TensorFileError {
    TensorFileError(
      .sizeMismatch, path: path, tensor: name, byteOffset: stored.byteOffset, what: what,
      remedy: remedy)
  }

  private static func text(_ shape: [Int]) -> String {
    "[\(shape.map(String.init).joined(separator: ", "))]"
  }
}
