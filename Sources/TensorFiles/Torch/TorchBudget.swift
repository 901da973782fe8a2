/// How much a pickle may ask for: names and data in proportion to what the file holds.
///
/// A few bytes can name a tensor again under a name of any length, or repeat one element
/// of a storage 2^40 times.
struct TorchBudget {
  private let pickle: Pickle
  private var nameBytes: Int
  private var dataBytes: UInt64
  private let dataLimit: UInt64

  init(_ pickle: Pickle, _ storages: TorchStorages) {
    self.pickle = pickle
    nameBytes = min(256 << 20, 64 << 20 + 16 * pickle.byteCount)
    let (product, overflow) = storages.fileByteCount.multipliedReportingOverflow(by: 64)
    dataLimit = max(1 << 32, overflow ? .max : product)
    dataBytes = dataLimit
  }

  /// Takes the memory of a tensor with a name of so many bytes.
  mutating func takeName(_ byteCount: Int, at offset: UInt64) throws(TensorFileError) {
    nameBytes -= 512 + byteCount
    if nameBytes >= 0 { return }
    throw pickle.error(
      .pickleTooLarge, "the pickle names more tensors than it can hold", at: offset,
      remedy: "save each tensor once")
  }

  /// Takes the reading of a tensor.
  mutating func takeData(of tensor: StoredTensor, at offset: UInt64) throws(TensorFileError) {
    guard tensor.elementType.isAudited else { return }
    var (bytes, overflow) = UInt64(tensor.elementCount)
      .multipliedReportingOverflow(by: UInt64(tensor.elementWidth))
    if !overflow, bytes > 0, !tensor.layout.isDense {
      bytes = max(bytes, ViewReading(tensor, elementWidth: tensor.elementWidth).readByteCount)
    }
    guard !overflow, bytes <= dataBytes else {
      throw pickle.error(
        .viewTooLarge,
        "with this tensor of \(tensor.elementCount) elements, views repeat the file's data more "
          + "than 64 times", at: offset, tensor: tensor.name,
        remedy: "save `tensor.contiguous()`, or each tensor once")
    }
    dataBytes -= bytes
  }
}
