internal import TensorFiles

/// The items of a histogram file, each with the way there and back.
///
/// What is read keeps every rule that what is counted keeps: places ascend, counts add
/// up, extremes lie in their bins. So a file that was tampered with and has its checksum
/// is refused as well.
extension MagnitudeHistogram {
  func write(to writer: inout ByteWriter) {
    var previous: UInt32 = 0
    writer.append(Array(counts)) { writer, entry in
      writer.append(UInt64(entry.bin - previous))
      writer.append(entry.count)
      previous = entry.bin
    }
    if greatestMagnitude > 0 {
      writer.append(leastMagnitude)
      writer.append(greatestMagnitude)
    }
    writer.append(hasLowBits) { $0.append(count: $1 ? 1 : 0) }
  }

  /// - Parameter version: That of the file; the first did not tell low bits.
  init(_ reader: inout ByteReader, version: UInt32) throws(ByteReader.Fault) {
    self = try MagnitudeHistogram(counts: &reader)
    hasLowBits = nil
    guard version > 1 else { return }
    hasLowBits = try reader.optional { reader throws(ByteReader.Fault) in
      switch try reader.byte() {
      case 0: false
      case 1: true
      default: throw reader.fault("a mark is neither 0 nor 1")
      }
    }
  }

  private init(counts reader: inout ByteReader) throws(ByteReader.Fault) {
    let binCount = try reader.count()
    var (bins, cumulative): ([UInt32], [UInt64]) = ([], [])
    // Each takes two bytes at least, so that not more is allocated than the file is long.
    let room = min(binCount, reader.remainingCount / 2)
    bins.reserveCapacity(room)
    cumulative.reserveCapacity(room)
    var (previous, sum): (UInt64?, UInt64) = (nil, 0)
    // The least and the greatest bin of finite, non-zero magnitudes.
    var (first, last) = (HistogramGrid.infinity, HistogramGrid.zero)
    for _ in 0..<binCount {
      let start = reader.position
      let (bin, hasOverflow) = (previous ?? 0).addingReportingOverflow(try reader.number())
      let count = try reader.number()
      let (next, isTooMany) = sum.addingReportingOverflow(count)
      guard !hasOverflow, !isTooMany, count > 0, next <= Int.max, bin != previous,
        let number = MagnitudeHistogram.validBin(bin)
      else { throw ByteReader.Fault(offset: start, what: "the count of a bin is none") }
      (previous, sum) = (bin, next)
      bins.append(number)
      cumulative.append(next)
      let magnitude = number & ~MagnitudeHistogram.signBit
      if magnitude > HistogramGrid.zero, magnitude < HistogramGrid.infinity {
        (first, last) = (min(first, magnitude), max(last, magnitude))
      }
    }
    guard last > HistogramGrid.zero else {
      self.init(
        bins: bins, cumulative: cumulative, leastMagnitude: .infinity, greatestMagnitude: 0,
        hasLowBits: nil)
      return
    }
    let start = reader.position
    let (least, greatest) = (try reader.real(), try reader.real())
    guard least > 0, least <= greatest, greatest.isFinite,
      HistogramGrid.bin(ofMagnitude: least.bitPattern) == first,
      HistogramGrid.bin(ofMagnitude: greatest.bitPattern) == last
    else { throw ByteReader.Fault(offset: start, what: "an extreme lies outside its bin") }
    self.init(
      bins: bins, cumulative: cumulative, leastMagnitude: least, greatestMagnitude: greatest,
      hasLowBits: nil)
  }

  /// The number of a bin; nil if there is none such.
  private static func validBin(_ number: UInt64) -> UInt32? {
    guard let bin = UInt32(exactly: number) else { return nil }
    let magnitude = bin & ~signBit
    return magnitude < HistogramGrid.binCount && bin != signBit | HistogramGrid.zero ? bin : nil
  }
}

extension TensorHistogram {
  func write(to writer: inout ByteWriter) {
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

  /// - Parameter version: That of the file; the first knew no ranks and no scales.
  init(_ reader: inout ByteReader, version: UInt32) throws(ByteReader.Fault) {
    step = try reader.signed()
    tensor = try reader.repeatedName()
    let typeName = try reader.text()
    guard let type = ElementType.audited.first(where: { $0.name == typeName }) else {
      throw reader.fault("the type of a tensor is not known")
    }
    elementType = type
    shape = try reader.items { reader throws(ByteReader.Fault) in try reader.count() }
    path = try reader.repeatedPath()
    checksum = try reader.fixed(UInt32.self)
    let elementCount = try reader.count()
    guard StoredTensor.elementCount(of: shape) == elementCount else {
      throw reader.fault("the shape of a tensor has another number of elements")
    }
    self.elementCount = elementCount
    counted = RangeSet()
    let start = reader.position
    var (end, sum): (Int, UInt64) = (-1, 0)
    for _ in 0..<(try reader.count()) {
      let (first, count) = (try reader.count(), try reader.count())
      // Neighbours are one range, so that there is one spelling.
      guard first > end, count > 0, first <= elementCount, count <= elementCount - first
      else { throw ByteReader.Fault(offset: start, what: "the elements counted are none") }
      end = first + count
      sum += UInt64(count)  // apart, and all within the elements
      counted.insert(contentsOf: first..<end)
    }
    histogram = try MagnitudeHistogram(&reader, version: version)
    guard histogram.count == sum else {
      throw reader.fault("the counts of a tensor do not sum to its elements")
    }
    rank = version > 1 ? try reader.optional(TensorHistogram.rank) : nil
    recordedScale = version > 1 ? try reader.optional(TensorHistogram.recordedScale) : nil
    guard rank.map({ tensor.utf8.starts(with: ($0.label + "/").utf8) }) ?? true else {
      throw reader.fault("the name of a tensor does not begin with its rank")
    }
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
