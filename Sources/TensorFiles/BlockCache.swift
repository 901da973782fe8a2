/// Blocks of storages that elements are picked from, in bounded memory.
///
/// Each block has one place that it can be at. So no stretch of storage that fits into the
/// cache drives out itself, however often and in whatever order it is visited.
struct BlockCache {
  /// The most bytes that are held.
  static let byteCount = 16 << 20
  /// The sizes of blocks, for elements that are far apart and for others.
  static let (smallBlock, largeBlock) = (4096, 64 * 1024)

  /// Some elements of a storage, which lie in one file.
  struct Source: Hashable {
    /// Its number among the storages that are read at a time.
    var number = 0
    /// The offset in the file of the first element.
    let byteOffset: UInt64
    /// The number of elements.
    let span: Int
    /// The bytes of an element.
    let elementWidth: Int
    /// The bytes of a block, the same for all storages that are read at a time: `smallBlock`
    /// or `largeBlock`.
    var blockSize: Int
  }

  private struct Slot {
    let number: Int
    let block: Int
    /// The first word of the block.
    let start: Int
  }

  private var slots: [Slot?] = []
  private var words: [UInt64] = []
  /// The words that are in use.
  private var used = 0

  /// Forgets all blocks.
  mutating func forget() {
    if used > 0 { slots.removeAll(keepingCapacity: true) }
    used = 0
  }

  /// Copies elements at one stride to neighbouring places of other words.
  mutating func pick(
    _ run: ViewCursor.Run, of source: Source, from file: borrowing OpenFile,
    into target: inout [UInt64], at first: Int
  ) throws(TensorFileError) {
    let perBlock = source.blockSize / source.elementWidth
    var (place, done) = (run.place, 0)
    while done < run.count {
      let block = place / perBlock
      let start = try self.start(of: block, source, file)
      let rest = run.count - done
      let count =
        run.stride == 0 ? rest : min(rest, ((block + 1) * perBlock - place - 1) / run.stride + 1)
      target.pick(
        count, from: words, at: start * 8 / source.elementWidth + place % perBlock, by: run.stride,
        to: first + done, width: source.elementWidth)
      done += count
      place += count * run.stride
    }
  }

  /// The first word of a block, which is read if it is not there.
  private mutating func start(
    of block: Int, _ source: Source, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> Int {
    if slots.isEmpty { slots = Array(repeating: nil, count: Self.byteCount / Self.smallBlock) }
    let limit = Self.byteCount / source.blockSize
    let index = (block &+ source.number &* 7919) & (limit - 1)
    if let slot = slots[index], slot.block == block, slot.number == source.number {
      return slot.start
    }
    let start = slots[index]?.start ?? used
    let count = source.blockSize / 8
    if start == used {
      used += count
      if words.count < used {
        words.append(
          contentsOf: repeatElement(
            0, count: max(count, min(words.count, Self.byteCount / 8 - words.count))))
      }
    }
    slots[index] = nil
    let byteOffset = UInt64(block * source.blockSize)
    let rest = UInt64(source.span * source.elementWidth) - byteOffset
    try file.read(
      into: &words, from: start * 8, byteCount: Int(min(UInt64(source.blockSize), rest)),
      at: source.byteOffset + byteOffset)
    slots[index] = Slot(number: source.number, block: block, start: start)
    return start
  }
}

extension [UInt64] {
  /// Copies elements of 1, 2, 4 or 8 bytes from places in some words to neighbouring ones.
  mutating func pick(
    _ count: Int, from source: [UInt64], at place: Int, by stride: Int, to target: Int, width: Int
  ) {
    let perWord = 8 / width
    let head = Swift.min(count, (perWord - target % perWord) % perWord)
    let wordCount = (count - head) / perWord
    pickAlone(head, from: source, at: place, by: stride, to: target, width)
    let (start, first) = (place + head * stride, (target + head) / perWord)
    switch width {
    case 1: fill(wordCount, at: first, from: source, start, by: stride, UInt8.self)
    case 2: fill(wordCount, at: first, from: source, start, by: stride, UInt16.self)
    case 4: fill(wordCount, at: first, from: source, start, by: stride, UInt32.self)
    default: fill(wordCount, at: first, from: source, start, by: stride, UInt64.self)
    }
    let done = head + wordCount * perWord
    pickAlone(
      count - done, from: source, at: place + done * stride, by: stride, to: target + done, width)
  }

  /// Copies elements one by one.
  private mutating func pickAlone(
    _ count: Int, from source: [UInt64], at place: Int, by stride: Int, to target: Int,
    _ width: Int
  ) {
    let mask: UInt64 = width == 8 ? .max : 1 << UInt64(8 * width) - 1
    for index in 0..<count {
      let from = (place + index * stride) * width
      let to = (target + index) * width
      let element = source[from / 8].littleEndian >> UInt64(from % 8 * 8) & mask
      let shift = UInt64(to % 8 * 8)
      let word = self[to / 8].littleEndian & ~(mask << shift) | element << shift
      self[to / 8] = word.littleEndian
    }
  }

  /// Fills whole words with elements, each word at once.
  @inline(__always)
  private mutating func fill<Number: FixedWidthInteger>(
    _ count: Int, at first: Int, from source: [UInt64], _ place: Int, by stride: Int,
    _ type: Number.Type
  ) {
    let source = source.span
    var words = mutableSpan
    let end = first + count
    var (index, place) = (first, place)
    while index < end {
      var word: UInt64 = 0
      for number in 0..<8 / (Number.bitWidth / 8) {
        word |= source.element(place, type) << UInt64(number * Number.bitWidth)
        place += stride
      }
      words[index] = word.littleEndian
      index += 1
      if stride > 0 { continue }
      // The same elements again.
      while index < end {
        words[index] = word.littleEndian
        index += 1
      }
    }
  }
}

extension Span<UInt64> {
  /// The element at a place among those that lie in the words.
  @inline(__always)
  fileprivate func element<Number: FixedWidthInteger>(
    _ place: Int, _ type: Number.Type
  ) -> UInt64 {
    let perWord = 8 / (Number.bitWidth / 8)
    let shift = UInt64(place % perWord * Number.bitWidth)
    return UInt64(Number(truncatingIfNeeded: self[place / perWord].littleEndian >> shift))
  }
}
