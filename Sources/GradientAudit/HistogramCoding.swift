internal import TensorFiles

/// The items of a histogram file, each with the way there and back.
///
/// What is read keeps every rule that what is counted keeps: places ascend, counts add
/// up, extremes lie in their bins. So a file that was tampered with and has its checksum
/// is refused as well.
extension MagnitudeHistogram {
  func write(to writer: inout ByteWriter) {
    let counts = Array(counts)
    let positive = counts.drop { $0.bin == HistogramGrid.zero }.prefix {
      $0.bin < MagnitudeHistogram.signBit
    }
    let negative = counts[positive.endIndex...].map {
      (bin: $0.bin & ~MagnitudeHistogram.signBit, count: $0.count)
    }
    writer.append(zeroCount)
    writer.append(count: positive.count)
    writer.append(count: negative.count)
    BinBlocks.write(Array(positive), to: &writer)
    BinBlocks.write(negative, to: &writer)
    if greatestMagnitude > 0 {
      writer.append(leastMagnitude)
      writer.append(greatestMagnitude)
    }
    writer.append(hasLowBits) { $0.append(count: $1 ? 1 : 0) }
  }

  /// Reads a histogram in place of this one, and into its memory.
  mutating func read(
    _ reader: inout ByteReader, version: HistogramFileVersion
  ) throws(ByteReader.Fault) {
    var (bins, cumulative) = takeStorage()
    if version == .withBlocks {
      try MagnitudeHistogram.readBlocks(&reader, into: &bins, &cumulative)
    } else {
      try MagnitudeHistogram.readPairs(&reader, into: &bins, &cumulative)
    }
    let extremes = try MagnitudeHistogram.extremes(&reader, of: bins)
    self = MagnitudeHistogram(
      bins: bins, cumulative: cumulative, leastMagnitude: extremes.least,
      greatestMagnitude: extremes.greatest,
      hasLowBits: version.tellsProvenance ? try MagnitudeHistogram.hasLowBits(&reader) : nil)
  }

  /// Reads the number of zeros, of positive and of negative bins, and the bins of each sign.
  private static func readBlocks(
    _ reader: inout ByteReader, into bins: inout [UInt32], _ cumulative: inout [UInt64]
  ) throws(ByteReader.Fault) {
    let (zeroCount, positive, negative) = (
      try reader.count(), try reader.count(), try reader.count()
    )
    // A bin takes two bits at least: what is allocated is the entry's length some fifty times,
    // and sixteen megabytes, at most.
    let limit = min(HistogramGrid.binCount, 4 * reader.remainingCount)
    guard positive <= limit, negative <= limit else { throw reader.fault("the bins end too late") }
    let start = zeroCount > 0 ? 1 : 0
    let (middle, end) = (start + positive, start + positive + negative)
    bins.setCount(end)
    cumulative.setCount(end)
    if zeroCount > 0 { (bins[0], cumulative[0]) = (HistogramGrid.zero, UInt64(zeroCount)) }
    try BinBlocks.read(&reader, start..<middle, sign: 0, into: &bins, &cumulative)
    try BinBlocks.read(&reader, middle..<end, sign: signBit, into: &bins, &cumulative)
  }

  /// Reads bins as they were written before there were blocks of them: each as its distance
  /// from the one before, with its count.
  private static func readPairs(
    _ reader: inout ByteReader, into bins: inout [UInt32], _ cumulative: inout [UInt64]
  ) throws(ByteReader.Fault) {
    var (bin, sum): (UInt64, UInt64) = (0, 0)
    bins.removeAll(keepingCapacity: true)
    cumulative.removeAll(keepingCapacity: true)
    for _ in 0..<(try reader.count()) {
      let start = reader.position
      let (distance, count) = (try reader.number(), try reader.number())
      let (next, isTooFar) = bin.addingReportingOverflow(distance)
      let (total, isTooMany) = sum.addingReportingOverflow(count)
      guard !isTooFar, !isTooMany, count > 0, total <= Int.max, distance > 0 || bins.isEmpty,
        isValid(next)
      else { throw ByteReader.Fault(offset: start, what: "the count of a bin is none") }
      (bin, sum) = (next, total)
      bins.append(UInt32(truncatingIfNeeded: next))
      cumulative.append(total)
    }
  }

