import FloatEmulation
import GradientAudit
import Testing

@Suite("A limit compares with a baseline, exactly")
struct LimitBaselineTests {
  private typealias Samples = LimitSamples

  @Test(
    "plus a share, times a factor",
    arguments: [
      (">baseline", 7, false), (">baseline", 8, true), (">=baseline", 7, true),
      (">baseline+0.1%", 8, false), (">baseline+0.099999999%", 8, true), ("<baseline", 6, true),
      (">baseline*2", 14, false), (">baseline*2", 15, true), (">baseline*1.999999999", 14, true),
      (">baseline*0", 1, true), (">baseline*0", 0, false), ("!=baseline", 7, false),
    ])
  func bounds(condition: String, underflowing: Int, isBreached: Bool) throws {
    // 7 of 1,000, as 21 of 3,000.
    let baseline = [("w", Samples.values(21, of: 3000))]
    let tensors = [("w", Samples.values(underflowing, of: 1000))]
    #expect(
      try Samples.isBreached("fp16@1.underflow\(condition)", tensors, baseline: baseline)
        == isBreached)
    #expect(
      try Samples.isBreached("each(fp16@1.underflow)\(condition)", tensors, baseline: baseline)
        == isBreached)
  }

  @Test("each tensor with itself at the same step")
  func each() throws {
    let before = [("a:1", Samples.values(5, of: 10)), ("b:1", Samples.values(0, of: 10))]
    let after = [("a:1", Samples.values(5, of: 10)), ("b:1", Samples.values(1, of: 10))]
    let found = try #require(
      try Samples.measurement("each(fp16@1.underflow)>baseline", after, baseline: before))
    #expect(found.breaches.map(\.tensor) == ["b"])
    #expect(found.worst.tensor == "b" && found.bound.baseline?.numerator == 0)
    #expect(try !Samples.isBreached("max(fp16@1.underflow)>baseline", after, baseline: before))
    #expect(try Samples.isBreached("fp16@1.underflow>baseline", after, baseline: before))
  }

  @Test("at its own best scale")
  func ownScale() throws {
    let before: [(String, [Float])] = [("w", [0x1p-40, 0x1p-8])]
    let after: [(String, [Float])] = [("w", [0x1p-30, 0x1p-3])]
    let found = try #require(
      try Samples.measurement("fp16.lost>baseline", after, baseline: before))
    #expect(found.scale == LossScale(powerOfTwo: 10))
    #expect(found.bound.baselineScale == LossScale(powerOfTwo: 19))
  }

  @Test("counts too")
  func counts() throws {
    let before: [(String, [Float])] = [("w", [0x1p-30, 0x1p-3])]  // 13 safe scales
    let after: [(String, [Float])] = [("w", [0x1p-30, 0x1p5])]  // 5
    for (bound, isBreached) in [
      ("baseline", true), ("baseline*0.4", true), ("baseline*0.384615384", false),
      ("baseline*0.384615385", true),
    ] {
      #expect(
        try Samples.isBreached("fp16.safe-scales<\(bound)", after, baseline: before) == isBreached)
    }
    #expect(try !Samples.isBreached("fp16.safe-scales>baseline+8", before, baseline: after))
    #expect(try Samples.isBreached("fp16.safe-scales>baseline+7", before, baseline: after))
  }
}
