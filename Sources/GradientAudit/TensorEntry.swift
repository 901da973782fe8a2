internal import TensorFiles

/// What the entries of a tensor in a histogram file have in common at all steps.
final class TensorHead: Sendable {
  let tensor: String
  let elementType: ElementType
  let shape: [Int]
  /// The number of elements of that shape; nil for more than 63 bits can count.
  let elementCount: Int?

  init(_ tensor: String, _ elementType: ElementType, _ shape: [Int]) {
    self.tensor = tensor
    self.elementType = elementType
    self.shape = shape
    elementCount = StoredTensor.elementCount(of: shape)
  }
}

/// A tensor of a histogram file, but for its histogram.
struct TensorEntry {
  /// The step.
  fileprivate(set) var step = 0
  /// The number of its head among those of its reader, until the next entry is read.
  fileprivate(set) var head = 0
  fileprivate(set) var checksum: UInt32 = 0
  fileprivate(set) var elementCount = 0
  /// The elements that are counted; nil for all of them.
  fileprivate(set) var countedPart: RangeSet<Int>?
  fileprivate(set) var rank: Rank?
  fileprivate(set) var recordedScale: LossScale?
  /// How many elements are counted.
  fileprivate var countedCount: UInt64 = 0
  /// Where what can be read goes on behind it, if it tells its length.
  fileprivate var outerEnd: Int?

  /// Whether there is anything to tell: some values are counted, or there are none.
  var hasCounts: Bool { elementCount == 0 || countedCount > 0 }
}

/// Reads the tensors of a histogram file, one after the other.
struct TensorEntryReader {
  private let version: HistogramFileVersion
  private var heads = HeadMemory()
  /// The path of the last tensor: that of the next, most often.
  private var path = ""
  /// That as it stands in the file; nothing before the first tensor.
  private var pathBytes: [UInt8] = []

  init(version: HistogramFileVersion) { self.version = version }

  /// The head of the last tensor that was read.
  func head(of entry: TensorEntry) -> TensorHead { heads[entry.head] }

  /// Whether the number of its head will stand for the same one in later entries.
  func isKept(_ entry: TensorEntry) -> Bool { heads.isKept(entry.head) }

  /// Reads a tensor.
  mutating func tensor(_ reader: inout ByteReader) throws(ByteReader.Fault) -> TensorHistogram {
    var entry = try begin(&reader)
    let histogram = try MagnitudeHistogram(&reader, version: version)
    try end(&entry, histogram.count, &reader)
    let head = heads[entry.head]
    return TensorHistogram(
      step: entry.step, tensor: head.tensor, elementType: head.elementType, shape: head.shape,
      path: path, checksum: entry.checksum,
      counted: entry.countedPart ?? RangeSet(0..<entry.elementCount), histogram: histogram,
      elementCount: entry.elementCount, rank: entry.rank, recordedScale: entry.recordedScale)
  }

  /// Reads what stands before a tensor's histogram.
  mutating func begin(_ reader: inout ByteReader) throws(ByteReader.Fault) -> TensorEntry {
    var entry = TensorEntry()
    if version == .withBlocks { entry.outerEnd = try reader.beginMeasured() }
    entry.step = try reader.signed()
    entry.head = try heads.next(&reader)
    if pathBytes.isEmpty || !reader.takes(pathBytes.span) {
      let start = reader.position
      path = try reader.text()
      pathBytes = Array(reader.bytesRead(since: start))
    }
    entry.checksum = try reader.fixed(UInt32.self)
    entry.elementCount = try reader.count()
    guard heads[entry.head].elementCount == entry.elementCount else {
      throw reader.fault("the shape of a tensor has another number of elements")
    }
    try entry.readCounted(&reader)
    return entry
  }