  /// Reads the least and the greatest finite magnitude, if there is one that is not zero.
  private static func extremes(
    _ reader: inout ByteReader, of bins: [UInt32]
  ) throws(ByteReader.Fault) -> (least: Double, greatest: Double) {
    guard let (first, last) = finiteEnds(of: bins) else { return (.infinity, 0) }
    let start = reader.position
    let (least, greatest) = (try reader.real(), try reader.real())
    guard least > 0, least <= greatest, greatest.isFinite,
      HistogramGrid.bin(ofMagnitude: least.bitPattern) == first,
      HistogramGrid.bin(ofMagnitude: greatest.bitPattern) == last
    else { throw ByteReader.Fault(offset: start, what: "an extreme lies outside its bin") }
    return (least, greatest)
  }

  private static func hasLowBits(_ reader: inout ByteReader) throws(ByteReader.Fault) -> Bool? {
    try reader.optional { reader throws(ByteReader.Fault) in
      switch try reader.byte() {
      case 0: false
      case 1: true
      default: throw reader.fault("a mark is neither 0 nor 1")
      }
    }
  }

  /// The least and the greatest bin of finite, non-zero magnitudes, of both signs; nil where
  /// there is none.
  private static func finiteEnds(of bins: [UInt32]) -> (first: UInt32, last: UInt32)? {
    func ends(_ places: Range<Int>, _ sign: UInt32) -> (first: UInt32, last: UInt32)? {
      // Before infinity and NaN.
      guard let first = places.first,
        let last = places.suffix(3).last(where: { bins[$0] < HistogramGrid.infinity | sign })
      else { return nil }
      return (bins[first] & ~signBit, bins[last] & ~signBit)
    }
    let middle = bins.partition(before: signBit)
    let start = bins.first == HistogramGrid.zero ? 1 : 0
    guard let positive = ends(start..<middle, 0) else { return ends(middle..<bins.count, signBit) }
    guard let negative = ends(middle..<bins.count, signBit) else { return positive }
    return (min(positive.first, negative.first), max(positive.last, negative.last))
  }

  /// Whether there is a bin of this number.
  private static func isValid(_ bin: UInt64) -> Bool {
    let magnitude = bin & ~UInt64(signBit)
    return magnitude < UInt64(HistogramGrid.binCount) && bin != UInt64(signBit)
  }
}

extension Array where Element: FixedWidthInteger {
  /// Makes it as long as that, whatever it holds.
  fileprivate mutating func setCount(_ count: Int) {
    if self.count > count { removeLast(self.count - count) }
    if self.count < count { append(contentsOf: repeatElement(0, count: count - self.count)) }
  }
}

extension TensorHistogram {
  /// Writes it behind its length, so that a reader can step over it.
  func write(to writer: inout ByteWriter) {
    var parts = ByteWriter()
    writeParts(to: &parts)
    writer.append(parts)
  }

  private func writeParts(to writer: inout ByteWriter) {
    writer.append(signed: step)
    writer.append(tensor)
    writer.append(elementType.name)
    writer.append(shape) { $0.append(count: $1) }
    writer.append(path)
    writer.append(fixed: checksum)
    writer.append(count: elementCount)
    writer.append(Array(counted.ranges)) { writer, range in
      writer.append(count: range.lowerBound)
      writer.append(count: range.count)
    }
    histogram.write(to: &writer)
    writer.append(rank) { writer, rank in
      writer.append(rank.numbers) { $0.append(count: $1) }
    }
    writer.append(recordedScale) { $0.append($1.value) }
  }

  /// Reads a tensor in place of this one, and into its memory.
  mutating func read(
    _ reader: inout ByteReader, version: HistogramFileVersion
  ) throws(ByteReader.Fault) {
    guard version == .withBlocks else { return try readParts(&reader, version: version) }
    try reader.measured { reader throws(ByteReader.Fault) in
      try readParts(&reader, version: version)
    }
  }

