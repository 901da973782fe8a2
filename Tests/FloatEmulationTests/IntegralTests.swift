import FloatEmulation
import Testing

@Suite("Rounding to an integral value")
struct IntegralTests {
  static let rules: [FloatingPointRoundingRule] = [
    .toNearestOrEven, .toNearestOrAwayFromZero, .towardZero, .up, .down, .awayFromZero,
  ]

  @Test("is Swift's rounded(_:) on all fp16 codes", arguments: rules)
  func binary16(rule: FloatingPointRoundingRule) throws {
    try check(.binary16, rule, 0...0xFFFF)
  }

  @Test("is Swift's rounded(_:) on every code of narrow formats", arguments: rules)
  func narrow(rule: FloatingPointRoundingRule) throws {
    for format in [FloatFormat.bfloat16, .e5m2, .e4m3fn, .e4m3] {
      try check(format, rule, 0...format.codeMask)
    }
  }

  @Test("is Swift's rounded(_:) on random fp32 and fp64 patterns", arguments: rules)
  func wide(rule: FloatingPointRoundingRule) throws {
    var generator = SplitMix64(seed: 0x19)
    try check(.binary32, rule, (0..<100_000).map { _ in generator.next() >> 32 })
    try check(.binary64, rule, (0..<100_000).map { _ in generator.next() })
    // Most patterns are integral or below one half; these are neither.
    let near = (0..<100_000).map { _ in
      Double.random(in: -1e6...1e6, using: &generator)
    }
    try check(.binary32, rule, near.map { UInt64(Float($0).bitPattern) })
    try check(.binary64, rule, near.map(\.bitPattern))
    let halves = (-2000...2000).map { Double($0) / 2 }
    try check(.binary64, rule, halves.flatMap { [$0, $0.nextUp, $0.nextDown] }.map(\.bitPattern))
  }

  @Test("to odd takes the odd one of the two neighbours")
  func toOdd() {
    let projection = Projection(.binary16, direction: .toOdd)
    for code in UInt64(0)...0xFFFF {
      let value = FloatFormat.binary16.decode(code)
      guard value.isFinite, value != value.rounded() else { continue }
      let (low, high) = (value.rounded(.down), value.rounded(.up))
      let expected = low.truncatingRemainder(dividingBy: 2) != 0 ? low : high
      #expect(projection.roundToIntegral(code).value == expected, "\(value)")
    }
  }

  @Test("a signaling NaN is invalid and becomes quiet, a quiet one keeps its payload")
  func nan() {
    let projection = Projection(.binary16)
    #expect(projection.roundToIntegral(0x7C01).code == 0x7E01)
    #expect(projection.roundToIntegral(0x7C01).flags == .invalid)
    #expect(projection.roundToIntegral(0xFE55, signalsInexact: true).code == 0xFE55)
    #expect(projection.roundToIntegral(0xFE55, signalsInexact: true).flags == [])
  }

  @Test("an integer beyond the greatest finite value overflows by the rule")
  func overflow() throws {
    let code = try #require(FloatFormat.e3m4.encode(exactly: 15.5))
    let up = Projection(.e3m4, direction: .towardPositive)
    #expect(up.roundToIntegral(code).value == .infinity)
    #expect(up.roundToIntegral(code).flags == [.overflow, .inexact])
    let saturating = Projection(.e3m4, direction: .towardPositive, overflow: .saturateFinite)
    #expect(saturating.roundToIntegral(code).value == 15.5)
    #expect(Projection(.e3m4, direction: .towardZero).roundToIntegral(code).value == 15)
  }

  @Test("flushed operands are zeros, flushed results do not concern integers")
  func flushing() {
    let operands = Projection(.binary16, direction: .towardPositive, flushing: .operands)
    #expect(operands.roundToIntegral(0x0001).value == 0)
    let results = Projection(.binary16, direction: .towardPositive, flushing: .results)
    #expect(results.roundToIntegral(0x0001).value == 1)
  }

  @Test("no format, direction or code traps")
  func totality() throws {
    var generator = SplitMix64(seed: 0x70)
    let names = ["e8m0fnu", "e2m1fn", "Binary8p1uf", "Binary8p3se", "e4m3:bias=-20", "fp64"]
    for name in names {
      let format = try FloatFormat(named: name)
      for direction in RoundingDirection.deterministic {
        let projection = Projection(format, direction: direction)
        for _ in 0..<2000 {
          let code = generator.next() & format.codeMask
          let value = projection.roundToIntegral(code).value
          let operand = format.decode(code)
          let isNear = abs(value - operand) <= 1 || !value.isFinite || value == operand
          #expect(isNear, "\(name) \(code)")
        }
      }
    }
  }

  private func check(
    _ format: FloatFormat, _ rule: FloatingPointRoundingRule, _ codes: some Sequence<UInt64>
  ) throws {
    let projection = Projection(format, direction: try #require(RoundingDirection(rule)))
    for code in codes {
      let value = format.decode(code)
      let expected = value.rounded(rule)
      guard abs(expected) <= format.greatestFiniteMagnitude else { continue }
      let plain = projection.roundToIntegral(code)
      let exact = projection.roundToIntegral(code, signalsInexact: true)
      if plain.value.bitPattern != expected.bitPattern || plain.flags != []
        || exact.code != plain.code || exact.flags != (expected == value ? [] : .inexact)
      {
        Issue.record("\(format) \(rule) \(value): \(plain), \(exact), not \(expected)")
      }
    }
  }
}
