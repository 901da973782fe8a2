/// Random bits that depend on nothing but a seed, a tensor and an index, so that
/// stochastic rounding gives the same results for any number of threads and any
/// order.
///
/// Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
/// easy as 1, 2, 3", SC 2011). The seed is the key; the counter's low 64 bits are
/// the index divided by four, its high 64 bits the tensor; each block of four
/// words serves four consecutive indices.
public struct RandomStream: Hashable, Sendable {
  /// The key.
  public let seed: UInt64
  /// The number of the tensor, or of whatever else has indices of its own.
  public let tensor: UInt64

  /// Creates a stream.
  public init(seed: UInt64, tensor: UInt64 = 0) {
    self.seed = seed
    self.tensor = tensor
  }

  /// The 32 random bits of an index.
  public subscript(index: UInt64) -> UInt32 {
    let block = Philox.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index >> 2), UInt32(truncatingIfNeeded: index >> 34),
        UInt32(truncatingIfNeeded: tensor), UInt32(truncatingIfNeeded: tensor >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    return block[Int(index & 3)]
  }

  /// Fills a buffer with the bits of consecutive indices.
  public func fill(_ words: inout MutableSpan<UInt32>, from first: UInt64) {
    fill(&words, count: words.count, from: first)
  }

  /// Fills the first `count` words of a buffer.
  func fill(_ words: inout MutableSpan<UInt32>, count: Int, from first: UInt64) {
    var position = 0
    // Up to a multiple of 32 one by one, then eight blocks at a time.
    while position < count && (first &+ UInt64(position)) & 3 != 0 {
      words[position] = self[first &+ UInt64(position)]
      position += 1
    }
    while position + Philox.lanes * 4 <= count {
      let blocks = Philox.blocks(from: (first &+ UInt64(position)) >> 2, tensor: tensor, seed: seed)
      Philox.store(blocks, into: &words, at: position)
      position += Philox.lanes * 4
    }
    while position < count {
      words[position] = self[first &+ UInt64(position)]
      position += 1
    }
  }
}

/// The block function of Philox 4x32-10.
enum Philox {
  /// One block of four words.
  static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<rounds {
      let first = UInt64(c[0]) &* UInt64(multipliers.0)
      let second = UInt64(c[2]) &* UInt64(multipliers.1)
      c = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: first))
      k = SIMD2(k[0] &+ weyl.0, k[1] &+ weyl.1)
    }
    return c
  }

  /// How many blocks `blocks` makes at a time.
  static let lanes = 8

  /// Consecutive blocks, word by word: each lane holds a word in its low half.
  @inline(__always)
  static func blocks(
    from index: UInt64, tensor: UInt64, seed: UInt64
  ) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
    typealias Lanes = SIMD8<UInt64>
    let low = Lanes(repeating: 0xFFFF_FFFF)
    let indices = Lanes(repeating: index) &+ Lanes(0, 1, 2, 3, 4, 5, 6, 7)
    var (c0, c1) = (indices & low, indices &>> Lanes(repeating: 32))
    var (c2, c3) = (Lanes(repeating: tensor & 0xFFFF_FFFF), Lanes(repeating: tensor >> 32))
    var k0 = UInt32(truncatingIfNeeded: seed)
    var k1 = UInt32(truncatingIfNeeded: seed >> 32)
    for _ in 0..<rounds {
      // Products of two 32-bit words fit 64 bits.
      let first = (c0 & low) &* Lanes(repeating: UInt64(multipliers.0))
      let second = (c2 & low) &* Lanes(repeating: UInt64(multipliers.1))
      let (old1, old3) = (c1, c3)
      c0 = (second &>> Lanes(repeating: 32)) ^ old1 ^ Lanes(repeating: UInt64(k0))
      c1 = second & low
      c2 = (first &>> Lanes(repeating: 32)) ^ old3 ^ Lanes(repeating: UInt64(k1))
      c3 = first & low
      k0 = k0 &+ weyl.0
      k1 = k1 &+ weyl.1
    }
    return (c0, c1, c2, c3)
  }

  /// Stores eight blocks one after the other: the first's four words, the second's.
  @inline(__always)
  static func store(
    _ blocks: (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>),
    into words: inout MutableSpan<UInt32>, at position: Int
  ) {
    precondition(position >= 0 && lanes * 4 <= words.count - position)
    let shift = SIMD8<UInt64>(repeating: 32)
    let (first, second) = (blocks.0 | blocks.1 &<< shift, blocks.2 | blocks.3 &<< shift)
    for lane in 0..<lanes {
      let at = position &+ 4 &* lane
      unsafe words[unchecked: at] = UInt32(truncatingIfNeeded: first[lane])
      unsafe words[unchecked: at &+ 1] = UInt32(truncatingIfNeeded: first[lane] &>> 32)
      unsafe words[unchecked: at &+ 2] = UInt32(truncatingIfNeeded: second[lane])
      unsafe words[unchecked: at &+ 3] = UInt32(truncatingIfNeeded: second[lane] &>> 32)
    }
  }

  private static let rounds = 10
  private static let multipliers: (UInt32, UInt32) = (0xD251_1F53, 0xCD9E_8D57)
  private static let weyl: (UInt32, UInt32) = (0x9E37_79B9, 0xBB67_AE85)
}
