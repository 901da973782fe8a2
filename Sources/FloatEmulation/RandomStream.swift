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
    let block = Philox.block(index >> 2, tensor, key: seed)
    let words = (index & 2 == 0) ? (block.0, block.1) : (block.2, block.3)
    return UInt32(truncatingIfNeeded: index & 1 == 0 ? words.0 : words.1)
  }

  /// The block function itself, Philox 4x32-10: four random words for a counter of
  /// four words, the lowest first, under a key of two.
  public static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    let block = Philox.block(
      UInt64(counter[1]) << 32 | UInt64(counter[0]), UInt64(counter[3]) << 32 | UInt64(counter[2]),
      key: UInt64(key[1]) << 32 | UInt64(key[0]))
    return SIMD4(
      UInt32(truncatingIfNeeded: block.0), UInt32(truncatingIfNeeded: block.1),
      UInt32(truncatingIfNeeded: block.2), UInt32(truncatingIfNeeded: block.3))
  }

  /// Fills a buffer with the bits of consecutive indices.
  public func fill(_ words: inout MutableSpan<UInt32>, from first: UInt64) {
    fill(&words, count: words.count, from: first)
  }

  /// Fills the first `count` words of a buffer.
  ///
  /// - Precondition: The buffer has so many.
  func fill(_ words: inout MutableSpan<UInt32>, count: Int, from first: UInt64) {
    precondition(count >= 0 && count <= words.count, "the buffer is too short")
    // One by one up to the first whole block, and after the last.
    let head = min(count, Int((4 &- first & 3) & 3))
    let blockCount = (count - head) / 4
    for position in 0..<head { words[position] = self[first &+ UInt64(position)] }
    Philox.fill(
      &words, at: head, blockCount: blockCount, from: (first &+ UInt64(head)) >> 2, tensor,
      key: seed)
    for position in head + 4 * blockCount..<count {
      words[position] = self[first &+ UInt64(position)]
    }
  }
}

/// The block function of Philox 4x32-10, on words that stand in the low halves of
/// 64 bits: so a product of two words needs no widening, and a loop over blocks
/// is vectorised.
enum Philox {
  typealias Block = (UInt64, UInt64, UInt64, UInt64)

  /// The four words of a counter's block.
  @inline(__always)
  static func block(_ low: UInt64, _ high: UInt64, key: UInt64) -> Block {
    var block = (low & wordMask, low &>> 32, high & wordMask, high &>> 32)
    var (k0, k1) = (key & wordMask, key &>> 32)
    for _ in 0..<10 {
      // Neither overflows: words are below 2^32.
      let first = block.0 &* 0xD251_1F53
      let second = block.2 &* 0xCD9E_8D57
      block = (
        (second &>> 32) ^ block.1 ^ k0, second & wordMask, (first &>> 32) ^ block.3 ^ k1,
        first & wordMask
      )
      k0 = (k0 &+ 0x9E37_79B9) & wordMask
      k1 = (k1 &+ 0xBB67_AE85) & wordMask
    }
    return block
  }

  /// Stores consecutive blocks.
  @inline(never)
  static func fill(
    _ words: inout MutableSpan<UInt32>, at start: Int, blockCount: Int, from first: UInt64,
    _ high: UInt64, key: UInt64
  ) {
    precondition(start >= 0 && blockCount >= 0 && blockCount <= (words.count - start) / 4)
    for index in 0..<blockCount {
      // Indices wrap at 2^64, and so blocks at 2^62.
      let number = (first &+ UInt64(truncatingIfNeeded: index)) & (.max &>> 2)
      let block = block(number, high, key: key)
      let place = start &+ 4 &* index
      unsafe words[unchecked: place] = UInt32(truncatingIfNeeded: block.0)
      unsafe words[unchecked: place &+ 1] = UInt32(truncatingIfNeeded: block.1)
      unsafe words[unchecked: place &+ 2] = UInt32(truncatingIfNeeded: block.2)
      unsafe words[unchecked: place &+ 3] = UInt32(truncatingIfNeeded: block.3)
    }
  }

  private static var wordMask: UInt64 { 0xFFFF_FFFF }
}
