import FloatEmulation
import GradientAudit
import Testing

@Suite("What is no limit is refused, with the place and what to write")
struct LimitSyntaxErrorTests {
  struct Case: Sendable {
    let text: String
    let position: Int
    let what: String

    init(_ text: String, _ position: Int, _ what: String) {
      (self.text, self.position, self.what) = (text, position, what)
    }
  }

  static let quantities =
    "underflow, subnormal, overflow, lost, nan, infinite, zero, safe-scales, sqnr, norm-lost, "
    + "largest-error, mean-error"
  static let shares = "0, 0.5%, 5000ppm or baseline"

  static let cells = [
    Case("", 0, "the limit is empty; write one such as fp16.underflow>0.5%"),
    Case(" \t", 0, "the limit is empty; write one such as fp16.underflow>0.5%"),
    Case(">0", 0, "a format is missing; a limit begins like fp16.underflow>0.5%"),
    Case("fp17.lost>0", 0, "there is no format `fp17`; did you mean `fp16`?"),
    Case(
      "e9m99.lost>0", 0, "`e9m99`: a precision of 100 bits is outside 1...53"),
    Case(
      "fp16>0.5%", 4, "a quantity is missing; write fp16.underflow, or another of \(quantities)"),
    Case("fp16.>0", 5, "a quantity is missing behind the point: \(quantities)"),
    Case("fp16.undrflow>0", 5, "there is no quantity `undrflow`; did you mean `underflow`?"),
    Case("fp16.cosine<1", 5, "there is no quantity `cosine`; known are \(quantities)"),
    Case("fp16@.lost>0", 5, "a scale is missing; write a number, 2^10, best, each or recorded"),
    Case("fp16@bset.lost>0", 5, "there is no scale `bset`; did you mean `best`?"),
    Case(
      "fp16@worst.lost>0", 5,
      "there is no scale `worst`; write a number, 2^10, best, each or recorded"),
    Case("fp16@0.lost>0", 5, "`0` is not a scale; write a number, 2^10, best, each or recorded"),
    Case(
      "fp16@1e999.lost>0", 5, "`1e999` is not a scale; write a number, 2^10, best, each or recorded"
    ),
    Case("fp16@2^.lost>0", 5, "`2^` is not a scale; write a number, 2^10, best, each or recorded"),
    Case(
      "fp16@3^2.lost>0", 5, "`3^2` is not a scale; write a number, 2^10, best, each or recorded"),
    Case("fp16@recordd.lost>0", 5, "there is no scale `recordd`; did you mean `recorded`?"),
    Case(
      "fp16@1024.safe-scales<3", 4,
      "safe-scales is a number for all scales together; leave out @2^10"),
    Case("fp16.lost{a>0", 9, "the brace is not closed"),
    Case("fp16.lost{a\\}>0", 9, "the brace is not closed"),
    Case(
      "fp16.lost{}>0", 10,
      "a pattern is empty; write patterns such as {layers.*.weight,!**.bias}"),
    Case(
      "(fp16.lost)>0", 0,
      "the parenthesis needs a word before it: total, each, max, p50, p90, p99"),
    Case("p95(fp16.lost)>0", 0, "there is no aggregation `p95`; did you mean `p90`?"),
    Case(
      "average(fp16.lost)>0", 0,
      "there is no aggregation `average`; known are total, each, max, p50, p90, p99"),
    Case("each(fp16.lost>0", 14, "the parenthesis is not closed; write )"),
  ]

