import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("Histograms answer for every format, direction and power of two")
struct HistogramTests {
  /// Every signed format of the catalogue, P3109's up to eight bits, and some of all
  /// kinds of special values.
  static let formats =
    FloatFormat.catalogue.filter(\.isSigned)
    + (3...8).flatMap { width in
      (1...width).flatMap { precision in
        [true, false].compactMap { isExtended in
          try? FloatFormat(
            p3109Width: width, precision: precision, isSigned: true, isExtended: isExtended)
        }
      }
    }
    + [
      "e5m12:special=fn", "e6m9:special=none", "e4m20", "e8m14:special=fnuz", "e5m0:special=fnuz",
      "e4m3:zero-field=zero", "e11m40", "e3m1:bias=9",
    ].compactMap { try? FloatFormat(named: $0) }

  @Test("without the values", arguments: RoundingDirection.deterministic)
  func isAnswered(direction: RoundingDirection) {
    for format in Self.formats {
      for overflow in OverflowRule.allCases {
        let plan = AuditPlan(
          projections: [Projection(format, direction: direction, overflow: overflow)],
          scales: [-100, -7, 0, 16, 40].map { LossScale(powerOfTwo: $0) })
        #expect(plan.isAnsweredByHistograms, "\(format) \(direction) \(overflow)")
      }
    }
    let odd = AuditPlan(scales: [.one, LossScale(1000)].compactMap(\.self))
    #expect(!odd.isAnsweredByHistograms)
  }

  /// The least magnitude that overflows in binary16 is 65520.
  ///
  /// A key of 9 holds it alone; that of 21840 holds others, on both sides.
  @Test("at a threshold inside a bin: the value at it lies above", arguments: [7280.0, 3])
  func innerThreshold(scale: Double) throws {
    let least = 65520 / scale
    #expect(least * scale == 65520 && Double(Float(least)) == least)
    let plan = AuditPlan(
      projections: [Projection(.binary16)], scales: [try #require(LossScale(scale))])
    var builder = AuditBuilder(plan: plan)
    let single = Float(least)
    builder.add(
      step: 0, tensor: "a", values: [single, single.nextUp, single.nextDown, -single, 2 * single])
    builder.add(step: 0, tensor: "b", values: [-least, least.nextDown, -least.nextDown, least])
    let tallies = builder.finish().tensors.map(\.tally)
    #expect(tallies.map { $0.outcomes(projection: 0, scale: 0).overflow } == [4, 2])
    #expect(tallies.map { $0.outcomes(projection: 0, scale: 0).normal } == [1, 2])
  }

  @Test("as brute force does, sign by sign", arguments: RoundingDirection.deterministic)
  func directions(direction: RoundingDirection) {
    let formats = ["fp16", "bf16", "e4m3fn", "e5m2", "e4m3fnuz", "e3m2fn", "Binary8p4se", "e5m3"]
    let projections = formats.compactMap { try? FloatFormat(named: $0) }
      .map { Projection($0, direction: direction) }
    let scales =
      [-3, 0, 13].map { LossScale(powerOfTwo: $0) } + [LossScale(1000)].compactMap(\.self)
    let plan = AuditPlan(projections: projections, scales: scales)
    var builder = AuditBuilder(plan: plan)
    builder.add(step: 0, tensor: "narrow", values: SampleValues.binary32)
    builder.add(step: 0, tensor: "wide", values: SampleValues.binary64)
    let audit = builder.finish()
    for (tally, values) in [
      (audit.tensors[0].tally, SampleValues.binary32.map { Double($0) }),
      (audit.tensors[1].tally, SampleValues.binary64),
    ] {
      for (index, projection) in projections.enumerated() {
        for (scaleIndex, scale) in plan.scales.enumerated() {
          let counts = tally.outcomes(projection: index, scale: scaleIndex)
          let expected = BruteForce.outcomes(values, projection, scale: scale.value, .exact)
          #expect(counts == expected, "\(projection.format) at \(scale)")
        }
      }
    }
  }

  @Test("for one magnitude in 65,521 of all of binary32, at 64 scales")
  func thinned() {
    let values = stride(from: UInt32(1), to: 0x7F80_0000, by: 65_521).map {
      Float(bitPattern: $0)
    }
    let scales = (-24...39).map { LossScale(powerOfTwo: $0) }
    let projections = FloatFormat.catalogue.filter(\.isSigned).map { Projection($0) }
    let plan = AuditPlan(projections: projections, scales: scales)
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "all", values: values)
    let total = builder.finish().total
    let wide = values.map { Double($0) }
    for (index, projection) in projections.enumerated() {
      for (scaleIndex, scale) in scales.enumerated() {
        let expected = BruteForce.outcomes(wide, projection, scale: scale.value, .exact)
        #expect(
          total.outcomes(projection: index, scale: scaleIndex) == expected,
          "\(projection.format) at \(scale)")
      }
    }
  }

  @Test("with many values in one key, of all kinds, over several chunks")
  func repeats() {
    // Zeros, one value, and values whose keys hold several bins.
    let pattern: [Float] = [0, -0.0, 1, 0, 0, 1.9999, -1.9999, 0x1p-140, 0, 1.99999988, 0.1]
    let values = (0..<100_003).map { pattern[$0 % pattern.count] }
    let plan = AuditPlan(scales: [.one])
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", values: values)
    let total = builder.finish().total
    #expect(total.count == 100_003)
    #expect(total.zeroCount == UInt64(values.count { $0 == 0 }))
    let counts = Dictionary(
      uniqueKeysWithValues: total.exponentCounts.map { ($0.exponent, $0.count) })
    #expect(counts[0] == UInt64(values.count { abs($0) >= 1 }))
    #expect(counts[-140] == UInt64(values.count { $0 == 0x1p-140 }))
  }
}
