import FloatEmulation
import Testing

@Suite("Kernels equal the reference, bit by bit")
struct KernelTests {
  static let directions: [RoundingDirection] =
    RoundingDirection.deterministic
    + ["stochasticA1", "stochasticA8", "stochasticB4", "stochasticC7", "stochasticA32"]
    .compactMap { RoundingDirection(named: $0) }

  /// Every rule with every other.
  static func projections(_ format: FloatFormat, _ direction: RoundingDirection) -> [Projection] {
    var projections: [Projection] = []
    for overflow in OverflowRule.allCases {
      for flushing in [[], .operands, .results, [.operands, .results]] as [SubnormalFlushing] {
        for nan in NaNRule.allCases {
          projections.append(
            Projection(
              format, direction: direction, overflow: overflow, flushing: flushing, nan: nan))
        }
      }
    }
    return projections
  }

  @Test(
    "for every format of the catalogue, every direction and every rule",
    arguments: FloatFormat.catalogue, directions)
  func everyRule(format: FloatFormat, direction: RoundingDirection) throws {
    for (index, projection) in KernelTests.projections(format, direction).enumerated() {
      let faults = KernelComparison(projection, seed: UInt64(index)).faults(count: 1500)
      #expect(faults.prefix(3) == [], "\(projection), seed \(index)")
    }
  }

  @Test(
    "for formats at the edges of what a kernel can take", arguments: CheckedFormats.edges,
    directions)
  func edges(format: FloatFormat, direction: RoundingDirection) {
    for (index, projection) in KernelTests.projections(format, direction).enumerated() {
      let faults = KernelComparison(projection, seed: UInt64(index)).faults(count: 150)
      #expect(faults.prefix(3) == [], "\(projection), seed \(index)")
    }
  }

  @Test("know whether binary32 has every value of the format")
  func edgesOfBinary32() throws {
    let rows: [(name: String, fits: Bool)] = [
      ("fp32", true), ("e5m23", true), ("e5m24", false), ("e8m3:bias=127", true),
      ("e8m3:bias=126", false), ("e7m3:bias=147", true), ("e7m3:bias=148", false), ("fp64", false),
    ]
    for row in rows {
      let format = try FloatFormat(named: row.name)
      let (least, greatest) = (format.leastNonzeroMagnitude, format.greatestFiniteMagnitude)
      #expect(RoundingKernel(Projection(format)).fitsBinary32 == row.fits, "\(row.name)")
      #expect(row.fits == (Double(Float(least)) == least && Double(Float(greatest)) == greatest))
    }
  }

  @Test("for two thousand random formats")
  func randomFormats() throws {
    var generator = SplitMix64(seed: 0xF0F0)
    var count = 0
    while count < 2000 {
      guard let format = try? RandomFormat.make(using: &generator) else { continue }
      count += 1
      let direction = KernelTests.directions[Int(generator.next() % 12)]
      let projections = KernelTests.projections(format, direction)
      let projection = projections[Int(generator.next() % UInt64(projections.count))]
      let faults = KernelComparison(projection, seed: generator.next()).faults(count: 500)
      #expect(faults.prefix(3) == [], "\(projection)")
    }
  }

  @Test("of P3109, for every width up to 8 and some beyond", arguments: [3, 4, 5, 6, 7, 8, 12, 16])
  func p3109(width: Int) throws {
    for precision in 1...width {
      for isSigned in [true, false] {
        for isExtended in [true, false] {
          guard
            let format = try? FloatFormat(
              p3109Width: width, precision: precision, isSigned: isSigned, isExtended: isExtended)
          else { continue }
          for direction in RoundingDirection.deterministic {
            for overflow in OverflowRule.allCases {
              let projection = Projection(format, direction: direction, overflow: overflow)
              let faults = KernelComparison(projection, seed: 3109).faults(count: 400)
              #expect(faults.prefix(3) == [], "\(projection)")
            }
          }
        }
      }
    }
  }
}

/// Formats with parameters at random, some of which no format can have.
enum RandomFormat {
  static func make(using generator: inout SplitMix64) throws(FormatError) -> FloatFormat {
    let exponentBitCount = Int.random(in: 1...11, using: &generator)
    let usual = (1 << (exponentBitCount - 1)) - 1
    return try FloatFormat(
      name: "random", precision: .random(in: 1...24, using: &generator),
      exponentBitCount: exponentBitCount,
      bias: Bool.random(using: &generator) ? nil : usual + .random(in: -20...20, using: &generator),
      isSigned: Int.random(in: 0...3, using: &generator) > 0,
      specialValues: SpecialValues.allCases.randomElement(using: &generator) ?? .ieee,
      zeroExponentField: ZeroExponentField.allCases.randomElement(using: &generator) ?? .subnormals)
  }
}

/// The kernel of a projection against its reference, on inputs that matter to it.
struct KernelComparison {
  let projection: Projection
  let stream: RandomStream
  private let seed: UInt64

  init(_ projection: Projection, seed: UInt64) {
    self.projection = projection
    self.seed = seed
    stream = RandomStream(seed: seed, tensor: 7)
  }

  /// Descriptions of what differs.
  func faults(count: Int) -> [String] {
    let inputs = self.inputs(count)
    return faults(inputs) + faults(inputs.map { Float($0) } + patterns(count))
  }

