import GradientAudit
import Testing

@Suite("Fractions")
struct FractionTests {
  @Test("compare exactly, as wide as they are")
  func comparison() {
    let most = UInt128.max
    #expect(Fraction(most, over: most) == Fraction(1, over: 1))
    #expect(Fraction(most - 1, over: most) < Fraction(1, over: 1))
    #expect(Fraction(most - 2, over: most - 1) < Fraction(most - 1, over: most))
    #expect(Fraction(1, over: most) < Fraction(1, over: most - 1))
    #expect(Fraction(0, over: most) == Fraction(0, over: 1))
    #expect(!(Fraction(1, over: 2) < Fraction(2, over: 4)))
  }

  @Test("are in lowest terms, so that equal ones hash alike")
  func lowestTerms() {
    let fraction = Fraction(1_000_000, over: 4_000_000)
    #expect(fraction.numerator == 1 && fraction.denominator == 4)
    #expect(Set([fraction, Fraction(1, over: 4), Fraction(Share(5, of: 20))]).count == 1)
  }

  @Test("of shares change by what lies between them, and changes have an order")
  func changes() {
    let shares = [
      Share.zero, Share(1, of: UInt64.max), Share(1, of: 3), Share(1, of: 2),
      Share(UInt64.max - 1, of: UInt64.max), Share(1, of: 1),
    ]
    let changes = shares.flatMap { from in shares.map { ShareChange(from: from, to: $0) } }
    for change in changes {
      for other in changes {
        #expect(
          (change < other) == (approximate(change) < approximate(other)) || isNear(change, other))
      }
    }
    #expect(ShareChange(from: Share(1, of: 3), to: Share(1, of: 2)).description == "+16.6666%")
    #expect(ShareChange(from: Share(1, of: 2), to: Share(1, of: 4)).description == "-25%")
    #expect(ShareChange(from: Share(1, of: 2), to: Share(2, of: 4)).description == "0")
    #expect(
      ShareChange(from: .zero, to: Share(1, of: UInt64.max)).description == "+<0.0001%")
  }

  @Test("are written in per cent, cut after four decimals")
  func decimals() throws {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<2_000 {
      let whole = generator.next() >> UInt64.random(in: 0...63, using: &generator) | 1
      let part = UInt64.random(in: 0...whole, using: &generator)
      let text = ShareChange(from: .zero, to: Share(part, of: whole)).description
      let cut = UInt64(UInt128(part) * 1_000_000 / UInt128(whole))
      if part == 0 || cut == 0 {
        #expect(text == (part == 0 ? "0" : "+<0.0001%"))
        continue
      }
      let parts = text.dropFirst().dropLast().split(separator: ".")
      let decimals = parts.count > 1 ? String(parts[1]) : ""
      let padded = decimals + String(repeating: "0", count: 4 - decimals.count)
      #expect(UInt64(parts[0] + padded) == cut, "seed 7: \(part) of \(whole): \(text)")
      #expect(!decimals.hasSuffix("0"))
    }
  }

  @Test("of shares of large wholes are written as what they are")
  func wide() throws {
    var generator = SplitMix64(seed: 9)
    for _ in 0..<500 {
      let shares = (0..<2).map { _ in
        let whole = generator.next() | 1 << 63
        return Share(UInt64.random(in: 0...whole, using: &generator), of: whole)
      }
      let change = ShareChange(from: shares[0], to: shares[1])
      let text = change.description
      let number = Double(text.dropLast().replacing("<", with: ""))
      let error = abs(try #require(number) - 100 * approximate(change))
      #expect(error < 1.1e-4, "seed 9: from \(shares[0]) to \(shares[1]): \(text)")
    }
  }

  private func approximate(_ change: ShareChange) -> Double {
    let size = Double(change.magnitude.numerator) / Double(change.magnitude.denominator)
    return change.isIncrease ? size : -size
  }

  private func isNear(_ left: ShareChange, _ right: ShareChange) -> Bool {
    abs(approximate(left) - approximate(right)) < 1e-15
  }
}
