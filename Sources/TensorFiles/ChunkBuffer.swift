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
  /// Pieces of storage that elements of a view are picked from.
  private var blocks = BlockCache()
  /// Elements of a view whose storage is visited by windows.
  private var tile: [UInt64] = []

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

  /// Begins with another tensor, of whose storage nothing is held.
  func beginView() { blocks.forget() }

  /// Fills the beginning of the buffer with elements of a view, in reading order.
  func gather(
    _ elements: Range<Int>, of view: ViewReading, from file: borrowing OpenFile
  ) throws(TensorFileError) {
    var cursor = ViewCursor(view, at: elements.lowerBound)
    var done = 0
    while done < elements.count {
      let run = cursor.run(atMost: elements.count - done)
      try take(run, of: view.source, from: file, to: done)
      done += run.count
      cursor.advance(by: run.count)
    }
  }

  /// Fills the tile with elements of a view, in reading order: window by window of its
  /// storage, each of which is held as a whole.
  func gatherTile(
    _ elements: Range<Int>, of view: ViewReading, from file: borrowing OpenFile
  ) throws(TensorFileError) {
    let width = view.source.elementWidth
    if tile.isEmpty { tile = Array(repeating: 0, count: ViewReading.tileSize / 8) }
    let places = view.places(of: elements)
    let size = BlockCache.byteCount / width
    for start in stride(from: places.lowerBound, through: places.upperBound, by: size) {
      let window = start..<start + min(size, places.upperBound + 1 - start)
      var cursor = ViewCursor(view, at: elements.lowerBound)
      var done = 0
      while done < elements.count {
        let run = cursor.run(atMost: elements.count - done)
        let inside = run.elements(in: window)
        if !inside.isEmpty {
          let part = ViewCursor.Run(
            place: run.place + inside.lowerBound * run.stride, stride: run.stride,
            count: inside.count)
          try blocks.pick(
            part, of: view.source, from: file, into: &tile, at: done + inside.lowerBound)
        }
        done += run.count
        cursor.advance(by: run.count)
      }
    }
  }

  /// Copies a part of the tile to the beginning of the buffer.
  func takeFromTile(_ start: Int, byteCount: Int) {
    for word in 0..<(byteCount + 7) / 8 { words[word] = tile[start / 8 + word] }
  }

  /// Fills the part of a range of a tensor's elements that lies in a box.
  func gather(
    _ elements: Range<Int>, of box: Assembly.Box, _ source: BlockCache.Source,
    from file: borrowing OpenFile
  ) throws(TensorFileError) {
    var row = box.firstRow(from: elements.lowerBound)
    while row < box.rowCount {
      var (start, run) = box.row(row)
      if start >= elements.upperBound { return }
      run = run.clamped(from: start, to: elements)
      start = max(start, elements.lowerBound)
      try take(run, of: source, from: file, to: start - elements.lowerBound)
      row += 1
    }
  }

  /// Puts elements of a storage at a place of the buffer: long runs as they lie, others
  /// from blocks of storage.
  private func take(
    _ run: ViewCursor.Run, of source: BlockCache.Source, from file: borrowing OpenFile,
    to first: Int
  ) throws(TensorFileError) {
    let width = source.elementWidth
    if run.stride == 1 && run.count * width >= ViewReading.longRun {
      try file.read(
        into: &words, from: first * width, byteCount: run.count * width,
        at: source.byteOffset + UInt64(run.place * width))
    } else {
      try blocks.pick(run, of: source, from: file, into: &words, at: first)
    }
  }

  /// Fills the beginning of the buffer with bytes that lie in the file as text.
  func fill(
    _ range: Range<UInt64>, from text: LatinText, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let bytes = try text.bytes(range, file)
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let word = bytes[start...].prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      words[start / 8] = word.littleEndian
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
