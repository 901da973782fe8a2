/// How much reading and memory the tensors of a file may ask for, in proportion to its size.
///
/// A few bytes can repeat one element of a storage 2^40 times, or name overlapping parts of it
/// by the thousand. What honest files ask for beyond their size is a small multiple of it:
/// weights under several names, a bias that was broadcast, windows that overlap. Only what was
/// expanded from a few values, as the gradient of a sum is, has a small file whatever it
/// claims; the floors are for that. To read as much takes a fraction of a second.
struct ViewBudget {
  /// The bytes of data that any file may ask for: 64 million values of FP32.
  private static let dataFloor: UInt64 = 256 << 20
  /// The bytes of data for each byte of the file: so many names of all of it.
  private static let dataPerByte: UInt64 = 64
  /// The bytes that a run of elements at one stride counts as at least: it takes as long to
  /// step to the next one as to read so many.
  private static let runBytes: UInt64 = 64
  /// The bytes of memory that any file may ask for.
  private static let memoryFloor: UInt64 = 256 << 20
  /// The bytes of memory for each byte of the file: tensors that share nothing need less.
  private static let memoryPerByte: UInt64 = 16
  /// What may be kept for each value of a tensor, and for all: the bins of a histogram.
  private static let (valueMemory, tensorMemory) = (16, 128 << 10)

  private struct Key: Hashable {
    let part: Int
    let tensor: StoredTensor
  }

  private var byteCount: UInt64
  private var (dataBytes, memoryBytes): (UInt64, UInt64) = (0, 0)
  /// The tensors whose memory was paid for, without their names.
  private var known: Set<Key> = []

  /// The budget of a file of so many bytes.
  init(byteCount: UInt64 = 0) { self.byteCount = byteCount }

  /// Adds the bytes of another part of a file.
  mutating func add(byteCount: UInt64) { self.byteCount &+= byteCount }

  /// Takes the reading of a tensor, and the memory for what is found in it; for the same
  /// elements under another name that is there already.
  ///
  /// - Parameter part: The file that has it, of several.
  /// - Returns: Why that is too much; `nil` if it is not.
  mutating func take(_ tensor: StoredTensor, part: Int = 0) -> String? {
    guard tensor.elementType.isAudited else { return nil }
    let claim = "with this tensor of \(tensor.elementCount) elements, "
    guard let data = sum(dataBytes, readByteCount(of: tensor)),
      data <= max(Self.dataFloor, product(byteCount, Self.dataPerByte))
    else {
      return claim + "views repeat the file's data more than \(Self.dataPerByte) times"
    }
    let key = Key(part: part, tensor: tensor.unnamed)
    if !known.contains(key) {
      // A tensor of boxes has each element once. No overflow: a span is in the file.
      let valueCount = min(tensor.elementCount, tensor.layout.span)
      let memory =
        memoryBytes + UInt64(min(Self.valueMemory * valueCount, Self.tensorMemory))
      guard memory <= max(Self.memoryFloor, product(byteCount, Self.memoryPerByte)) else {
        return claim + "so many overlap in the file that what is found in them takes more than "
          + "\(Self.memoryPerByte) times its size"
      }
      memoryBytes = memory
      known.insert(key)
    }
    dataBytes = data
    return nil
  }

  /// The bytes to read for a tensor; `nil` where they overflow.
  private func readByteCount(of tensor: StoredTensor) -> UInt64? {
    let (bytes, overflow) = UInt64(tensor.elementCount)
      .multipliedReportingOverflow(by: UInt64(tensor.elementWidth))
    if overflow { return nil }
    if bytes == 0 || tensor.layout.isDense { return bytes }
    let view = ViewReading(tensor, elementWidth: tensor.elementWidth)
    let runCount = tensor.elementCount / (view.loops.first?.extent ?? 1)
    return max(bytes, product(UInt64(runCount), Self.runBytes), view.readByteCount)
  }

  private func sum(_ bytes: UInt64, _ more: UInt64?) -> UInt64? {
    guard let (sum, overflow) = more.map(bytes.addingReportingOverflow) else { return nil }
    return overflow ? nil : sum
  }

  private func product(_ bytes: UInt64, _ factor: UInt64) -> UInt64 {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
