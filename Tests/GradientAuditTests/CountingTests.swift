import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("Counts equal brute force, value by value")
struct CountingTests {
  static let scales = [-30, -24, -1, 0, 1, 7, 10, 16, 24, 40].map { LossScale(powerOfTwo: $0) }
  static let oddScales = [0.3, 1000, 65_535.5, 3e-7].compactMap { LossScale($0) }
  /// Scales that binary32 rounds to zero or to infinity.
  static let extremeScales = [1e-60, 1e60].compactMap { LossScale($0) }
  static let projections = FloatFormat.catalogue.filter(\.isSigned).map { Projection($0) }

  private func expectBruteForce(
    _ audit: Audit, _ values: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectBruteForce(audit.total, audit.plan, values, sourceLocation: sourceLocation)
  }

  private func expectBruteForce(
    _ tally: Tally, _ plan: AuditPlan, _ values: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (index, projection) in plan.projections.enumerated() {
      for (scaleIndex, scale) in plan.scales.enumerated() {
        let counts = tally.outcomes(projection: index, scale: scaleIndex)
        let expected = BruteForce.outcomes(
          values, projection, scale: scale.value, plan.arithmetic)
        #expect(
          counts == expected, "\(projection.format) at \(scale)", sourceLocation: sourceLocation)
        #expect(counts.count == UInt64(values.count), sourceLocation: sourceLocation)
      }
    }
    let finite = values.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    #expect(tally.leastMagnitude == finite.min(), sourceLocation: sourceLocation)
    #expect(tally.greatestMagnitude == finite.max(), sourceLocation: sourceLocation)
    #expect(tally.finiteNonzeroCount == UInt64(finite.count), sourceLocation: sourceLocation)
    let infiniteCount = UInt64(values.count { $0.isInfinite })
    #expect(tally.infiniteCount == infiniteCount, sourceLocation: sourceLocation)
  }

  @Test("of binary32 values, for powers of two and other scales, exact products")
  func binary32Exact() {
    let plan = AuditPlan(
      projections: Self.projections, scales: Self.scales + Self.oddScales, arithmetic: .exact)
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", values: SampleValues.binary32)
    expectBruteForce(builder.finish(), SampleValues.binary32.map { Double($0) })
  }

  @Test("of values of both widths in binary32's arithmetic, for any scale")
  func binary32Arithmetic() {
    let plan = AuditPlan(
      projections: Self.projections, scales: Self.scales + Self.oddScales + Self.extremeScales,
      arithmetic: .fp32)
    var (narrow, wide) = (AuditBuilder(plan: plan), AuditBuilder(plan: plan))
    narrow.add(tensor: "w", values: SampleValues.binary32)
    expectBruteForce(narrow.finish(), SampleValues.binary32.map { Double($0) })
    wide.add(tensor: "w", values: SampleValues.binary64)
    expectBruteForce(wide.finish(), SampleValues.binary64)
  }

  /// With 0.3 in binary64, the product would be rounded to 2^-25 in binary32 and
  /// from there to zero.
  @Test("of a value that fp16 keeps since binary32 rounds the scale up")
  func roundedScale() throws {
    let scale = try #require(LossScale(0.3))
    let plan = AuditPlan(projections: [Projection(.binary16)], scales: [scale], arithmetic: .fp32)
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", values: [9.934108e-08 as Float])
    let counts = builder.finish().total.outcomes(projection: 0, scale: 0)
    #expect(counts.underflow == 0 && counts.subnormal == 1)
  }

  @Test("of binary64 values, which are never squeezed through binary32")
  func binary64() {
    let plan = AuditPlan(projections: Self.projections, scales: Self.scales + Self.oddScales)
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", values: SampleValues.binary64)
    expectBruteForce(builder.finish(), SampleValues.binary64)
  }

  @Test(
    "of every fp16 and every bf16 code",
    arguments: [ElementType.float16, .bfloat16], [[], Self.oddScales])
  func sixteenBitSources(type: ElementType, oddScales: [LossScale]) {
    let format: FloatFormat = type == .float16 ? .binary16 : .bfloat16
    let codes = Array(UInt16.min...UInt16.max)
    // Of which some tell the signs apart.
    let directed = [RoundingDirection.towardPositive, .towardNegative].flatMap { direction in
      [FloatFormat.binary16, .e5m2].map { Projection($0, direction: direction) }
    }
    let plan = AuditPlan(
      projections: Self.projections + directed, scales: Self.scales + oddScales)
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", bitPatterns: codes, as: type)
    let audit = builder.finish()
    expectBruteForce(audit, codes.map { format.decode(UInt64($0)) })
  }

  @Test(
    "of 16-bit codes as of the binary32 values that they are, for every power of two",
    arguments: [ElementType.float16, .bfloat16])
  func sixteenBitValues(type: ElementType) {
    let format: FloatFormat = type == .float16 ? .binary16 : .bfloat16
    // Some codes more often than others, so that one that is taken for another is noticed.
    var random = SplitMix64(seed: 754)
    let codes = (UInt16.min...UInt16.max).flatMap { code in
      [UInt16](repeating: code, count: Int(random.next() % 4))
    }.shuffled(using: &random)
    let formats = [
      "fp16", "bf16", "e4m3fn", "e5m2", "e3m2fn", "e8m1", "e11m40", "e5m0:special=fnuz",
    ]
    .compactMap { try? FloatFormat(named: $0) }
    let plan = AuditPlan(
      projections: RoundingDirection.deterministic.flatMap { direction in
        formats.map { Projection($0, direction: direction) }
      },
      scales: (-126...127).map { LossScale(powerOfTwo: $0) })
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "codes", bitPatterns: codes, as: type)
    builder.add(tensor: "values", values: codes.map { Float(format.decode(UInt64($0))) })
    let tallies = builder.finish().tensors.map(\.tally)
    for (index, projection) in plan.projections.enumerated() {
      for scale in plan.scales.indices {
        let counts = tallies.map { $0.outcomes(projection: index, scale: scale) }
        #expect(
          counts[0] == counts[1],
          "\(projection.format) \(projection.direction) at \(plan.scales[scale])")
      }
    }
    #expect(tallies[0].exponentCounts == tallies[1].exponentCounts)
    #expect(tallies[0].leastMagnitude == tallies[1].leastMagnitude)
    #expect(tallies[0].greatestMagnitude == tallies[1].greatestMagnitude)
  }

  /// Values are counted by stretches, and apart where a stretch holds one near a power of two
  /// above it or a subnormal one, and where they do not fill a stretch.
  @Test(
    "of any number of values, wherever those are that are looked at one by one",
    arguments: [[], [0.3, 1000].compactMap { LossScale($0) }])
  func lengths(oddScales: [LossScale]) {
    let plan = AuditPlan(
      projections: [Projection(.binary16), Projection(.e4m3fn)],
      scales: [.one, LossScale(powerOfTwo: 10)] + oddScales)
    var random = SplitMix64(seed: 754)
    let lengths = [
      1, 15, 16, 17, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1000, 5000, 20_000,
    ]
    for rarity in [UInt64(1), 20, 2000, .max] {
      // One after the other, so that nothing of one is left in the next.
      var builder = AuditBuilder(plan: plan)
      var expected: [[Double]] = []
      for (step, count) in lengths.enumerated() {
        let singles = (0..<count).map { _ in Self.value(&random, rarity: rarity) }
        let doubles = singles.map { Double($0) * (1 + 0x1p-40) }
        let codes = singles.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
        builder.add(step: step, tensor: "a", bitPatterns: codes, as: .float16)
        builder.add(step: step, tensor: "b", values: singles)
        builder.add(step: step, tensor: "c", bitPatterns: codes, as: .bfloat16)
        builder.add(step: step, tensor: "d", values: doubles)
        expected.append(codes.map { FloatFormat.binary16.decode(UInt64($0)) })
        expected.append(singles.map { Double($0) })
        expected.append(codes.map { FloatFormat.bfloat16.decode(UInt64($0)) })
        expected.append(doubles)
      }
      let audit = builder.finish()
      #expect(audit.entries.count == expected.count)
      for (entry, values) in zip(audit.entries, expected) {
        expectBruteForce(entry.tally, plan, values)
      }
    }
  }

  /// A value of any sign: one time in `rarity` one that is looked at by itself, one time in 16
  /// a zero, an infinity, a NaN or a power of two, else one near 1.
  private static func value(_ random: inout SplitMix64, rarity: UInt64) -> Float {
    let (bits, low) = (random.next(), UInt32(truncatingIfNeeded: random.next()))
    let sign = UInt32(truncatingIfNeeded: bits & 1) << 31
    let choice = Int(truncatingIfNeeded: bits >> 61)
    if rarity < .max, (bits >> 1) % rarity == 0 {
      let alone = [low & 0x7FFFFF, 0x3FFF_FFF0 | low & 15, 0x7F7F_FFFF, 0x3F7F_FFC0, 1]
      return Float(bitPattern: sign | alone[choice % alone.count])
    }
    if low >> 28 == 0 {
      let plain: [UInt32] = [
        0, 0, 0x7F80_0000, 0x7C00_0000, 0x7FC0_0001, 0x3F80_0000, 0x0080_0000,
      ]
      return Float(bitPattern: sign | plain[choice % plain.count])
    }
    return Float(bitPattern: sign | (100 + (low >> 23) % 50) << 23 | low & 0x7FFFFF)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("and equal the processor's own conversion to fp16")
    func hardware() {
      let plan = AuditPlan(projections: [Projection(.binary16)], scales: Self.scales)
      var builder = AuditBuilder(plan: plan)
      builder.add(tensor: "w", values: SampleValues.binary32)
      let audit = builder.finish()
      for (index, scale) in plan.scales.enumerated() {
        var expected = OutcomeCounts()
        for value in SampleValues.binary32 {
          expected[float16Outcome(Double(value), scale: scale.value)] += 1
        }
        #expect(audit.total.outcomes(projection: 0, scale: index) == expected, "at \(scale)")
      }
    }
  #endif

  @Test("with the same extremes, zeros and non-finite values")
  func extremes() {
    var builder = AuditBuilder(plan: AuditPlan(scales: [.one]))
    builder.add(tensor: "w", values: SampleValues.binary32)
    let total = builder.finish().total
    let finite = SampleValues.binary32.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    #expect(total.leastMagnitude == finite.min().map(Double.init))
    #expect(total.greatestMagnitude == finite.max().map(Double.init))
    #expect(total.finiteNonzeroCount == UInt64(finite.count))
    #expect(total.nanCount == UInt64(SampleValues.binary32.count { $0.isNaN }))
    #expect(total.infiniteCount == UInt64(SampleValues.binary32.count { $0.isInfinite }))
    #expect(total.zeroCount == UInt64(SampleValues.binary32.count { $0 == 0 }))
  }

  @Test("and the exponent histogram is floor(log2) of every finite value")
  func exponents() {
    var builder = AuditBuilder(plan: AuditPlan())
    builder.add(tensor: "w", values: SampleValues.binary64)
    let expected = SampleValues.binary64.filter { $0.isFinite && $0 != 0 }
      .reduce(into: [Int: UInt64]()) { $0[Int($1.exponent), default: 0] += 1 }
    let counts = builder.finish().total.exponentCounts
    #expect(Dictionary(uniqueKeysWithValues: counts.map { ($0.exponent, $0.count) }) == expected)
    #expect(counts.map(\.exponent) == counts.map(\.exponent).sorted())
  }

  @Test("an empty tensor, a 0-d tensor and a tensor of zeros are fine")
  func degenerate() {
    var builder = AuditBuilder(plan: AuditPlan(scales: [.one]))
    builder.add(tensor: "empty", shape: [0, 3], values: [Float]())
    builder.add(tensor: "scalar", shape: [], values: [Float(1)])
    builder.add(tensor: "zeros", values: [Float](repeating: -0.0, count: 5))
    let audit = builder.finish()
    #expect(audit.tensors.map(\.tensor) == ["empty", "scalar", "zeros"])
    #expect(audit.tensors.map(\.tally.count) == [0, 1, 5])
    #expect(audit.tensors[0].tally.leastMagnitude == nil)
    #expect(audit.tensors[0].tally.scaleWindow(projection: 0) == .unconstrained)
    #expect(audit.tensors[2].tally.zeroCount == 5)
    #expect(audit.tensors[1].tally.greatestMagnitude == 1)
  }
}
