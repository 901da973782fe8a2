internal import TensorFiles

/// What a tensor's bytes must be: element by element, from the strides alone.
enum TensorOracle {
  /// The product of some extents; nil where it overflows.
  static func count(_ shape: [Int]) -> Int? {
    if shape.contains(0) { return 0 }
    var product: UInt128 = 1
    for extent in shape {
      product *= UInt128(extent)
      if product > Int.max { return nil }
    }
    return Int(product)
  }

  /// The bytes of some elements that are not compressed, least significant first.
  static func digest(_ tensor: StoredTensor, _ elements: Range<Int>, _ input: [UInt8]) -> Digest {
    var digest = Digest()
    let (layout, width) = (tensor.layout, tensor.elementWidth)
    for element in elements {
      var (rest, place) = (element, 0)
      for axis in layout.readingAxes.reversed() {
        place += rest % layout.shape[axis] * layout.strides[axis]
        rest /= layout.shape[axis]
      }
      let start = Int(tensor.byteOffset) + place * width
      let bytes = input[start..<start + width]
      for byte in tensor.isBigEndian ? Array(bytes.reversed()) : Array(bytes) {
        digest.take(byte)
      }
    }
    return digest
  }
}
