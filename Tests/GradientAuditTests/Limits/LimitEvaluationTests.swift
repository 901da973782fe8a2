import FloatEmulation
import GradientAudit
import Testing

@Suite("A limit is held against an audit, exactly")
struct LimitEvaluationTests {
  private typealias Samples = LimitSamples

  @Test(
    "5 of 1,000 is not more than 0.5%, 6 is",
    arguments: [
      (">0.5%", 5, false), (">0.5%", 6, true), (">=0.5%", 5, true), (">=0.5%", 4, false),
      ("<0.5%", 5, false), ("<0.5%", 4, true), ("<=0.5%", 5, true), ("<=0.5%", 6, false),
      ("==0.5%", 5, true), ("==0.5%", 6, false), ("!=0.5%", 5, false), ("!=0.5%", 4, true),
      (">5000ppm", 5, false), (">4999.999999999ppm", 5, true), (">0.499999999%", 5, true),
      (">0.500000001%", 5, false), (">0", 0, false), (">0", 1, true),
    ])
  func ties(condition: String, underflowing: Int, isBreached: Bool) throws {
    let tensors = [("w", Samples.values(underflowing, of: 1000))]
    #expect(try Samples.isBreached("fp16@1.underflow\(condition)", tensors) == isBreached)
    #expect(try Samples.isBreached("each(fp16@1.underflow)\(condition)", tensors) == isBreached)
    #expect(try Samples.isBreached("p50(fp16@1.underflow)\(condition)", tensors) == isBreached)
  }

  @Test("tells the number, the bound, the distance and the worst tensor")
  func measurement() throws {
    let tensors = [
      ("a:1", Samples.values(1, of: 100)), ("b:1", Samples.values(9, of: 100)),
      ("a:2", Samples.values(8, of: 100)), ("b:2", Samples.values(0, of: 700)),
    ]
    let found = try #require(try Samples.measurement("fp16@1.underflow>1.5%", tensors))
    #expect(found.isBreached)
    #expect(found.value.numerator == 18 && found.value.denominator == 1000)
    #expect(found.value.description == "1.8%")
    #expect(found.bound.description == "1.5%" && found.bound.baseline == nil)
    #expect(found.margin.description == "0.3%" && found.margin.isAbove)
    #expect(found.scale == .one)
    #expect(found.worst.tensor == "b" && found.worst.step == 1)
    #expect(found.worst.value.description == "9%")
    #expect(found.tensorCount == 2 && found.entryCount == 4 && found.omittedCount == 0)
    #expect(found.breaches.isEmpty)
    let kept = try #require(try Samples.measurement("fp16@1.underflow>1.800001%", tensors))
    #expect(!kept.isBreached && !kept.margin.isAbove && kept.margin.description == "<0.0001%")
    let least = try #require(try Samples.measurement("fp16@1.underflow<1%", tensors))
    #expect(least.worst.tensor == "b" && least.worst.step == 2)
  }

  @Test("looks at each tensor, and names all that fail, the worst first")
  func each() throws {
    let tensors = [
      ("a:1", Samples.values(1, of: 100)), ("b:1", Samples.values(9, of: 100)),
      ("a:2", Samples.values(9, of: 100)), ("b:2", Samples.values(2, of: 100)),
    ]
    let found = try #require(try Samples.measurement("each(fp16@1.underflow)>1%", tensors))
    #expect(found.breaches.map { "\($0.tensor):\($0.step)" } == ["b:1", "a:2", "b:2"])
    #expect(found.worst == found.breaches[0] && found.value == found.worst.value)
    let equal = try #require(try Samples.measurement("each(fp16@1.underflow)==2%", tensors))
    #expect(equal.worst.tensor == "b" && equal.worst.step == 2)
    #expect(try !Samples.isBreached("each(fp16@1.underflow)>9%", tensors))
  }

  @Test("takes percentiles by nearest rank: one of the numbers, never between two")
  func percentiles() throws {
    func value(_ aggregation: String, of count: Int) throws -> UInt64? {
      let tensors = (1...count).map { ("w:\($0 * 7 % 201)", Samples.values($0, of: 1000)) }
      return try Samples.measurement("\(aggregation)(fp16@1.underflow)>50%", tensors)?
        .value.numerator
    }
    for (count, p50, p90, p99) in [(1, 1, 1, 1), (2, 1, 2, 2), (10, 5, 9, 10), (11, 6, 10, 11)]
      + [(100, 50, 90, 99), (101, 51, 91, 100)]
    {
      #expect(try value("p50", of: count) == UInt64(p50), "\(count)")
      #expect(try value("p90", of: count) == UInt64(p90), "\(count)")
      #expect(try value("p99", of: count) == UInt64(p99), "\(count)")
      #expect(try value("max", of: count) == UInt64(count), "\(count)")
    }
  }