  private mutating func readParts(
    _ reader: inout ByteReader, version: HistogramFileVersion
  ) throws(ByteReader.Fault) {
    step = try reader.signed()
    tensor = try reader.repeatedName()
    if try !reader.takes(elementType.name) {
      let typeName = try reader.text()
      guard let type = ElementType.audited.first(where: { $0.name == typeName }) else {
        throw reader.fault("the type of a tensor is not known")
      }
      elementType = type
    }
    shape.removeAll(keepingCapacity: true)
    for _ in 0..<(try reader.count()) { shape.append(try reader.count()) }
    if try !reader.takes(path) { path = try reader.text() }
    checksum = try reader.fixed(UInt32.self)
    let count = try reader.count()
    guard StoredTensor.elementCount(of: shape) == count else {
      throw reader.fault("the shape of a tensor has another number of elements")
    }
    elementCount = count
    let sum = try readCounted(&reader)
    try histogram.read(&reader, version: version)
    guard histogram.count == sum else {
      throw reader.fault("the counts of a tensor do not sum to its elements")
    }
    rank = version.tellsProvenance ? try reader.optional(TensorHistogram.rank) : nil
    recordedScale =
      version.tellsProvenance ? try reader.optional(TensorHistogram.recordedScale) : nil
    guard rank.map({ tensor.utf8.starts(with: ($0.label + "/").utf8) }) ?? true else {
      throw reader.fault("the name of a tensor does not begin with its rank")
    }
  }

  /// Reads which elements are counted, and how many those are.
  private mutating func readCounted(
    _ reader: inout ByteReader
  ) throws(ByteReader.Fault) -> UInt64 {
    let start = reader.position
    var (ranges, sum): ([Range<Int>], UInt64) = ([], 0)
    let rangeCount = try reader.count()
    for _ in 0..<rangeCount {
      let (first, count) = (try reader.count(), try reader.count())
      // Neighbours are one range, so that there is one spelling.
      guard first > ranges.last?.upperBound ?? -1, count > 0, first <= elementCount,
        count <= elementCount - first
      else { throw ByteReader.Fault(offset: start, what: "the elements counted are none") }
      // Most often the same as of the tensor before: all of as many.
      if rangeCount == 1, counted.isRange(first..<first + count) { return UInt64(count) }
      ranges.append(first..<first + count)
      sum += UInt64(count)  // apart, and all within the elements
    }
    counted = RangeSet(ranges)
    return sum
  }

  private static func rank(_ reader: inout ByteReader) throws(ByteReader.Fault) -> Rank {
    let numbers = try reader.items { reader throws(ByteReader.Fault) in try reader.count() }
    guard !numbers.isEmpty else { throw reader.fault("a rank has no number") }
    return Rank(numbers)
  }

  private static func recordedScale(
    _ reader: inout ByteReader
  ) throws(ByteReader.Fault) -> LossScale {
    guard let scale = LossScale(try reader.real()) else {
      throw reader.fault("a recorded scale is no positive number")
    }
    return scale
  }
}

extension RangeSet<Int> {
  /// Whether it is one range alone.
  fileprivate func isRange(_ range: Range<Int>) -> Bool {
    let ranges = ranges
    return ranges.count == 1 && ranges[0] == range
  }
}

extension UnauditedTensor {
  func write(to writer: inout ByteWriter) {
    writer.append(signed: step)
    writer.append(tensor)
    writer.append(elementType.name)
    writer.append(path)
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    self.init(
      step: try reader.signed(), tensor: try reader.text(),
      elementType: .unaudited(try reader.text()), path: try reader.text())
  }
}

extension TensorFileError {
  func write(to writer: inout ByteWriter) {
    writer.append(code.rawValue)
    writer.append(path)
    writer.append(tensor) { $0.append($1) }
    writer.append(byteOffset) { $0.append($1) }
    writer.append(what)
    writer.append(remedy) { $0.append($1) }
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    let name = try reader.text()
    guard let code = Code(rawValue: name) else {
      throw reader.fault("the kind of an error is not known")
    }
    func text(_ reader: inout ByteReader) throws(ByteReader.Fault) -> String { try reader.text() }
    self.init(
      code, path: try reader.text(), tensor: try reader.optional(text),
      byteOffset: try reader.optional { reader throws(ByteReader.Fault) in try reader.number() },
      what: try reader.text(), remedy: try reader.optional(text))
  }
}
