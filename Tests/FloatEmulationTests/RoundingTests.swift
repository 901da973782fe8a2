import FloatEmulation
import Testing

@Suite("Rounding: reference, kernel and MPFR agree")
struct RoundingTests {
  /// Every direction under every overflow rule.
  private func projections(_ format: FloatFormat, _ direction: RoundingDirection) -> [Projection] {
    OverflowRule.allCases.map { Projection(format, direction: direction, overflow: $0) }
  }

  private func check(_ projection: Projection, every stride: UInt64) {
    let witnesses = Witnesses(projection)
    let format = projection.format
    #expect(
      witnesses.disagreements(on: format.decidingInputs(every: stride)) == [], "\(projection)")
    #expect(
      witnesses.disagreements(on: format.decidingBinary32Inputs(every: stride)) == [],
      "\(projection)")
  }

  @Test(
    "on every value, tie, neighbour and special of every format of at most 8 bits, P3109's too",
    arguments: RoundingDirection.deterministic)
  func tinyFormats(direction: RoundingDirection) {
    for format in CheckedFormats.tiny {
      for projection in projections(format, direction) { check(projection, every: 1) }
    }
  }

  @Test(
    "on every value, tie, neighbour and special of fp16 and bf16",
    arguments: [FloatFormat.binary16, .bfloat16], RoundingDirection.deterministic)
  func sixteenBits(format: FloatFormat, direction: RoundingDirection) {
    for projection in projections(format, direction) {
      let isUsual = projection == Projection(format)
      check(projection, every: isUsual ? 1 : 7)
    }
  }

  @Test("on values, ties and neighbours of tf32", arguments: RoundingDirection.deterministic)
  func tensorFloat32(direction: RoundingDirection) {
    for projection in projections(.tensorFloat32, direction) {
      check(projection, every: direction == .tiesToEven ? 11 : 37)
    }
  }

  @Test("in formats that no standard knows", arguments: CheckedFormats.custom)
  func customFormats(format: FloatFormat) {
    for direction in RoundingDirection.deterministic {
      for projection in projections(format, direction) {
        check(projection, every: max(format.greatestFiniteCode / 2000, 1))
      }
    }
  }

  @Test(
    "on ties of fp32, in every binade, and its thresholds",
    arguments: RoundingDirection.deterministic)
  func tiesIntoBinary32(direction: RoundingDirection) {
    var generator = SplitMix64(seed: 32)
    var ties: [Double] = []
    for exponent in -150...127 {
      for _ in 0..<200 {
        let code = Float(
          sign: .plus, exponent: max(exponent, -149),
          significand: 1 + Float(generator.next() >> 41) * 0x1p-23)
        ties.append(Double(code) + Double(code.ulp) / 2)
      }
    }
    ties += [0x1p-150, 0x1.ffffffp127, 0x1.fffffefp127, 0x1p-126, 0x1.fffffep-127, 0x1.fffffdp-127]
    let inputs = ties.withNeighboursAndSigns + Double.specials
    for projection in projections(.binary32, direction) {
      #expect(Witnesses(projection).disagreements(on: inputs) == [], "\(projection)")
    }
  }

  @Test(
    "on a million random binary32 patterns", arguments: ["fp16", "bf16", "fp32"],
    RoundingDirection.deterministic)
  func randomBinary32(name: String, direction: RoundingDirection) throws {
    var generator = SplitMix64(seed: 0xF32)
    let count = direction == .tiesToEven ? 1_000_000 : 200_000
    let inputs = (0..<count).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
    }
    let format = try FloatFormat(named: name)
    let witnesses = Witnesses(Projection(format, direction: direction))
    #expect(witnesses.disagreements(on: inputs) == [], "seed 0xF32")
  }

  @Test(
    "on a million random binary64 patterns near the format",
    arguments: ["fp16", "bf16", "fp32", "fp64"], RoundingDirection.deterministic)
  func randomBinary64(name: String, direction: RoundingDirection) throws {
    let format = try FloatFormat(named: name)
    var generator = SplitMix64(seed: 0xF64)
    let count = name == "fp32" || direction == .tiesToEven ? 1_000_000 : 200_000
    let exponents = format.minimumExponent - format.precision - 2...format.maximumExponent + 1
    let inputs = (0..<count).map { _ in
      Double(
        sign: generator.next() & 1 == 0 ? .plus : .minus,
        exponent: .random(in: exponents, using: &generator),
        significand: Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000))
    }
    let witnesses = Witnesses(Projection(format, direction: direction))
    #expect(witnesses.disagreements(on: inputs + Double.specials) == [], "seed 0xF64")
  }
}
