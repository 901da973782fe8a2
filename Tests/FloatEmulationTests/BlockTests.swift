import FloatEmulation
import Testing

@Suite("Blocks with a shared scale")
struct BlockTests {
  struct Row: Sendable {
    let element: String
    let largest: Float
    /// k under floor, ceiling, even and roundedUp.
    let exponents: [Int]
  }

  /// Computed with exact rationals from torchao's rules (OCP MX v1.0, 6.3, for
  /// `floor`).
  static let rows = [
    Row(element: "e2m1fn", largest: 4, exponents: [0, 0, 0, 0]),
    Row(element: "e2m1fn", largest: 5, exponents: [0, 1, 0, 0]),
    Row(element: "e2m1fn", largest: 6, exponents: [0, 1, 0, 0]),
    Row(element: "e2m1fn", largest: 6.5, exponents: [0, 1, 0, 1]),
    Row(element: "e2m1fn", largest: 7, exponents: [0, 1, 1, 1]),
    Row(element: "e2m1fn", largest: Float(8).nextDown, exponents: [0, 1, 1, 1]),
    Row(element: "e4m3fn", largest: 384, exponents: [0, 1, 0, 0]),
    Row(element: "e4m3fn", largest: 448, exponents: [0, 1, 0, 0]),
    Row(element: "e4m3fn", largest: 480, exponents: [0, 1, 0, 1]),
    Row(element: "e4m3fn", largest: Float(512).nextDown, exponents: [0, 1, 1, 1]),
    Row(element: "e4m3fn", largest: 957, exponents: [1, 2, 1, 2]),
    Row(element: "e5m2", largest: 53_248, exponents: [0, 1, 0, 0]),
    Row(element: "e5m2", largest: 61_440, exponents: [0, 1, 1, 1]),
    Row(element: "e3m2fn", largest: 30, exponents: [0, 1, 1, 1]),
    Row(element: "e2m3fn", largest: 7.5, exponents: [0, 1, 0, 0]),
    Row(element: "e2m1fn", largest: 1, exponents: [-2, -2, -2, -2]),
    Row(element: "e4m3fn", largest: 1, exponents: [-8, -8, -8, -8]),
    Row(element: "e5m2", largest: 1, exponents: [-15, -15, -15, -15]),
  ]

  @Test("have the exponents of the four rules", arguments: rows)
  func exponents(row: Row) throws {
    let element = try FloatFormat(named: row.element)
    let exponents = SharedScaleRule.allCases.map {
      Int($0.scaleCode(largest: row.largest, element: element)) - 127
    }
    #expect(exponents == row.exponents)
  }

  @Test("take no logarithm: the neighbour below a power of two has the exponent below")
  func neighbours() {
    for exponent in -120...120 {
      let below = Float(sign: .plus, exponent: exponent, significand: 1).nextDown
      let code = SharedScaleRule.floor.scaleCode(largest: below, element: .e2m1fn)
      #expect(Int(code) - 127 == max(exponent - 1 - 2, -127))
    }
  }

  @Test("of zeros have the least scale, of a NaN or infinity the scale NaN")
  func specials() {
    let blocks = BlockProjection(.e2m1fn)
    #expect(blocks.project([0, -0.0, 0]).scaleCode == 0)
    #expect(blocks.project([0, -0.0, 0]).values == [0, 0, 0])
    #expect(blocks.project([0, -0.0, 0]).codes == [0, 8, 0])
    for special in [Float.nan, .infinity, -.infinity] {
      let block = blocks.project([1, special, 2])
      #expect(block.scaleCode == 0xFF)
      #expect(block.values.allSatisfy { $0.isNaN })
    }
  }

  @Test("have no scale beyond E8M0's, and none where rule even overflows")
  func ends() throws {
    let small = try FloatFormat(named: "e2m1:bias=9:special=none")
    let greatest = Float.greatestFiniteMagnitude
    for rule in SharedScaleRule.allCases where rule != .even {
      #expect(rule.scaleCode(largest: greatest, element: small) == 254)
    }
    #expect(SharedScaleRule.even.scaleCode(largest: greatest, element: .e2m1fn) == 0xFF)
    for rule in SharedScaleRule.allCases {
      #expect(rule.scaleCode(largest: .leastNonzeroMagnitude, element: .e2m1fn) == 0)
    }
  }

  @Test("bring elements beyond the range to its ends")
  func saturation() {
    let block = BlockProjection(.e4m3fn).project([500, -500, 1])
    #expect(block.values == [448, -448, 1])
  }

  @Test("whose scale overflows in the course of a rule are NaN, never a trap")
  func extremes() throws {
    for name in ["e2m1:special=none:bias=5", "e2m1:special=none:bias=140"] {
      let element = try FloatFormat(named: name)
      for rule in SharedScaleRule.allCases {
        for largest in [Float.greatestFiniteMagnitude, 1, .leastNonzeroMagnitude] {
          let block = BlockProjection(element, rule: rule).project([largest, 0])
          #expect(block.scaleCode <= 0xFF)
          #expect((block.scaleCode == 0xFF) == block.values[0].isNaN)
        }
      }
    }
  }

  @Test("keep each element within half a unit of the scaled value, or at the range's end")
  func elements() throws {
    var generator = SplitMix64(seed: 32)
    for name in ["e2m1fn", "e2m3fn", "e3m2fn", "e4m3fn", "e5m2"] {
      for rule in SharedScaleRule.allCases {
        let blocks = BlockProjection(try FloatFormat(named: name), rule: rule)
        for _ in 0..<200 {
          let values = (0..<32).map { _ in Float.random(in: -100...100, using: &generator) }
          let block = blocks.project(values)
          let scale = FloatFormat.e8m0fnu.decode(block.scaleCode)
          for (value, result) in zip(values, block.values) {
            let exact = Double(value) / scale  // exact: the scale is a power of two
            #expect(result / scale == blocks.element.round(exact).value)
          }
        }
      }
    }
  }
}
