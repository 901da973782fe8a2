internal import CInstructionSet

/// What turns values into results, a block at a time: rounded values or codes.
///
/// A block's results stay in the first cache until they are complete. From there
/// they go to the target, past the caches if the target is too large for them, and
/// meanwhile the processor fetches what will be read next: without either, a large
/// buffer takes half as long again.
protocol BlockKernel<Source, Target> {
  associatedtype Source: BitwiseCopyable
  associatedtype Target: BitwiseCopyable

  /// Fills the first `count` results of a block.
  ///
  /// - Parameters:
  ///   - count: At most `blockSize`.
  ///   - index: Of the first value in its tensor, for random bits.
  func fill(
    _ block: UnsafeMutablePointer<Target>, from source: UnsafePointer<Source>, count: Int,
    at index: UInt64)
}

/// How many values a block has: enough to pay for its beginning, few enough for its
/// memory to be fetched and stored in an even flow.
let blockSize = 256

/// How many values ahead memory is fetched.
private let fetchDistance = 1024

/// Targets of so many bytes are stored past the caches: a core's share of the last
/// cache is smaller on nearly all processors.
private let streamedByteCount = 1 << 24

/// Whether a target of so many elements is stored past the caches.
func streams<Target>(_ target: UnsafeMutablePointer<Target>, _ count: Int) -> Bool {
  count >= streamedByteCount / MemoryLayout<Target>.stride
}

extension BlockKernel {
  /// Rounds a buffer, which may be the target itself.
  ///
  /// - Precondition: Both buffers have `count` elements.
  @inline(never)
  func run(
    _ source: UnsafePointer<Source>, into target: UnsafeMutablePointer<Target>, count: Int,
    from first: UInt64, streams: Bool
  ) {
    // Aligned, or stores that cross cache lines would hold up the loads after them.
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: blockSize * MemoryLayout<Target>.stride, alignment: 64)
    defer { unsafe memory.deallocate() }
    let block = unsafe memory.bindMemory(to: Target.self, capacity: blockSize)
    // Where the target is streamed, blocks begin with a cache line.
    let shortfall = -Int(bitPattern: target) & 63
    var end = streams ? shortfall / MemoryLayout<Target>.stride : blockSize
    var start = 0
    while start < count {
      end = min(end, count)
      if count - end > fetchDistance {
        unsafe fpaudit_prefetch(
          source + end + (fetchDistance - blockSize), blockSize * MemoryLayout<Source>.stride)
      }
      unsafe fill(block, from: source + start, count: end - start, at: first &+ UInt64(start))
      if streams {
        unsafe fpaudit_stream(target + start, block, (end - start) * MemoryLayout<Target>.stride)
      } else {
        unsafe (target + start).update(from: block, count: end - start)
      }
      start = end
      end += blockSize
    }
    if streams { fpaudit_end_of_stream() }
  }
}

/// Results with fewer bits: codes in the width that was asked for.
struct NarrowedBlocks<Wide: BlockKernel, Code>: BlockKernel
where
  Wide.Target: FixedWidthInteger, Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
{
  let wide: Wide

  @inline(__always)
  func fill(
    _ block: UnsafeMutablePointer<Code>, from source: UnsafePointer<Wide.Source>, count: Int,
    at index: UInt64
  ) {
    // No more than a kilobyte, or it would be taken from the heap each time.
    let size = 1024 / MemoryLayout<Wide.Target>.stride
    unsafe withUnsafeTemporaryAllocation(of: Wide.Target.self, capacity: size) { memory in
      guard let results = memory.baseAddress else { return }
      var start = 0
      while start < count {
        let part = min(size, count - start)
        unsafe wide.fill(results, from: source + start, count: part, at: index &+ UInt64(start))
        let target = unsafe block + start
        for place in 0..<part {
          unsafe target[place] = Code(truncatingIfNeeded: results[place])
        }
        start += part
      }
    }
  }
}

/// Calls a function for parts of a block with memory for their values, on the stack:
/// more than a kilobyte would be taken from the heap each time.
///
/// - Parameter body: Called with the memory, the first place of the part and its length.
@inline(__always)
func withStackScratch<Value: BitwiseCopyable>(
  of _: Value.Type, _ count: Int, _ body: (UnsafeMutablePointer<Value>, Int, Int) -> Void
) {
  let size = 1024 / MemoryLayout<Value>.stride
  unsafe withUnsafeTemporaryAllocation(of: Value.self, capacity: size) { memory in
    guard let scratch = memory.baseAddress else { return }
    for start in stride(from: 0, to: count, by: size) {
      unsafe body(scratch, start, min(size, count - start))
    }
  }
}

/// Calls a function with the random words of consecutive indices, or with nil if the
/// direction has no chance in it.
@inline(__always)
func withRandomWords(
  _ direction: RoundingDirection, _ random: RandomStream, _ count: Int, from first: UInt64,
  _ body: (UnsafePointer<UInt32>?) -> Void
) {
  guard case .stochastic = direction else { return body(nil) }
  unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: blockSize) { words in
    var target = unsafe words.mutableSpan
    random.fill(&target, count: count, from: first)
    unsafe body(UnsafePointer(words.baseAddress))
  }
}
