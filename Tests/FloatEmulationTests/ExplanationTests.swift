import FloatEmulation
import Testing

@Suite("The explanation of a rounding")
struct ExplanationTests {
  @Test("places every value between neighbours that enclose it", arguments: ["fp16", "e4m3fn"])
  func neighbours(name: String) throws {
    let format = try FloatFormat(named: name)
    for tie in format.ties.dropLast() {  // the last one need not be half-way
      for value in [tie, tie.nextUp, tie.nextDown, -tie] {
        let explanation = RoundingExplanation(value, by: Projection(format))
        guard let place = explanation.place else { continue }
        #expect(format.decode(place.lower) <= value.magnitude)
        if let upper = place.upper { #expect(format.decode(upper) >= value.magnitude) }
        #expect(place.aboveTie.isZero == (value.magnitude == tie))
        #expect(place.aboveTie.value.sign == (value.magnitude < tie ? .minus : .plus))
        let isNearer = explanation.rule == .nearer
        #expect(isNearer || [.tie, .range].contains(explanation.rule), "\(value)")
      }
    }
  }

  @Test("says distances exactly, however small")
  func distances() throws {
    let half = Projection(.binary16)
    let place = try #require(RoundingExplanation(65519.99999999999, by: half).place)
    #expect(place.aboveTie.exactText == "-1/2^42")
    #expect(place.upper == nil)
    let tiny = try #require(RoundingExplanation(1e-300, by: half).place)
    #expect(tiny.aboveTie.value == -0.5)
    #expect(tiny.aboveTie.exactText.hasSuffix(" - 1/2"))
    let quarter = try #require(RoundingExplanation(1 + 0x1p-12, by: half).place)
    #expect(quarter.aboveLower.exactText == "0.25")
    #expect(quarter.aboveTie.exactText == "-0.25")
  }

  @Test("names the rule")
  func rules() {
    func rule(_ value: Double, _ projection: Projection) -> DecidingRule {
      RoundingExplanation(value, by: projection).rule
    }
    #expect(rule(1, Projection(.binary16)) == .exact)
    #expect(rule(1 + 0x1p-11, Projection(.binary16)) == .tie)
    #expect(rule(1.0001, Projection(.binary16, direction: .toOdd)) == .direction)
    #expect(rule(65520, Projection(.binary16)) == .range)
    #expect(rule(.nan, Projection(.binary16)) == .special)
    #expect(rule(0x1p-20, Projection(.binary16, flushing: .results)) == .flushedResult)
    #expect(rule(0x1p-1074, Projection(.binary16, flushing: .operands)) == .flushedOperand)
    #expect(rule(1e-300, Projection(.e8m0fnu)) == .range)
  }

  @Test("answers for any value and format without a trap")
  func anything() {
    var generator = SplitMix64(seed: 0xE1)
    for format in FloatFormat.catalogue {
      for _ in 0..<2000 {
        let value = Double(bitPattern: generator.next())
        for direction in RoundingDirection.deterministic {
          let explanation = RoundingExplanation(value, by: Projection(format, direction: direction))
          #expect(explanation.place?.aboveLower.exactText.isEmpty != true)
        }
      }
    }
  }
}
