internal import FloatEmulation

/// Sums over a block of values and their results, in vectors of eight.
///
/// Lane `i` takes every eighth value, whatever vectors the processor has, so that the
/// sums are the same on every machine.
struct ErrorBlock: Sendable {
  typealias Lanes = SIMD8<Double>
  typealias Counts = SIMD8<Int64>

  /// Values that a block holds: a whole number of vectors.
  static let size = 1024

  private let leastNormal: Double
  /// `2^(p - 1)`: the units in the last place of a power of two.
  private let unitsOfPower: Double

  init(_ format: FloatFormat) {
    leastNormal = format.leastNormalMagnitude
    unitsOfPower = Double(
      sign: .plus, exponent: format.trailingSignificandBitCount, significand: 1)
  }

  /// The sums over a block.
  ///
  /// - Parameters:
  ///   - values: Exact products; zeros behind the last, up to a whole number of vectors.
  ///   - results: What they were rounded to; as many.
  func sums(_ values: Span<Double>, _ results: Span<Double>) -> ErrorSums {
    precondition(values.count == results.count && values.count % Lanes.scalarCount == 0)
    let exponent = ErrorBlock.exponent(values, results) { value, _ in value }
    var total = LaneSums(factor: Double(sign: .plus, exponent: -exponent, significand: 1))
    unsafe values.withUnsafeBytes { values in
      unsafe results.withUnsafeBytes { results in
        let stride = MemoryLayout<Lanes>.stride
        // Both have as many whole vectors.
        for offset in Swift.stride(from: 0, to: values.count, by: stride) {
          total.add(
            unsafe values.loadUnaligned(fromByteOffset: offset, as: Lanes.self),
            unsafe results.loadUnaligned(fromByteOffset: offset, as: Lanes.self),
            leastNormal: leastNormal, unitsOfPower: unitsOfPower)
        }
      }
    }
    var sums = total.sums(exponent: exponent)
    // Errors that are nothing beside the values, but not nothing.
    if sums.aboveEighths[0] > 0, sums.noise.value < ErrorBlock.leastSum {
      sums.noise = ErrorBlock.squares(values, results) { $1 - $0 }
    }
    if sums.result.value < ErrorBlock.leastSum {
      sums.result = ErrorBlock.squares(values, results) { $1 }
    }
    if sums.lost.value < ErrorBlock.leastSum {
      sums.lost = ErrorBlock.squares(values, results) { $1 == 0 ? $0 : 0 }
    }
    return sums
  }

  /// Below it a sum of squares may have lost too much.
  private static let leastSum = 0x1p-900

  /// Squares of numbers made of compared values and their results, divided by a power of
  /// their own.
  private static func squares(
    _ values: Span<Double>, _ results: Span<Double>, _ number: (Double, Double) -> Double
  ) -> ScaledSum {
    let exponent = exponent(values, results, number)
    let factor = Double(sign: .plus, exponent: -exponent, significand: 1)
    var sum = 0.0
    for index in 0..<values.count where isCompared(values[index], results[index]) {
      let scaled = number(values[index], results[index]) * factor
      sum += scaled * scaled
    }
    return ScaledSum(value: sum, exponent: exponent)
  }

  /// The exponent by which numbers are divided so that their squares stay in range: zero
  /// unless the greatest of them is far from 1.
  @inline(__always)
  private static func exponent(
    _ values: Span<Double>, _ results: Span<Double>, _ number: (Double, Double) -> Double
  ) -> Int {
    var greatest = 0.0
    for index in 0..<values.count {
      let magnitude = number(values[index], results[index]).magnitude
      let counts = isCompared(values[index], results[index]) && magnitude > greatest
      greatest = counts ? magnitude : greatest
    }
    if greatest == 0 || (-400...400).contains(Int(greatest.exponent)) { return 0 }
    return min(max(Int(greatest.exponent), -1000), 1000)
  }

  @inline(__always)
  private static func isCompared(_ value: Double, _ result: Double) -> Bool {
    value.isFinite && value != 0 && result.isFinite
  }
}

/// The sums of each lane.
private struct LaneSums {
  typealias Lanes = ErrorBlock.Lanes
  typealias Counts = ErrorBlock.Counts

