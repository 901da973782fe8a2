import FloatEmulation
import Testing

@Suite("Stochastic rounding")
struct StochasticTests {
  static let rules = (1...10).flatMap { count in
    StochasticRounding.Variant.allCases.compactMap {
      StochasticRounding(randomBitCount: count, variant: $0)
    }
  }

  static let values: [Double] = [
    1, 1 + 0x1p-11, 1 + 0x1p-12, 1 + 3 * 0x1p-13, 1 + 0x1p-40, 0.1, -0.1, 1e-6, 3e-8, 0x1p-26,
    65_519, 65_520, 1e9, -1e9, 0, -0.0, 0x1.ffcp-15,
  ]

  @Test("has the expectation that counting all draws gives", arguments: rules)
  func expectation(rule: StochasticRounding) throws {
    let projection = Projection(.binary16, direction: .stochastic(rule))
    let drawCount = UInt64(1) << UInt64(rule.randomBitCount)
    for value in StochasticTests.values {
      let results = (0..<drawCount).map {
        projection.round(value, random: UInt32($0 << UInt64(32 - rule.randomBitCount))).code
      }
      let expectation = try #require(projection.expectation(of: value))
      let away = results.filter { $0 == expectation.awayFromZero.code }.count
      let isExact = expectation.awayFromZero.code == expectation.towardZero.code
      #expect(expectation.drawCount == drawCount)
      #expect(isExact || away == Int(expectation.awayCount), "\(value)")
      #expect(
        Set(results).isSubset(of: [expectation.awayFromZero.code, expectation.towardZero.code]))
    }
  }

  /// P3109 v4.0's formulas, written down a second time with integers of 64 bits.
  @Test("is P3109's three comparisons, for every cut of 12 bits", arguments: rules)
  func formulas(rule: StochasticRounding) {
    let (n, scale) = (UInt64(rule.randomBitCount), 4096.0)
    let projection = Projection(.binary16, direction: .stochastic(rule))
    for cut in stride(from: UInt64(0), to: 4096, by: 37) {
      let nu = Double(cut) / scale  // exact
      let value = 1 + nu * 0x1p-10
      for draw in [0, 1, (1 << n) / 2, (1 << n) - 1] as [UInt64] where draw < 1 << n {
        let away =
          switch rule.variant {
          case .a: UInt64(nu * Double(1 << n)) + draw >= 1 << n
          case .b: UInt64(nu * Double(1 << (n + 1))) + 2 * draw + 1 >= 1 << (n + 1)
          case .c:
            UInt64((nu * Double(1 << n)).rounded(.toNearestOrEven)) + draw >= 1 << n
          }
        let result = projection.round(value, random: UInt32(draw << (32 - n)))
        #expect(result.value == (away && cut != 0 ? 1 + 0x1p-10 : 1), "\(cut) \(draw)")
      }
    }
  }

  @Test("never moves a value that the format has, and is unbiased with enough bits")
  func mean() throws {
    let rule = try #require(StochasticRounding(randomBitCount: 32))
    let projection = Projection(.bfloat16, direction: .stochastic(rule))
    for code in 0...projection.format.greatestFiniteCode {
      let value = projection.format.decode(code)
      #expect(projection.round(value, random: .max).code == code)
    }
    for value in [1.001, 3.14159, 1e-30, 7.7e8] {
      let expectation = try #require(projection.expectation(of: value))
      #expect(abs(expectation.mean / value - 1) < 1e-9)
    }
  }

  @Test("has 1 to 32 random bits")
  func randomBits() {
    for count in [Int.min, -1, 0, 33, 64, Int.max] {
      #expect(StochasticRounding(randomBitCount: count) == nil)
    }
    for count in 1...32 { #expect(StochasticRounding(randomBitCount: count) != nil) }
  }

  @Test("gives the same bits on one thread and on all")
  func threads() throws {
    let direction = try #require(RoundingDirection(named: "stochasticB9"))
    let kernel = RoundingKernel(
      Projection(.e4m3fn, direction: direction), random: RandomStream(seed: 9, tensor: 3))
    let values = (0..<600_001).map { Float($0 % 7919) * 0.037 - 90 }
    var alone = values
    var together = values
    var target = alone.mutableSpan
    kernel.round(values.span, into: &target, from: 77)
    target = together.mutableSpan
    kernel.roundConcurrently(values.span, into: &target, from: 77)
    #expect(alone == together)
    var inPlace = values
    target = inPlace.mutableSpan
    kernel.roundConcurrently(&target, from: 77)
    #expect(alone == inPlace)
    var codes = [UInt8](repeating: 0, count: values.count)
    var codesTogether = codes
    var codeTarget = codes.mutableSpan
    kernel.encode(values.span, into: &codeTarget, from: 77)
    codeTarget = codesTogether.mutableSpan
    kernel.encodeConcurrently(values.span, into: &codeTarget, from: 77)
    #expect(codes == codesTogether)
  }
}
