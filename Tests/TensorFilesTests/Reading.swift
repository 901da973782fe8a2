import TensorFiles

extension TensorFile {
  /// All bytes of a tensor, element by element in the host's order.
  func allBytes(
    of tensor: StoredTensor, elements: Range<Int>? = nil, chunkSize: Int = 64
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachChunk(
      of: tensor, elements: elements, using: ChunkBuffer(byteCount: chunkSize)
    ) { chunk in
      for index in 0..<chunk.byteCount {
        bytes.append(unsafe chunk.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
    }
    return bytes
  }

  /// The bytes of a tensor in C order, least significant first, as hexadecimal digits.
  func digits(of tensor: StoredTensor, chunkSize: Int = 64) throws -> String {
    let (layout, width) = (tensor.layout, tensor.elementWidth)
    var places = [0]
    for axis in layout.readingAxes {
      let stride = layout.shape[(axis + 1)...].reduce(1, *)
      places = places.flatMap { place in (0..<layout.shape[axis]).map { place + $0 * stride } }
    }
    let bytes = try allBytes(of: tensor, chunkSize: chunkSize)
    var ordered = bytes
    for (index, place) in places.enumerated() {
      for byte in 0..<width { ordered[place * width + byte] = bytes[index * width + byte] }
    }
    return ordered.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