  static let bounds = [
    Case(
      "fp16.lost", 9,
      "a comparison is missing; quote the expression: the shell takes > as a redirection"),
    Case(
      "fp16.lost=0.5%", 9,
      "= is no comparison; write == for equal, or > for a limit that more breaches"),
    Case("fp16.lost=>0.5%", 9, "there is no comparison `=>`; did you mean `>=`?"),
    Case("fp16.lost<>0.5%", 9, "there is no comparison `<>`; write one of > >= < <= == !="),
    Case("fp16.lost)>0", 9, "`)>0` is no comparison; write one of > >= < <= == !="),
    Case("fp16.lost 5%", 10, "`5%` is no comparison; write one of > >= < <= == !="),
    Case("fp16.lost>", 10, "a bound is missing; write \(shares)"),
    Case("fp16.lost>%", 10, "`%` is no number; write \(shares)"),
    Case("fp16.lost>-1%", 10, "a number has no sign here; write \(shares)"),
    Case("fp16.lost>basline", 10, "`basline` is no bound; did you mean `baseline`?"),
    Case("fp16.lost>half", 10, "`half` is no bound; write \(shares)"),
    Case("fp16.lost>0.5", 13, "a share needs a unit: 0.5% or 5000ppm"),
    Case("fp16.lost>1.%", 12, "a digit is missing behind the point"),
    Case("fp16.lost>0.5dB", 13, "a share is written in % or ppm, not in `dB`"),
    Case("fp16.sqnr<40", 12, "a ratio needs its unit: 40dB"),
    Case("fp16.sqnr<40%", 12, "a ratio needs its unit: 40dB"),
    Case("fp16.sqnr<40db", 12, "a ratio needs its unit: 40dB"),
    Case("fp16.lost>100.1%", 10, "a share is at most 100%"),
    Case(
      "fp16.lost>0.1234567891%", 10, "a share has at most nine decimals and 18 digits"),
    Case("fp16.safe-scales<2.5", 17, "a count is a whole number"),
    Case("fp16.safe-scales<3%", 18, "a count has no unit; write 3"),
    Case(
      "fp16.safe-scales<99999999999999999999", 17, "a count has at most 19 digits"),
    Case(
      "fp16.lost>baseline-1%", 18,
      "only + and * may follow baseline, as in baseline+0.1%"),
    Case("fp16.lost>baseline+", 19, "a number is missing; write \(shares)"),
    Case("fp16.lost>baseline+1", 20, "a share needs a unit: 0.5% or 5000ppm"),
    Case("fp16.lost>baseline*110%", 22, "a factor has no unit; write 1.1 for 110%"),
    Case(
      "fp16.lost>baseline*1.0123456789", 19,
      "a factor has at most nine decimals and 18 digits"),
    Case(
      "fp16.lost>1% and bf16.lost>1%", 13,
      "`and` does not belong here; a limit is one comparison, and several limits are several "
        + "options"),
    Case(
      "fp16.lost>1%??", 13,
      "`?` does not belong here; a limit is one comparison, and several limits are several "
        + "options"),
    Case(
      "fp16.lost>100%", 10,
      "this limit would never fail: lost lies between 0 and 100%, and the comparison is the "
        + "condition that fails"),
    Case(
      "fp16.lost>=0", 11,
      "this limit would always fail: lost lies between 0 and 100%, and the comparison is the "
        + "condition that fails"),
    Case(
      "fp16.safe-scales<255", 17,
      "this limit would always fail: safe-scales lies between 0 and 254, and the comparison is "
        + "the condition that fails"),
    Case(
      "fp16.safe-scales==255", 18,
      "this limit would never fail: safe-scales lies between 0 and 254, and the comparison is "
        + "the condition that fails"),
  ]

  @Test("as said", arguments: cells + bounds)
  func refused(test: Case) throws {
    let error = try #require(throws: LimitSyntaxError.self) { try Limit(test.text) }
    #expect(error.what == test.what)
    #expect(error.position == test.position)
    #expect(error.expression == test.text)
  }

  @Test("in a spelling for shells too")
  func refusedAssignments() throws {
    let maximum = try #require(throws: LimitSyntaxError.self) {
      try Limit(maximum: "fp16.lost>1%")
    }
    #expect(maximum.what == "write = here, as in fp16.underflow=0.5%")
    #expect(maximum.position == 9)
    let minimum = try #require(throws: LimitSyntaxError.self) {
      try Limit(minimum: "fp16.safe-scales")
    }
    #expect(minimum.what == "write = here, as in fp16.safe-scales=3")
    #expect(minimum.position == 16)
  }

  @Test("with a caret below the place")
  func caret() throws {
    let short = try #require(throws: LimitSyntaxError.self) { try Limit("fp16.undrflow>0.5%") }
    #expect(
      short.description == """
        there is no quantity `undrflow`; did you mean `underflow`?
          fp16.undrflow>0.5%
               ^
        """)
    let long = try #require(throws: LimitSyntaxError.self) {
      try Limit("fp16.lost{\(String(repeating: "a", count: 100))}>0.5")
    }
    #expect(
      long.description == """
        a share needs a unit: 0.5% or 5000ppm
          …\(String(repeating: "a", count: 25))}>0.5
          \(String(repeating: " ", count: 31))^
        """)
    let hostile = try #require(throws: LimitSyntaxError.self) { try Limit("fp16.lost{\u{1B}\n}=") }
    #expect(hostile.description.split(separator: "\n")[1] == "  fp16.lost{\\u{1B}\\u{A}}=")
    #expect(hostile.description.hasSuffix(String(repeating: " ", count: 2 + 22) + "^"))
  }
}
