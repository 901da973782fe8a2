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

  @Test("names the flushing of a result, also of one that would be rounded up to it")
  func flushedResults() {
    let projection = Projection(.binary16, flushing: .results)
    #expect(RoundingExplanation(0x1.8p-25, by: projection).rule == .flushedResult)
    #expect(RoundingExplanation(0x1p-20, by: projection).rule == .flushedResult)
    #expect(RoundingExplanation(0x1p-26, by: projection).rule == .nearer)
    #expect(RoundingExplanation(0x1.FFCp-15, by: projection).rule == .tie)
  }

  @Test("takes for subnormal what is so in the format that the value comes from")
  func flushedOperands() throws {
    let value = Double(Float(1e-40))
    let projection = Projection(.bfloat16, flushing: .operands)
    let narrow = RoundingExplanation(value, from: .binary32, by: projection)
    #expect(narrow.rule == .flushedOperand && narrow.result.value == 0)
    let wide = RoundingExplanation(value, by: projection)
    #expect(wide.rule == .nearer && wide.result.value != 0)
    let chain = try #require(Preset(named: "avx512_bf16")?.chain(to: .bfloat16))
    #expect(RoundingExplanation(1e-40, by: chain).rule == .flushedOperand)
  }

  @Test("is of the value that meets the last projection of a chain")
  func chains() throws {
    let value = 1 + 0x1p-11 + 0x1p-40
    let chain = try #require(Preset(named: "torch")?.chain(to: .binary16))
    let twice = RoundingExplanation(value, by: chain)
    #expect(twice.value == 1 + 0x1p-11)
    #expect(twice.rule == .tie && twice.result.value == 1)
    let once = RoundingExplanation(value, by: chain.projection)
    #expect(once.value == value)
    #expect(once.rule == .nearer && once.result.value == 1 + 0x1p-10)
    let scale = try #require(Preset(named: "torch")?.chain(to: .e8m0fnu))
    let carried = RoundingExplanation(-0x1.000004p-127, from: .binary32, by: scale)
    #expect(carried.value == 0x1p-126 && carried.rule == .exact)
  }

  @Test("has the result of its chain, for every preset and format")
  func results() {
    var generator = SplitMix64(seed: 0xC4)
    let values = (0..<500).map { _ in Double(bitPattern: generator.next()) } + Double.specials
    for preset in Preset.catalogue {
      for chain in preset.catalogueFormats.compactMap(preset.chain) {
        for value in values where !value.isNaN {
          let wide = RoundingExplanation(value, by: chain).result
          let expected = chain.round(value)
          #expect(wide.code == expected.code && wide.flags == expected.flags, "\(chain) \(value)")
          let float = Float(value)
          let narrow = RoundingExplanation(Double(float), from: .binary32, by: chain).result
          let inBinary32 = chain.round(float)
          #expect(narrow.code == inBinary32.code && narrow.flags == inBinary32.flags)
        }
      }
    }
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