  @Test("has a denominator for each quantity")
  func denominators() throws {
    let values: [Float] = [0, 0, 0, .nan, .infinity, -.infinity, 0x1p-30, 0x1p-20, 1, 70_000]
    for (quantity, part, whole) in [
      ("underflow", 1, 4), ("subnormal", 1, 4), ("overflow", 1, 4), ("lost", 2, 4), ("nan", 1, 10),
      ("infinite", 2, 10), ("zero", 3, 10),
    ] {
      let found = try Samples.measurement("fp16@1.\(quantity)>99%", [("w", values)])
      #expect(found?.value.numerator == UInt64(part), "\(quantity)")
      #expect(found?.value.denominator == UInt64(whole), "\(quantity)")
    }
  }

  @Test("counts safe scales")
  func safeScales() throws {
    // Safe at 2^6...2^18 and at 2^6...2^10.
    let tensors: [(String, [Float])] = [("a", [0x1p-30, 0x1p-3]), ("b", [0x1p-30, 0x1p5])]
    #expect(try Samples.measurement("fp16.safe-scales<3", tensors)?.value.numerator == 5)
    #expect(try Samples.measurement("fp16.safe-scales{a}<3", tensors)?.value.numerator == 13)
    #expect(try Samples.isBreached("each(fp16.safe-scales)<6", tensors))
    #expect(try !Samples.isBreached("fp16.safe-scales<5", tensors))
    #expect(
      try Samples.measurement("fp16.safe-scales<3", [("w", [1e-9, 3e4])])?.value.numerator == 0)
    let found = try #require(try Samples.measurement("fp16.safe-scales<6", tensors))
    #expect(found.scale == nil && found.margin.description == "1" && !found.margin.isAbove)
    #expect(found.worst.tensor == "b")
  }

  @Test("looks at the best scale of the whole recording unless told otherwise")
  func bestScale() throws {
    let tensors: [(String, [Float])] = [("a", [0x1p-30, 0x1p-3]), ("b", [0x1p-40, 0x1p-3])]
    let audit = try Samples.audit(tensors, ["fp16.lost>0"])
    let exponent = audit.verdicts[0].window.bestExponent
    #expect(exponent == 17)  // the middle of 2^16...2^18
    for patterns in ["", "{a}", "{b}"] {
      let found = try Limit("fp16.lost\(patterns)>0").evaluate(audit).measurement
      #expect(found?.scale == LossScale(powerOfTwo: exponent))
    }
    #expect(ScaleWindow.none(leastLossless: 9, greatestWithoutOverflow: 4).bestExponent == 4)
    #expect(ScaleWindow.none(leastLossless: 9, greatestWithoutOverflow: -4).bestExponent == 0)
    #expect(ScaleWindow.none(leastLossless: nil, greatestWithoutOverflow: nil).bestExponent == 0)
    #expect(ScaleWindow.unconstrained.bestExponent == 0)
  }

  @Test("looks at each scale of the sweep, and reports the worst")
  func eachScale() throws {
    let scales = [0, 4, 10].map(LossScale.init(powerOfTwo:))
    let tensors: [(String, [Float])] = [("a", [0x1p-30, 100]), ("b", [0x1p-26, 1])]
    let audit = try Samples.audit(tensors, scales: scales)
    let under = try #require(try Limit("fp16@each.underflow>0").evaluate(audit).measurement)
    #expect(under.isBreached && under.scale == .one && under.value.numerator == 2)
    let over = try #require(try Limit("each(fp16@each.overflow)>0").evaluate(audit).measurement)
    #expect(over.breaches.map(\.tensor) == ["a"] && over.scale == scales[2])
    let lost = try #require(try Limit("each(fp16@each.lost)>0").evaluate(audit).measurement)
    #expect(lost.breaches.count == 4)
    #expect(try !Limit("fp16@each.overflow>50%").evaluate(audit).isBreached)
  }

  @Test("is kept or failed whatever the order of tensors")
  func patterns() throws {
    let tensors = [
      ("layers.0.weight", Samples.values(50, of: 100)), ("head.weight", Samples.values(0, of: 100)),
      ("layers.1.bias", Samples.values(1, of: 100)),
    ]
    #expect(try Samples.isBreached("fp16@1.underflow{layers.*.weight}>49%", tensors))
    #expect(try !Samples.isBreached("fp16@1.underflow{!layers.0.**}>1%", tensors))
    let found = try Samples.measurement("fp16@1.underflow{layers.**}>50%", tensors)
    #expect(found?.value.denominator == 200 && found?.tensorCount == 2)
  }
}
