import TensorFiles

/// A view of a storage, for a file of PyTorch's older format.
struct TorchView: Sendable {
  let first: Int
  let shape: [Int]
  let strides: [Int]

  /// The places in storage of all elements, in C order.
  var places: [Int] {
    var places = [first]
    for (extent, stride) in zip(shape, strides) {
      places = places.flatMap { place in (0..<extent).map { place + $0 * stride } }
    }
    return places
  }
}

/// A list of views of one storage of binary32 values, as `torch.save` wrote it before 1.6.
func legacyTorch(_ views: [TorchView], storage: [UInt32]) -> [UInt8] {
  let magic: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  let tensors = views.flatMap { torchTensor($0, storageCount: storage.count) }
  let object: [UInt8] = [0x80, 2] + Array("](".utf8) + tensors + Array("e.".utf8)
  let keys: [UInt8] = [0x80, 2] + Array("](".utf8) + pickled("0") + Array("e.".utf8)
  // Integers have no padding, so every byte is initialised.
  let elements = unsafe storage.map(\.littleEndian).withUnsafeBytes { unsafe Array($0) }
  let data = bytes(UInt64(storage.count)) + elements
  return magic + [0x80, 2, 0x4D, 0xE9, 3, 0x2E, 0x80, 2, 0x7D, 0x2E] + object + keys + data
}

/// The opcodes that make a tensor.
private func torchTensor(_ view: TorchView, storageCount: Int) -> [UInt8] {
  let storage =
    Array("(".utf8) + pickled("storage") + Array("ctorch\nFloatStorage\n".utf8) + pickled("0")
    + pickled("cpu") + pickled(storageCount) + Array("NtQ".utf8)
  return Array("ctorch._utils\n_rebuild_tensor_v2\n(".utf8) + storage + pickled(view.first)
    + pickled(view.shape) + pickled(view.strides) + [0x89] + Array("NtR".utf8)
}

private func pickled(_ text: String) -> [UInt8] {
  [0x58] + bytes(UInt32(text.utf8.count)) + Array(text.utf8)
}

private func pickled(_ number: Int) -> [UInt8] { [0x8A, 8] + bytes(number) }

private func pickled(_ numbers: [Int]) -> [UInt8] {
  [0x28] + numbers.flatMap { pickled($0) } + [0x74]
}
