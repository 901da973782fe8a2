/// How much a pickle may ask for: names, reading and memory in proportion to its file.
///
/// A few bytes can name a tensor again under a name of any length.
struct TorchBudget {
  private let pickle: Pickle
  private var nameBytes: Int
  private var views: ViewBudget

  init(_ pickle: Pickle, _ storages: TorchStorages) {
    self.pickle = pickle
    nameBytes = min(256 << 20, 64 << 20 + 16 * pickle.byteCount)
    views = ViewBudget(byteCount: storages.fileByteCount)
  }

  /// Takes the memory of a tensor with a name of so many bytes.
  mutating func takeName(_ byteCount: Int, at offset: UInt64) throws(TensorFileError) {
    nameBytes -= 512 + byteCount
    if nameBytes >= 0 { return }
    throw pickle.error(
      .pickleTooLarge, "the pickle names more tensors than it can hold", at: offset,
      remedy: "save each tensor once")
  }

  /// Takes the reading of a tensor, and the memory for what is found in it.
  mutating func takeData(of tensor: StoredTensor, at offset: UInt64) throws(TensorFileError) {
    guard let refusal = views.take(tensor) else { return }
    throw pickle.error(
      .viewTooLarge, refusal, at: offset, tensor: tensor.name, remedy: Self.remedy)
  }

  /// What to do about views that ask for too much.
  static let remedy = "save `tensor.contiguous()`, or each tensor once"
}