  /// Reads what stands behind it.
  ///
  /// - Parameter count: The values in the histogram.
  mutating func end(
    _ entry: inout TensorEntry, _ count: UInt64, _ reader: inout ByteReader
  ) throws(ByteReader.Fault) {
    guard entry.countedCount == count else {
      throw reader.fault("the counts of a tensor do not sum to its elements")
    }
    if version.tellsProvenance {
      entry.rank = try reader.optional(TensorEntry.rank)
      entry.recordedScale = try reader.optional(TensorEntry.recordedScale)
    }
    if let rank = entry.rank,
      !heads[entry.head].tensor.utf8.starts(with: (rank.label + "/").utf8)
    {
      throw reader.fault("the name of a tensor does not begin with its rank")
    }
    if let outerEnd = entry.outerEnd { try reader.endMeasured(outerEnd) }
  }
}

extension TensorEntry {
  /// Reads which elements are counted.
  fileprivate mutating func readCounted(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    let start = reader.position
    let rangeCount = try reader.count()
    // As most often.
    if rangeCount == 1, elementCount > 0, try reader.takes(0, UInt64(elementCount)) {
      countedCount = UInt64(elementCount)
      return
    }
    var ranges: [Range<Int>] = []
    for _ in 0..<rangeCount {
      let (first, count) = (try reader.count(), try reader.count())
      // Neighbours are one range, so that there is one spelling.
      guard first > ranges.last?.upperBound ?? -1, count > 0, first <= elementCount,
        count <= elementCount - first
      else { throw ByteReader.Fault(offset: start, what: "the elements counted are none") }
      ranges.append(first..<first + count)
      countedCount += UInt64(count)  // apart, and all within the elements
    }
    countedPart = RangeSet(ranges)
  }

  fileprivate static func rank(_ reader: inout ByteReader) throws(ByteReader.Fault) -> Rank {
    let numbers = try reader.items { reader throws(ByteReader.Fault) in try reader.count() }
    guard !numbers.isEmpty else { throw reader.fault("a rank has no number") }
    return Rank(numbers)
  }

  fileprivate static func recordedScale(
    _ reader: inout ByteReader
  ) throws(ByteReader.Fault) -> LossScale {
    guard let scale = LossScale(try reader.real()) else {
      throw reader.fault("a recorded scale is no positive number")
    }
    return scale
  }
}

/// Heads that come again in the order in which they came before, each read once.
private struct HeadMemory {
  private var heads: [TensorHead] = []
  /// The bytes of all heads, and where each begins and the last one ends.
  private var bytes: [UInt8] = []
  private var starts = [0]
  /// The number of the head that is likely to come next.
  private var likely = 0

  /// When their bytes are more, no further ones are kept, but for the last.
  private static let limit = 1 << 22

  /// The head of the number that was given last.
  subscript(number: Int) -> TensorHead { heads[number] }

  func isKept(_ number: Int) -> Bool { number + 1 < starts.count }

  /// The number of the head that comes next: of one that was likely, since it is the next one,
  /// the one behind it, the one before, or the first; or of a new one.
  mutating func next(_ reader: inout ByteReader) throws(ByteReader.Fault) -> Int {
    if isNext(likely, &reader) { return taken(likely) }
    for number in [likely + 1, likely - 1, 0] where isNext(number, &reader) {
      return taken(number)
    }
    let start = reader.position
    let head = try HeadMemory.head(&reader)
    heads.removeSubrange((starts.count - 1)...)
    heads.append(head)
    if bytes.count > HeadMemory.limit { return heads.count - 1 }
    bytes += reader.bytesRead(since: start)
    starts.append(bytes.count)
    return taken(heads.count - 1)
  }

  private func isNext(_ number: Int, _ reader: inout ByteReader) -> Bool {
    number >= 0 && number + 1 < starts.count
      && reader.takes(bytes.span.extracting(starts[number]..<starts[number + 1]))
  }

  private mutating func taken(_ number: Int) -> Int {
    likely = number + 1
    return number
  }

  private static func head(_ reader: inout ByteReader) throws(ByteReader.Fault) -> TensorHead {
    let (tensor, typeName) = (try reader.text(), try reader.text())
    guard let type = ElementType.audited.first(where: { $0.name == typeName }) else {
      throw reader.fault("the type of a tensor is not known")
    }
    let shape = try reader.items { reader throws(ByteReader.Fault) in try reader.count() }
    return TensorHead(tensor, type, shape)
  }
}
