/// A histogram as it stands in a histogram file.
struct HistogramReading {
  /// Where it begins, and where it ends.
  private let start: Int
  private var end = 0
  /// All but the bins.
  private(set) var summary = HistogramSummary()
  /// The bins of each sign; those of zero are not among them.
  private var positive = Bins()
  private var negative = Bins()

  /// Bins of one sign.
  private struct Bins {
    /// Where they begin.
    var start = 0
    var count = 0
  }

  /// Reads a histogram.
  ///
  /// What is read keeps every rule that what is counted keeps: bins ascend, counts add up,
  /// extremes lie in their bins. So a file that was tampered with and has its checksum is
  /// refused as well.
  ///
  /// - Parameter sink: Gets the bins that occur. Whether all is as it should be shows at the
  ///   end.
  init(
    _ reader: inout ByteReader, version: HistogramFileVersion,
    into sink: inout some BinSink & ~Copyable
  ) throws(ByteReader.Fault) {
    start = reader.position
    if version == .withBlocks {
      try readBlocks(&reader, into: &sink)
    } else {
      try readPairs(&reader, version, into: &sink)
    }
  }

  private mutating func readBlocks(
    _ reader: inout ByteReader, into sink: inout some BinSink & ~Copyable
  ) throws(ByteReader.Fault) {
    summary.zeroCount = UInt64(try reader.count())
    (positive.count, negative.count) = (try reader.count(), try reader.count())
    // A bin takes two bits at least: what is reserved is the entry's length some fifty times,
    // and sixteen megabytes, at most.
    let limit = min(HistogramGrid.binCount, 4 * reader.remainingCount)
    guard positive.count <= limit, negative.count <= limit else {
      throw reader.fault("the bins end too late")
    }
    sink.reserve(positive.count + negative.count + 1)
    sink.begin(isNegative: false)
    if summary.zeroCount > 0 { sink.add(HistogramGrid.zero, summary.zeroCount) }
    positive.start = reader.position
    let first = try BinBlocks.read(&reader, positive.count, into: &sink)
    sink.begin(isNegative: true)
    negative.start = reader.position
    let second = try BinBlocks.read(&reader, negative.count, into: &sink)
    try finish(first, second, &reader, .withBlocks)
  }

  /// Reads bins as they were written before there were blocks of them: each as its distance
  /// from the one before, with its count.
  private mutating func readPairs(
    _ reader: inout ByteReader, _ version: HistogramFileVersion,
    into sink: inout some BinSink & ~Copyable
  ) throws(ByteReader.Fault) {
    let sign = UInt64(MagnitudeHistogram.signBit)
    var bin: UInt64 = 0
    var (first, second) = (BinTotals(), BinTotals())
    sink.begin(isNegative: false)
    for index in 0..<(try reader.count()) {
      let start = reader.position
      let (distance, count) = (try reader.number(), try reader.number())
      let (next, isTooFar) = bin.addingReportingOverflow(distance)
      guard !isTooFar, distance > 0 || index == 0, HistogramReading.isValid(next),
        (1...UInt64(Int.max)).contains(count)
      else { throw ByteReader.Fault(offset: start, what: "the count of a bin is none") }
      if bin < sign, next >= sign { sink.begin(isNegative: true) }
      bin = next
      let magnitude = UInt32(next & ~sign)
      if magnitude == HistogramGrid.zero {
        summary.zeroCount = count
      } else if next < sign {
        first.add(magnitude, count)
      } else {
        second.add(magnitude, count)
      }
      sink.add(magnitude, count)
    }
    if bin < sign { sink.begin(isNegative: true) }
    try finish(first, second, &reader, version)
  }

  /// Whether there is a bin of this number.
  private static func isValid(_ bin: UInt64) -> Bool {
    let magnitude = bin & ~UInt64(MagnitudeHistogram.signBit)
    return magnitude < UInt64(HistogramGrid.binCount) && bin != UInt64(MagnitudeHistogram.signBit)
  }

  /// Reads what stands behind the bins.
  private mutating func finish(
    _ first: BinTotals, _ second: BinTotals, _ reader: inout ByteReader,
    _ version: HistogramFileVersion
  ) throws(ByteReader.Fault) {
    let (sum, overflow) = first.count.addingReportingOverflow(second.count)
    let (count, overflowsAgain) = sum.addingReportingOverflow(summary.zeroCount)
    guard !overflow, !overflowsAgain, count <= UInt64(Int.max) else {
      throw reader.fault("the bins have more values than 63 bits can count")
    }
    summary.count = count
    summary.nonfiniteCount = first.nonfiniteCount + second.nonfiniteCount
    let least = min(first.least, second.least)
    if least < HistogramGrid.infinity {
      let start = reader.position
      let (leastMagnitude, greatestMagnitude) = (try reader.real(), try reader.real())
      let greatest = max(first.greatest, second.greatest)
      guard leastMagnitude > 0, leastMagnitude <= greatestMagnitude, greatestMagnitude.isFinite,
        HistogramGrid.bin(ofMagnitude: leastMagnitude.bitPattern) == least,
        HistogramGrid.bin(ofMagnitude: greatestMagnitude.bitPattern) == greatest
      else { throw ByteReader.Fault(offset: start, what: "an extreme lies outside its bin") }
      (summary.leastMagnitude, summary.greatestMagnitude) = (leastMagnitude, greatestMagnitude)
    }
    summary.hasLowBits =
      version.tellsProvenance
      ? try reader.optional { reader throws(ByteReader.Fault) in try reader.mark() } : nil
    end = reader.position
  }

  /// Counts the values of both signs in the bins before one that are not zero; of a file of the
  /// newest version alone.
  ///
  /// - Parameter reader: The one that has read it.
  func count(below bin: UInt32, _ reader: ByteReader) -> UInt64 {
    count(positive, below: bin, reader) + count(negative, below: bin, reader)
  }

  private func count(_ bins: Bins, below bin: UInt32, _ reader: ByteReader) -> UInt64 {
    if bins.count == 0 { return 0 }
    var reader = reader.again(bins.start..<end)
    do throws(ByteReader.Fault) {
      return try BinBlocks.count(&reader, bins.count, below: bin)
    } catch {
      preconditionFailure("they were read before, and are as they should be")
    }
  }

  /// The bins themselves; of a file of the newest version alone.
  ///
  /// - Parameter reader: The one that has read it.
  func histogram(_ reader: ByteReader) -> MagnitudeHistogram {
    var reader = reader.again(start..<end)
    do throws(ByteReader.Fault) {
      return try MagnitudeHistogram(&reader, version: .newest)
    } catch {
      preconditionFailure("it was read before, and is as it should be")
    }
  }
}
