/// Histogram files that no counting wrote, with checksums that are right.
enum ForgedHistogram {
  /// Of tensors whose values are not counted, a forger can claim any number: a file of
  /// version 1.
  static func claiming(_ counts: [Int], named name: String = "t") -> [UInt8] {
    let tensors = counts.indices.flatMap { index in
      // Step, name, type, shape, path, checksum, elements, counted ranges, bins.
      [0] + text("\(name)\(index)") + text("fp32") + [1] + leb(counts[index]) + text("a")
        + [0, 0, 0, 0] + leb(counts[index]) + [0] + [0]
    }
    let contents = [1] + text("a") + [UInt8(counts.count)] + tensors + [0, 0, 0, 0]
    return [0x89] + Array("FPHIST\n".utf8) + [1, 0, 0, 0] + sealed(contents)
  }

  /// So many values of 1 as if they had been counted, more than 2^56 of each tensor of a file
  /// of version 3.
  static func ones(_ counts: [Int]) -> [UInt8] {
    file(counts.indices.map { equal("t\($0)", of: counts[$0], to: 1) })
  }

  /// A tensor of more than 2^56 values that are one power of two.
  static func equal(_ name: String, of count: Int, to power: Double) -> [UInt8] {
    // No zero, one bin above it and none below: with a bit of distance and 64 of counts.
    tensor(
      name, of: count,
      bins: [0, 1, 0] + leb(bin(of: power)) + [1, 64, 0] + littleEndian(UInt64(count - 1), 8),
      extremes: power...power)
  }

  /// A tensor of version 3, all of whose elements are counted.
  ///
  /// - Parameters:
  ///   - bins: What says how its elements are distributed.
  ///   - lengthError: How much longer than it is its entry claims to be.
  static func tensor(
    step: Int = 0, _ name: String = "t", of count: Int, bins: [UInt8],
    extremes: ClosedRange<Double>, lengthError: Int = 0
  ) -> [UInt8] {
    let ends = [extremes.lowerBound, extremes.upperBound].flatMap { littleEndian($0.bitPattern, 8) }
    let tensor =
      leb(2 * step) + text(name) + text("fp32") + [1] + leb(count) + text("a") + [0, 0, 0, 0]
      + leb(count)
      + [1, 0] + leb(count) + bins + ends + [0, 0, 0]
    return leb(tensor.count + lengthError) + tensor
  }

  /// A file of version 3.
  static func file(_ tensors: [[UInt8]]) -> [UInt8] {
    let contents =
      [1] + text("a") + [UInt8(tensors.count)] + tensors.joined() + [0, 0, 0, 0, 0, 0]
    return [0x89] + Array("FPHIST\n".utf8) + [3, 0, 0, 0] + sealed(contents)
  }

  /// The bin of a power of two: the sixth of its binade's 318, the first that has values.
  static func bin(of powerOfTwo: Double) -> Int {
    6 + 318 * (1074 + Int(powerOfTwo.exponent))
  }

  static func leb(_ number: Int) -> [UInt8] {
    number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F | 0x80)] + leb(number >> 7)
  }

  private static func text(_ text: String) -> [UInt8] { leb(text.utf8.count) + Array(text.utf8) }

  /// Contents behind their checksum and length.
  static func sealed(_ contents: [UInt8]) -> [UInt8] {
    littleEndian(UInt64(crc32(contents)), 4) + littleEndian(UInt64(contents.count), 8) + contents
  }

  private static func littleEndian(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// CRC-32 of ISO 3309, bit by bit.
  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var remainder: UInt32 = .max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    return ~remainder
  }
}
