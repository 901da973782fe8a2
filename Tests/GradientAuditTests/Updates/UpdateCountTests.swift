import FloatEmulation
import Foundation
import GradientAudit
import Testing

/// Updates by the reference: one value after the other, with integers.
private struct ReferenceWeights {
  let format: FloatFormat
  let bits: Int

  func rounded(_ value: Double) -> Double { Projection(format).round(value).value }

  private var stochastic: Projection {
    let rule = StochasticRounding(randomBitCount: bits)
    return Projection(format, direction: rule.map { .stochastic($0) } ?? .tiesToEven)
  }

  /// The share of draws that give a weight for a sum.
  func losingShare(_ weight: Double, _ sum: Double) -> Double {
    guard let expectation = stochastic.expectation(of: sum) else { return .nan }
    let away = expectation.awayProbability
    return (expectation.towardZero.value == weight ? 1 - away : 0)
      + (expectation.awayFromZero.value == weight ? away : 0)
  }

  func drawn(_ sum: Double, _ random: UInt32) -> Double {
    stochastic.round(sum, random: random).value
  }

  /// The exponent of the size of an update, in ulp of the weight.
  func sizeExponent(_ update: Double, of weight: Double) -> Int {
    // The outer classes hold what lies beyond them, too.
    let exponent = Int((update.magnitude / format.ulp(at: weight)).exponent)
    return min(max(exponent, UpdateSizes.exponents.lowerBound), UpdateSizes.exponents.upperBound)
  }
}

@Suite("Lost updates are counted as the reference rounds")
struct UpdateCountTests {
  private static let formats = [
    "fp16", "bf16", "fp32", "tf32", "e4m3fn", "e5m2", "e2m3fn", "e4m3b11fnuz",
    "e8m7:zero-field=zero", "Binary8p3se",
  ]