  private func faults(_ inputs: [Double]) -> [String] {
    let kernel = RoundingKernel(projection, random: stream)
    var codes = [UInt64](repeating: 0, count: inputs.count)
    var values = inputs
    var codeTarget = codes.mutableSpan
    kernel.encode(inputs.span, into: &codeTarget, from: 5)
    var valueTarget = values.mutableSpan
    kernel.round(inputs.span, into: &valueTarget, from: 5)
    return inputs.indices.compactMap { index in
      let expected = projection.round(inputs[index], random: stream[UInt64(index) + 5])
      return fault(inputs[index], codes[index], values[index], expected)
    }
  }

  private func faults(_ inputs: [Float]) -> [String] {
    let kernel = RoundingKernel(projection, random: stream)
    var codes = [UInt64](repeating: 0, count: inputs.count)
    var codeTarget = codes.mutableSpan
    kernel.encode(inputs.span, into: &codeTarget, from: 5)
    var values = inputs
    var apart = inputs
    if kernel.fitsBinary32 {
      var valueTarget = values.mutableSpan
      kernel.round(&valueTarget, from: 5)
      var apartTarget = apart.mutableSpan
      kernel.round(inputs.span, into: &apartTarget, from: 5)
    }
    let isSame = zip(values, apart).allSatisfy { $0.bitPattern == $1.bitPattern }
    if !isSame { return ["in place and apart differ"] }
    let widths = narrowFaults(kernel, inputs, codes)
    if !widths.isEmpty { return widths }
    return inputs.indices.compactMap { index in
      let expected = projection.round(inputs[index], random: stream[UInt64(index) + 5])
      let value = kernel.fitsBinary32 ? Double(values[index]) : nil
      return fault(Double(inputs[index]), codes[index], value, expected)
    }
  }

  /// Whether narrower codes differ from those of 64 bits.
  private func narrowFaults(
    _ kernel: RoundingKernel, _ inputs: [Float], _ codes: [UInt64]
  ) -> [String] {
    func differs<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
      _: Code.Type
    ) -> Bool {
      guard projection.format.bitWidth <= Code.bitWidth else { return false }
      var narrow = [Code](repeating: 0, count: inputs.count)
      var target = narrow.mutableSpan
      kernel.encode(inputs.span, into: &target, from: 5)
      return zip(narrow, codes).contains { UInt64($0) != $1 }
    }
    return [differs(UInt8.self), differs(UInt16.self), differs(UInt32.self)].contains(true)
      ? ["codes of several widths differ"] : []
  }

  private func fault(
    _ input: Double, _ code: UInt64, _ value: Double?, _ expected: RoundingResult
  ) -> String? {
    let pattern = expected.value.isNaN ? nanPattern(expected.code) : expected.value.bitPattern
    let isSame = value.map { $0.bitPattern == pattern } ?? true
    if code == expected.code && isSame { return nil }
    let bits = value.map { String($0.bitPattern, radix: 16) } ?? "none"
    return "\(input) (0x\(String(input.bitPattern, radix: 16))): code \(code), "
      + "expected \(expected.code); value 0x\(bits), expected 0x\(String(pattern, radix: 16))"
  }

  /// The value of a NaN's code: quiet, with the code's payload at the same place and
  /// its sign, where the format has such.
  private func nanPattern(_ code: UInt64) -> UInt64 {
    let format = projection.format
    let trailing = UInt64(format.trailingSignificandBitCount)
    let hasPayload = format.specialValues == .ieee && trailing > 0
    let payload = hasPayload ? code & (1 << (trailing - 1) - 1) : 0
    let isNegative = format.isSigned && code > format.signBit
    return Double.nan.bitPattern | payload << (52 - trailing) | (isNegative ? 1 << 63 : 0)
  }

  /// Values of the format, ties, their neighbours, thresholds, specials, and
  /// random values around the format's range.
  private func inputs(_ count: Int) -> [Double] {
    var generator = SplitMix64(seed: seed)
    let format = projection.format
    var inputs: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, Double(nan: 0x5_5555, signaling: false),
      .greatestFiniteMagnitude, .leastNonzeroMagnitude, -.leastNormalMagnitude,
    ]
    let anchors =
      (0..<count / 8).map { _ in generator.next() % (format.greatestFiniteCode + 1) }
      + [0, 1, format.leastNormalCode, format.greatestFiniteCode - 1, format.greatestFiniteCode]
    for code in anchors {
      let lower = format.decode(min(code, format.greatestFiniteCode))
      let upper =
        code >= format.greatestFiniteCode
        ? 2 * lower - format.decode(format.greatestFiniteCode - 1) : format.decode(code + 1)
      for value in [lower, lower + (upper - lower) / 2] where value.isFinite {
        inputs += [value, -value, value.nextUp, -value.nextDown]
      }
    }
    let exponents = format.minimumExponent - format.precision - 4...format.maximumExponent + 2
    while inputs.count < count {
      let significand = Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000)
      inputs.append(
        Double(
          sign: generator.next() & 1 == 0 ? .plus : .minus,
          exponent: .random(in: exponents, using: &generator), significand: significand))
    }
    return inputs
  }

  private func patterns(_ count: Int) -> [Float] {
    var generator = SplitMix64(seed: seed &+ 1)
    return (0..<count).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
  }
}