  private let factor: Double
  private var compared = Counts.zero
  private var signal = Lanes.zero
  private var result = Lanes.zero
  private var noise = Lanes.zero
  private var lost = Lanes.zero
  private var product = Lanes.zero
  private var relative = Lanes.zero
  private var largestRelative = Lanes.zero
  private var above: (Counts, Counts, Counts, Counts, Counts, Counts, Counts, Counts, Counts)

  init(factor: Double) {
    self.factor = factor
    let zero = Counts.zero
    above = (zero, zero, zero, zero, zero, zero, zero, zero, zero)
  }

  @inline(__always)
  mutating func add(
    _ values: Lanes, _ results: Lanes, leastNormal: Double, unitsOfPower: Double
  ) {
    let infinity = Lanes(repeating: .infinity)
    let magnitudes = LaneSums.magnitude(values)
    let isCompared =
      (magnitudes .> 0) .& (magnitudes .< infinity) .& (LaneSums.magnitude(results) .< infinity)
    count(&compared, isCompared)
    let value = Lanes.zero.replacing(with: values, where: isCompared)
    let rounded = Lanes.zero.replacing(with: results, where: isCompared)
    let error = LaneSums.magnitude(rounded - value)

    let (x, r, e) = (value * factor, rounded * factor, error * factor)
    signal += x * x
    result += r * r
    noise += e * e
    product += x * r
    lost += (x * x).replacing(with: 0, where: rounded .!= 0)
    let divisor = magnitudes.replacing(with: 1, where: .!isCompared)
    let relativeError = error / divisor
    relative += relativeError
    largestRelative.replace(with: relativeError, where: relativeError .> largestRelative)

    countUlps(
      error, magnitudes.replacing(with: leastNormal, where: magnitudes .< leastNormal), unitsOfPower
    )
  }

  /// Counts errors by how many eighths of an ulp they exceed.
  @inline(__always)
  private mutating func countUlps(_ error: Lanes, _ magnitudes: Lanes, _ unitsOfPower: Double) {
    // Twice the reciprocal of the power of two below, exact for all. A value that is not
    // compared has no error, whatever comes of its magnitude.
    let fields = unsafe unsafeBitCast(magnitudes, to: SIMD8<UInt64>.self) & (0x7FF << 52)
    let reciprocals = unsafe unsafeBitCast(SIMD8(repeating: 2047 << 52) &- fields, to: Lanes.self)
    let eighths = error * reciprocals * (4 * unitsOfPower)
    count(&above.0, eighths .> 0)
    count(&above.1, eighths .> 1)
    count(&above.2, eighths .> 2)
    count(&above.3, eighths .> 3)
    count(&above.4, eighths .> 4)
    count(&above.5, eighths .> 5)
    count(&above.6, eighths .> 6)
    count(&above.7, eighths .> 7)
    count(&above.8, eighths .> 8)
  }

  @inline(__always)
  private func count(_ counts: inout Counts, _ mask: SIMDMask<Counts>) {
    counts &+= Counts.zero.replacing(with: 1, where: mask)
  }

  @inline(__always)
  private static func magnitude(_ values: Lanes) -> Lanes {
    unsafe unsafeBitCast(
      unsafeBitCast(values, to: SIMD8<UInt64>.self) & (.max >> 1), to: Lanes.self)
  }

  func sums(exponent: Int) -> ErrorSums {
    var sums = ErrorSums()
    sums.comparedCount = UInt64(compared.wrappedSum())
    sums.signal = ScaledSum(value: LaneSums.sum(signal), exponent: exponent)
    sums.result = ScaledSum(value: LaneSums.sum(result), exponent: exponent)
    sums.noise = ScaledSum(value: LaneSums.sum(noise), exponent: exponent)
    sums.lost = ScaledSum(value: LaneSums.sum(lost), exponent: exponent)
    sums.product = ScaledSum(value: LaneSums.sum(product), exponent: exponent)
    sums.relative = LaneSums.sum(relative)
    sums.largestRelative = largestRelative.max()
    let all = [
      above.0, above.1, above.2, above.3, above.4, above.5, above.6, above.7, above.8,
    ]
    sums.aboveEighths = all.map { UInt64($0.wrappedSum()) }
    return sums
  }

  /// In an order that the standard library does not promise.
  private static func sum(_ lanes: Lanes) -> Double {
    let four = lanes.lowHalf + lanes.highHalf
    return (four[0] + four[2]) + (four[1] + four[3])
  }
}
