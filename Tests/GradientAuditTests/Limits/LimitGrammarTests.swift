import FloatEmulation
import GradientAudit
import Testing

@Suite("The language of limits")
struct LimitGrammarTests {
  @Test(
    "is written in one way, which reads back as the same",
    arguments: [
      ("fp16.underflow>0.5%", "fp16.underflow>0.5%"),
      ("half.underflow>5000ppm", "fp16.underflow>0.5%"),
      (" fp16.underflow \t>= 0.50% ", "fp16.underflow>=0.5%"),
      ("fp16@1024.overflow>0", "fp16@2^10.overflow>0"),
      ("fp16@2^-3.overflow>0", "fp16@2^-3.overflow>0"),
      ("fp16@1.lost>0.0", "fp16@1.lost>0"),
      ("fp16@0.1.lost!=0%", "fp16@0.1.lost!=0"),
      ("fp16@1e3.lost==1ppm", "fp16@1000.lost==0.0001%"),
      ("fp16@1e+20.lost>0", "fp16@1e+20.lost>0"),
      ("fp16@1.5e-7.lost>0", "fp16@1.5e-07.lost>0"),
      ("fp16@best.nan>0", "fp16.nan>0"),
      ("bf16@each.infinite>0.000000001ppm", "bf16@each.infinite>0.000000001ppm"),
      ("total(fp16.zero)<10%", "fp16.zero<10%"),
      (
        "each ( fp16.underflow{layers.*.weight,!**.bias} )>2%",
        "each(fp16.underflow{layers.*.weight,!**.bias})>2%"
      ),
      ("p99(e4m3:bias=11:special=fnuz@2^10.overflow)>0", nil),
      ("max(Binary8p4se.lost)<=1%", nil),
      ("fp16.safe-scales<3", nil),
      ("fp16.safe-scales==254", nil),
      ("fp16.underflow>baseline", nil),
      ("fp16.underflow>baseline + 0.1%", "fp16.underflow>baseline+0.1%"),
      ("fp16.underflow>baseline+0", nil),
      ("fp16.underflow > baseline*1.50", "fp16.underflow>baseline*1.5"),
      ("fp16.underflow > baseline * 007", "fp16.underflow>baseline*7"),
      ("p50(fp16.safe-scales)<baseline*0.05", nil),
      ("fp16.safe-scales<baseline+2", nil),
      ("fp16.sqnr<40dB", nil),
      ("bf16@2^10.sqnr < 40.50dB", "bf16@2^10.sqnr<40.5dB"),
      ("fp16.sqnr>0.0", "fp16.sqnr>0"),
      ("each(fp16.sqnr)<baseline*0.9", nil),
      ("fp16.sqnr<baseline+0.5dB", nil),
      ("fp16.norm-lost>0.1%", nil),
      ("fp16.largest-error>1%", nil),
      ("fp16.mean-error>baseline+1ppm", "fp16.mean-error>baseline+0.0001%"),
      ("fp16.underflow{a\\}b, c}>1% ?", "fp16.underflow{a\\}b, c}>1%?"),
      ("fp16.underflow{é{}>1%", nil),
    ] as [(String, String?)])
  func canonicalText(text: String, canonical: String?) throws {
    let limit = try Limit(text)
    #expect(limit.description == canonical ?? text)
    #expect(try Limit(limit.description) == limit)
  }

  @Test("has parts")
  func parts() throws {
    let limit = try Limit("each(fp16@0.5.underflow{a*})>=baseline+0.1%?")
    #expect(limit.aggregation == .each)
    #expect(limit.format == .binary16)
    #expect(limit.scale == .fixed(LossScale(powerOfTwo: -1)))
    #expect(limit.quantity == .underflow)
    #expect(limit.tensors.contains("ab") && !limit.tensors.contains("b"))
    #expect(limit.comparison == .greaterOrEqual)
    #expect(limit.bound == .baselinePlusShare(Share(1, of: 1000)))
    #expect(limit.bound.usesBaseline && limit.allowsNoTensor)
    let short = try Limit("fp16.safe-scales<3")
    #expect(short.aggregation == .total && short.scale == .best && short.tensors == .all)
    #expect(!short.bound.usesBaseline && !short.allowsNoTensor)
  }

  @Test("has = for shells that eat other signs")
  func shellSpelling() throws {
    #expect(try Limit(maximum: "fp16.underflow=0.5%") == Limit("fp16.underflow>0.5%"))
    #expect(try Limit(minimum: "fp16.safe-scales = 3") == Limit("fp16.safe-scales<3"))
    #expect(
      try Limit(maximum: "each(e4m3:bias=11.lost)=baseline*2")
        == Limit("each(e4m3:bias=11.lost)>baseline*2"))
  }

  @Test("knows every quantity, aggregation and comparison by its name")
  func words() throws {
    for quantity in LimitQuantity.allCases {
      let bound =
        switch quantity.unit {
        case .share: "1%"
        case .count: "1"
        case .decibel: "1dB"
        }
      #expect(try Limit("fp16.\(quantity.rawValue)>\(bound)").quantity == quantity)
    }
    for aggregation in LimitAggregation.allCases {
      #expect(
        try Limit("\(aggregation.rawValue)(fp16.lost)>1%").aggregation == aggregation)
    }
    for comparison in LimitComparison.allCases {
      #expect(try Limit("fp16.lost\(comparison.rawValue)1%").comparison == comparison)
    }
  }
}
