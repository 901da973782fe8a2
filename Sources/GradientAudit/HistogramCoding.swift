internal import TensorFiles

/// The items of a histogram file, each with the way there and back; see ``TensorEntryReader``
/// and ``HistogramReading`` for the way back of tensors.
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

  init(
    _ reader: inout ByteReader, version: HistogramFileVersion
  ) throws(ByteReader.Fault) {
    var bins = BinArrays()
    let summary = try HistogramReading(&reader, version: version, into: &bins).summary
    self.init(
      bins: bins.bins, cumulative: bins.cumulative, negativeStart: bins.negativeStart,
      leastMagnitude: summary.leastMagnitude, greatestMagnitude: summary.greatestMagnitude,
      hasLowBits: summary.hasLowBits)
  }
}

/// Keeps the bins of a histogram.
private struct BinArrays: BinSink, ~Copyable {
  private(set) var bins: [UInt32] = []
  private(set) var cumulative: [UInt64] = []
  private(set) var negativeStart = 0
  private var sum: UInt64 = 0
  private var sign: UInt32 = 0

  mutating func reserve(_ count: Int) {
    bins.reserveCapacity(count)
    cumulative.reserveCapacity(count)
  }

  mutating func begin(isNegative: Bool) {
    negativeStart = bins.count
    sign = isNegative ? MagnitudeHistogram.signBit : 0
  }

  @inline(__always)
  mutating func add(_ bin: UInt32, _ count: UInt64) {
    sum &+= count
    bins.append(bin | sign)
    cumulative.append(sum)
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
