/// Memory that a worker reads chunks of tensors into, again and again.
///
/// One for each thread: a buffer cannot be shared. The default of 256 KiB stays
/// in the second-level cache, where `pread` beats a fresh mapping by a factor of
/// almost two (measured on 256 MiB in the page cache).
public final class ChunkBuffer {
  /// The size in bytes that a buffer has unless told otherwise.
  public static let defaultByteCount = 256 * 1024

  /// The size in bytes; a multiple of 8, so that chunks hold whole elements.
  public var byteCount: Int { words.count * 8 }

  /// The memory; words give it the alignment of the widest element.
  private var words: [UInt64]
  /// A piece of storage that elements of a view are picked from.
  private var window: [UInt64] = []

  /// Makes a buffer of at least the given size, rounded up to a multiple of 8.
  public init(byteCount: Int = ChunkBuffer.defaultByteCount) {
    precondition(byteCount > 0, "a chunk buffer needs a positive size")
    words = Array(repeating: 0, count: (byteCount - 1) / 8 + 1)
  }

  /// Fills the beginning of the buffer from a file.
  func fill(
    _ count: Int, from file: borrowing OpenFile, at offset: UInt64
  ) throws(TensorFileError) {
    try file.read(into: &words, byteCount: count, at: offset)
  }

  /// Fills the beginning of the buffer with elements of a view, in reading order.
  ///
  /// Long runs are read where they belong; others are picked from windows of storage.
  func gather(
    _ elements: Range<Int>, of view: ViewReading, from file: borrowing OpenFile
  ) throws(TensorFileError) {
    let width = view.elementWidth
    var cursor = ViewCursor(view, at: elements.lowerBound)
    var held = 0..<0
    var done = 0
    while done < elements.count {
      let run = cursor.run(atMost: elements.count - done)
      if run.stride == 1 && run.count * width >= ViewReading.longRun {
        try file.read(
          into: &words, from: done * width, byteCount: run.count * width,
          at: view.byteOffset(of: run.place))
        done += run.count
        cursor.advance(by: run.count)
        continue
      }
      if !held.contains(run.place) {
        held = run.place..<run.place + view.windowLength(at: run.place)
        if window.isEmpty { window = Array(repeating: 0, count: ViewReading.windowSize / 8) }
        try file.read(
          into: &window, byteCount: held.count * width, at: view.byteOffset(of: run.place))
      }
      let count = run.stride == 0 ? run.count : run.count(before: held.upperBound)
      let first = run.place - held.lowerBound
      words.pick(
        count, from: window, at: first, by: run.stride, to: done, width: width)
      done += count
      cursor.advance(by: count)
    }
  }

  /// Fills the beginning of the buffer with the next bytes of an entry.
  func fill(
    _ count: Int, from inflater: Inflater, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    try inflater.fill(&words, byteCount: count, from: file)
  }

  /// Fills a part of the buffer with neighbouring elements of some words.
  func fill(
    _ count: Int, from source: [UInt64], at place: Int, to target: Int, elementWidth: Int
  ) {
    words.pick(count, from: source, at: place, by: 1, to: target, width: elementWidth)
  }

  /// Reverses the bytes of every element of 2, 4 or 8 bytes.
  func swapBytes(elementWidth: Int, byteCount: Int) {
    for index in 0..<((byteCount + 7) / 8) {
      words[index] = words[index].swappingBytes(elementWidth: elementWidth)
    }
  }

  /// Passes the first bytes of the buffer on.
  func withBytes(_ count: Int, _ body: (RawSpan) -> Void) {
    System.withBytes(of: words, count: count, body)
  }
}

extension [UInt64] {
  /// Copies elements of 1, 2, 4 or 8 bytes from places in some words to neighbouring ones.
  fileprivate mutating func pick(
    _ count: Int, from source: [UInt64], at place: Int, by stride: Int, to target: Int, width: Int
  ) {
    let source = source.span
    var words = mutableSpan
    let mask: UInt64 = width == 8 ? .max : 1 << UInt64(8 * width) - 1
    for index in 0..<count {
      let from = (place + index * stride) * width
      let to = (target + index) * width
      let element = source[from / 8].littleEndian >> UInt64(from % 8 * 8) & mask
      let shift = UInt64(to % 8 * 8)
      let word = words[to / 8].littleEndian & ~(mask << shift) | element << shift
      words[to / 8] = word.littleEndian
    }
  }
}

extension UInt64 {
  /// A word of 8 / `elementWidth` elements with the bytes of each reversed.
  fileprivate func swappingBytes(elementWidth: Int) -> UInt64 {
    switch elementWidth {
    case 2: swappingNeighbours(bits: 8, mask: 0x00FF_00FF_00FF_00FF)
    case 4: byteSwapped.swappingNeighbours(bits: 32, mask: 0x0000_0000_FFFF_FFFF)
    case 8: byteSwapped
    default: self
    }
  }

  /// The word with neighbouring groups of bits exchanged.
  private func swappingNeighbours(bits: UInt64, mask: UInt64) -> UInt64 {
    (self & mask) << bits | (self >> bits) & mask
  }
}
