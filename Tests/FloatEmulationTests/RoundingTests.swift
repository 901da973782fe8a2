import FloatEmulation
import Testing

@Suite("Rounding: reference, kernel and MPFR agree")
struct RoundingTests {
  static let narrow = ["fp16", "bf16"]

  @Test("on every value", arguments: narrow)
  func values(name: String) throws {
    let format = try FloatFormat(named: name)
    let witnesses = Witnesses(format)
    let values = (0...format.codeMask).map(format.decode)
    #expect(witnesses.disagreements(on: values) == [])
    #expect(witnesses.disagreements(on: values.map { Float($0) }) == [])
  }

  @Test("on every tie and its binary64 neighbours, both signs", arguments: narrow)
  func tiesFromBinary64(name: String) throws {
    let format = try FloatFormat(named: name)
    #expect(Witnesses(format).disagreements(on: format.ties.withNeighboursAndSigns) == [])
  }

  @Test("on every tie and its binary32 neighbours, both signs", arguments: narrow)
  func tiesFromBinary32(name: String) throws {
    let format = try FloatFormat(named: name)
    let ties = format.ties.map { Float($0) }
    #expect(Witnesses(format).disagreements(on: ties.withNeighboursAndSigns) == [])
  }

  @Test("on ties of fp32, in every binade, and its thresholds")
  func tiesIntoBinary32() {
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
    #expect(Witnesses(.binary32).disagreements(on: ties.withNeighboursAndSigns) == [])
  }

  @Test("on a million random binary32 patterns", arguments: narrow + ["fp32"])
  func randomBinary32(name: String) throws {
    var generator = SplitMix64(seed: 0xF32)
    let inputs = (0..<1_000_000).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
    }
    let witnesses = Witnesses(try FloatFormat(named: name))
    #expect(witnesses.disagreements(on: inputs) == [], "seed 0xF32")
  }

  @Test(
    "on a million random binary64 patterns near the format", arguments: narrow + ["fp32", "fp64"])
  func randomBinary64(name: String) throws {
    let format = try FloatFormat(named: name)
    var generator = SplitMix64(seed: 0xF64)
    let exponents = format.minimumExponent - format.precision - 2...format.maximumExponent + 1
    let inputs = (0..<1_000_000).map { _ in
      Double(
        sign: generator.next() & 1 == 0 ? .plus : .minus,
        exponent: .random(in: exponents, using: &generator),
        significand: Double(bitPattern: generator.next() >> 12 | 0x3FF0_0000_0000_0000))
    }
    #expect(Witnesses(format).disagreements(on: inputs) == [], "seed 0xF64")
  }

  @Test(
    "on zeros, infinities, NaNs and the ends of binary64", arguments: narrow + ["fp32", "fp64"])
  func specials(name: String) throws {
    let inputs: [Double] = [
      0, -0.0, .infinity, -.infinity, .nan, -.nan, .signalingNaN, .greatestFiniteMagnitude,
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude,
    ]
    #expect(Witnesses(try FloatFormat(named: name)).disagreements(on: inputs) == [])
  }
}