  /// Weights and gradients of all sizes; sums of them are exact in binary64.
  private static func values(_ count: Int, seed: UInt64, exponents: ClosedRange<Int>) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let bits = random.next()
      let exponent = exponents.lowerBound + Int(bits >> 40) % exponents.count
      let significand = 1 + Float(bits & 0xFF_FFFF) * 0x1p-24
      let value = Float(sign: .plus, exponent: exponent, significand: significand)
      return index % 17 == 0 ? 0 : index % 13 == 0 ? value.binade : bits >> 63 == 0 ? value : -value
    }
  }

  /// FNV-1a over the name and the step, as documented.
  private static func stream(_ name: String, _ step: UInt64) -> UInt64 {
    var number: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in Array(name.utf8) + (0..<8).map({ UInt8(truncatingIfNeeded: step >> (8 * $0)) }) {
      number = (number ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return number
  }

  @Test("in every kind of format", arguments: formats)
  func counts(name: String) throws {
    let count = 4000
    let weights = Self.values(count, seed: 1, exponents: -14...2)
    let gradients = Self.values(count, seed: 2, exponents: -24...0)
    let directory = TemporaryDirectory()
    try directory.write(weights, to: "weights/w.npy")
    try directory.write(gradients, to: "gradients/step_7/w.npy")
    let format = try FloatFormat(named: name)
    var query = UpdateQuery(
      OptimizerSettings(.sgd, learningRate: 1), formats: [format], randomBitCount: 12)
    query.seed = 99
    let audit = UpdateReader(query).read(
      UpdateInputs(
        weights: Recording(paths: [directory.path + "/weights"]),
        .gradients(Recording(paths: [directory.path + "/gradients"]))))
    #expect(audit.problems.isEmpty)
    let entry = try #require(audit.entries.first)
    #expect(entry.step == 7 && entry.tensor == "w" && audit.entries.count == 1)

    let reference = ReferenceWeights(format: format, bits: 12)
    let stream = RandomStream(seed: 99, tensor: Self.stream("w", 7))
    var (lost, zero, overflow, drawn, masterLost, copies):
      (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
    (lost, zero, overflow, drawn, masterLost, copies) = (0, 0, 0, 0, 0, 0)
    var (expected, sizes) = (0.0, [Int: UInt64]())
    for index in 0..<count {
      let (weight, update) = (reference.rounded(Double(weights[index])), -Double(gradients[index]))
      guard update != 0 else {
        zero += 1
        continue
      }
      let sum = weight + update
      let result = reference.rounded(sum)
      lost += result == weight ? 1 : 0
      overflow += result.isFinite ? 0 : 1
      expected += reference.losingShare(weight, sum)
      drawn += reference.drawn(sum, stream[UInt64(index)]) == weight ? 1 : 0
      sizes[reference.sizeExponent(update, of: weight), default: 0] += 1
      let after = weights[index] - gradients[index]
      masterLost += after == weights[index] ? 1 : 0
      copies += reference.rounded(Double(after)) == weight ? 1 : 0
    }
    let counts = entry.tally.formats[0]
    #expect(counts.count == UInt64(count) && counts.nonfinite == 0 && counts.zero == zero)
    #expect(counts.lost == lost && counts.overflow == overflow)
    #expect(counts.expectedLosses(query) == expected && counts.stochasticLost == drawn)
    #expect(entry.tally.masterLost == masterLost && counts.copyUnmoved == copies)
    let found = counts.sizes.occupied.filter { $0.count > 0 }
    #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.exponent, $0.count) }) == sizes)
    #expect(counts.squares == nil)
  }

  @Test("at ties, and below powers of two")
  func ties() throws {
    // Of 1 in fp16 the units are 2^-10 above and 2^-11 below.
    let updates: [Float] = [0x1p-11, 0x1.002p-11, -0x1p-12, -0x1.002p-12, 0x1p-10, 0x1p-24, 0]
    let directory = TemporaryDirectory()
    try directory.write([Float](repeating: 1, count: 7), to: "w.npy")
    try directory.write(updates.map { 1 + Double($0) }, to: "after/w.npy")
    let audit = UpdateReader(UpdateQuery(nil, formats: [.binary16])).read(
      UpdateInputs(
        weights: Recording(paths: [directory.path + "/w.npy"]),
        .after(Recording(paths: [directory.path + "/after"]))))
    let counts = try #require(audit.entries.first).tally.formats[0]
    #expect(counts.nonzero == 6 && counts.zero == 1 && counts.lost == 3)
    // Kahan's compensation is of fp16, too: there the second and the fourth become ties.
    #expect(counts.sizes.belowHalf == 3 && counts.kahanUnmoved == 5 && counts.kahanLost == 0)
  }

  @Test("where the sum loses bits of binary64, too: it is rounded once")
  func roundedOnce() throws {
    // A tie, and what lies behind it is 2^-80 of the weight.
    let directory = TemporaryDirectory()
    try directory.write([1, 1, 1] as [Double], to: "w.npy")
    try directory.write([-0x1p-8, -0x1.000002p-8, -0x1.00000001p-8] as [Double], to: "g/w.npy")
    func lost(_ arithmetic: UpdateArithmetic, _ sum: UpdateSum) -> UInt64? {
      var query = UpdateQuery(OptimizerSettings(.sgd, learningRate: 1), formats: [.bfloat16])
      (query.arithmetic, query.sum) = (arithmetic, sum)
      let inputs = UpdateInputs(
        weights: Recording(paths: [directory.path + "/w.npy"]),
        .gradients(Recording(paths: [directory.path + "/g"])))
      return UpdateReader(query).read(inputs).entries.first?.tally.formats[0].lost
    }
    #expect(lost(.fp64, .exact) == 1)
    #expect(lost(.fp32, .exact) == 2)  // the third is a tie in FP32
    #expect(lost(.fp64, .fp32) == 3)  // 1 + 2^-8 + 2^-31 is a tie in FP32
  }
}
