/// Finds where the tensors of a histogram file end, without reading them.
struct TensorSkimmer {
  private let bytes: [UInt8]
  /// Where the next tensor begins.
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Steps over a tensor.
  ///
  /// - Returns: Whether all of it was there, as far as it was looked at.
  mutating func skip() -> Bool {
    let start = position
    if skipWhatItIs(), skipCounts(), skipWhatIsKnown() { return true }
    position = start
    return false
  }

  /// Step, name, type, shape, path, checksum, elements, and which of them are counted.
  private mutating func skipWhatItIs() -> Bool {
    skipNumbers(1) && skipText() && skipText() && skipList(numbersPerItem: 1) && skipText()
      && skipBytes(4) && skipNumbers(1) && skipList(numbersPerItem: 2)
  }

  /// The counts of bins, and the extremes if a value is finite and not zero.
  private mutating func skipCounts() -> Bool {
    guard var left = number() else { return false }
    var bin: UInt64 = 0
    while left > 0 {
      guard let distance = number(), skipNumbers(1) else { return false }
      bin &+= distance
      left -= 1
      let magnitude = bin & ~UInt64(MagnitudeHistogram.signBit)
      guard magnitude > UInt64(HistogramGrid.zero), magnitude < UInt64(HistogramGrid.infinity)
      else { continue }
      let (numbers, overflows) = left.multipliedReportingOverflow(by: 2)
      return !overflows && skipNumbers(numbers) && skipBytes(16)
    }
    return true
  }

  /// Whether there are low bits, the rank, and the recorded scale.
  private mutating func skipWhatIsKnown() -> Bool {
    guard let knowsLowBits = mark(), !knowsLowBits || skipBytes(1), let hasRank = mark(),
      !hasRank || skipList(numbersPerItem: 1), let hasScale = mark()
    else { return false }
    return !hasScale || skipBytes(8)
  }

  private mutating func number() -> UInt64? {
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }

  private mutating func mark() -> Bool? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position] != 0
  }

  private mutating func skipText() -> Bool { number().map { skipBytes($0) } ?? false }

  private mutating func skipList(numbersPerItem: UInt64) -> Bool {
    guard let count = number() else { return false }
    let (numbers, overflows) = count.multipliedReportingOverflow(by: numbersPerItem)
    return !overflows && skipNumbers(numbers)
  }

  private mutating func skipBytes(_ count: UInt64) -> Bool {
    guard count <= UInt64(bytes.count - position) else { return false }
    position += Int(count)
    return true
  }

  private mutating func skipNumbers(_ count: UInt64) -> Bool {
    guard let end = end(ofNumbers: count) else { return false }
    position = end
    return true
  }

  /// The end of some numbers, each of which ends with a byte below 0x80.
  private func end(ofNumbers count: UInt64) -> Int? {
    let span = bytes.span
    guard count <= UInt64(span.count - position) else { return nil }
    var (left, place) = (count, position)
    // Integers have no padding, so every byte is initialised; words lie within the bytes.
    let raw = unsafe span.bytes
    while left > 8, place + 8 <= span.count {
      let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      left -= UInt64((~word & 0x8080_8080_8080_8080).nonzeroBitCount)
      place += 8
    }
    while left > 0 {
      guard place < span.count else { return nil }
      if span[place] < 0x80 { left -= 1 }
      place += 1
    }
    return place
  }
}
