/// How much a pickle may ask for: names, reading and memory in proportion to the file.
///
/// A few bytes can name a tensor again under a name of any length, or repeat one element
/// of a storage 2^40 times. What honest files ask for beyond their size is a small multiple
/// of it: weights under several names, a bias that was broadcast, windows that overlap. Only
/// what was expanded from a few values, as the gradient of a sum is, has a small file
/// whatever it claims; the floors are for that. Reading as much takes a fraction of a second.
struct TorchBudget {
  /// The bytes of data that any file may ask for: 64 million values of FP32.
  private static let dataFloor: UInt64 = 256 << 20
  /// The bytes of data for each byte of the file: as many names of all of it.
  private static let dataPerByte: UInt64 = 64
  /// The bytes of memory that any file may ask for.
  private static let memoryFloor: UInt64 = 256 << 20
  /// The bytes of memory for each byte of the file: tensors that share nothing need less.
  private static let memoryPerByte: UInt64 = 16
  /// What may be kept for each value of a tensor, and for all: the bins of a histogram.
  private static let (valueMemory, tensorMemory) = (16, 128 << 10)

  private let pickle: Pickle
  private var nameBytes: Int
  private var dataBytes: UInt64
  private var memoryBytes: UInt64
  /// The tensors that were paid for, without their names.
  private var known: Set<StoredTensor> = []

  init(_ pickle: Pickle, _ storages: TorchStorages) {
    self.pickle = pickle
    nameBytes = min(256 << 20, 64 << 20 + 16 * pickle.byteCount)
    let byteCount = storages.fileByteCount
    dataBytes = max(Self.dataFloor, Self.product(byteCount, Self.dataPerByte))
    memoryBytes = max(Self.memoryFloor, Self.product(byteCount, Self.memoryPerByte))
  }

  private static func product(_ byteCount: UInt64, _ factor: UInt64) -> UInt64 {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
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
    guard tensor.elementType.isAudited else { return }
    guard let bytes = Self.readByteCount(of: tensor), bytes <= dataBytes else {
      throw refusal(
        of: tensor,
        "with this tensor of \(tensor.elementCount) elements, views repeat the file's data more "
          + "than \(Self.dataPerByte) times", at: offset)
    }
    try takeMemory(of: tensor, at: offset)
    dataBytes -= bytes
  }

  /// Takes the memory for what is found in a tensor; for the same elements under another name
  /// it is there already.
  private mutating func takeMemory(
    of tensor: StoredTensor, at offset: UInt64
  ) throws(TensorFileError) {
    if known.contains(tensor.unnamed) { return }
    // No overflow: a span is not longer than the file.
    let valueCount = min(tensor.elementCount, tensor.layout.span)
    let bytes = UInt64(min(Self.valueMemory * valueCount, Self.tensorMemory))
    guard bytes <= memoryBytes else {
      throw refusal(
        of: tensor,
        "with this tensor of \(tensor.elementCount) elements, so many overlap in the file that "
          + "what is found in them takes more than \(Self.memoryPerByte) times its size",
        at: offset)
    }
    memoryBytes -= bytes
    known.insert(tensor.unnamed)
  }

  /// The bytes to read for a tensor; `nil` where they overflow.
  private static func readByteCount(of tensor: StoredTensor) -> UInt64? {
    let (bytes, overflow) = UInt64(tensor.elementCount)
      .multipliedReportingOverflow(by: UInt64(tensor.elementWidth))
    if overflow { return nil }
    if bytes == 0 || tensor.layout.isDense { return bytes }
    return max(bytes, ViewReading(tensor, elementWidth: tensor.elementWidth).readByteCount)
  }

  private func refusal(
    of tensor: StoredTensor, _ what: String, at offset: UInt64
  ) -> TensorFileError {
    pickle.error(
      .viewTooLarge, what, at: offset, tensor: tensor.name,
      remedy: "save `tensor.contiguous()`, or each tensor once")
  }
}
