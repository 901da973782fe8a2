import GradientAudit
import Testing

@Suite("No text at all traps or stalls the parser of limits")
struct LimitFuzzTests {
  /// Pieces of the grammar, whole and torn.
  private static let fragments = [
    "fp16", "bf16", "e4m3", "e4m3:bias=3", "e5m10:special=fnuz", "Binary8p4se", "e99m99", "@", "@@",
    "best", "each", "recorded", "2^", "2^10", "2^-99999999999999999999", "1e308", "1e-9999", "0.5",
    ".", "underflow", "lost", "nan", "safe-scales", "safe-", "{", "}", "{a*,!b}", "{\\", "\\}",
    "**",
    "(", ")", "total(", "p50(", "max (", ">", ">=", "<", "<=", "==", "!=", "=", "!", "0", "0.0",
    "5",
    "100%", "0.5%", "%", "ppm", "18446744073709551615", "99999999999999999999", "0.000000001",
    "baseline", "baseline+", "baseline*", "+", "*", "-", "?", " ", "\t", "\n", "\u{0}", "é",
    "e\u{301}", "\u{202E}", "𝟙", "٣",
  ]

  private static func text(_ generator: inout SplitMix64) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      if Int.random(in: 0..<8, using: &generator) == 0 {
        let bytes = (0..<3).map { _ in UInt8.random(in: 0...255, using: &generator) }
        text += String(decoding: bytes, as: UTF8.self)
      } else {
        text += fragments.randomElement(using: &generator) ?? ""
      }
    }
    return text
  }

  /// A text that is a limit more often than not.
  private static func likelyLimit(_ generator: inout SplitMix64) -> String {
    func one(_ texts: String...) -> String { texts.randomElement(using: &generator) ?? "" }
    let cell =
      one("fp16", "bf16", "e4m3:bias=3", "half") + one("", "", "@2^10", "@0.1", "@each", "@1e30")
      + "." + one("underflow", "lost", "zero", "safe-scales", "nan")
      + one("", "", "{a*}", "{**,!\\}}", "{é,\\\\}")
    let (open, close) = Bool.random(using: &generator) ? ("", "") : (one("each(", "p90 ( "), ")")
    let number = "\(Int.random(in: 0...120, using: &generator))"
    return open + cell + close + one(">", ">=", "<", "<=", "==", "!=", "=") + one("", " ")
      + one("", "", "baseline+", "baseline*") + number + one("", ".5", ".000000001")
      + one("%", "%", "ppm", "") + one("", "?", " ? ")
  }

  /// Whether a text is refused in three lines with a place inside, or is a limit that
  /// reads back as the same.
  private static func isSound(_ text: String, _ accepted: inout Int) -> Bool {
    do {
      let limit = try Limit(text)
      accepted += 1
      return try Limit(limit.description) == limit
    } catch {
      return (0...text.unicodeScalars.count).contains(error.position)
        && error.description.utf8.count { $0 == UInt8(ascii: "\n") } == 2
    }
  }

  @Test("100,000 random texts are refused, or are limits that read back as the same")
  func randomTexts() {
    let seed: UInt64 = 20_26
    var generator = SplitMix64(seed: seed)
    var accepted = 0
    let failures = (0..<100_000).map { number in
      number.isMultiple(of: 4)
        ? LimitFuzzTests.likelyLimit(&generator) : LimitFuzzTests.text(&generator)
    }.filter { !LimitFuzzTests.isSound($0, &accepted) }
    #expect(failures.isEmpty, "seed \(seed): \(failures.prefix(5).map(\.debugDescription))")
    #expect(accepted > 5_000)
  }

  @Test(
    "A text of 200,000 bytes takes no time",
    arguments: [
      "(", "fp16.", "@", "2^", "1e", "{", "\\", "9", "0", ".", "%", "a", "é", " ", ">", "=",
      "total(",
      ":", "=a:",
    ])
  func longTexts(piece: String) {
    let clock = ContinuousClock()
    let long = String(repeating: piece, count: 200_000 / piece.utf8.count)
    let texts = [
      long, "fp16" + long, "fp16@" + long, "fp16@1" + long, "fp16." + long,
      "fp16.lost{" + long + "}>0",
      "fp16.lost>" + long, "fp16.lost>0." + long, "fp16.lost>baseline" + long,
      "fp16.lost>baseline*" + long,
    ]
    let time = clock.measure {
      for text in texts {
        do {
          #expect(try Limit(text).quantity == .lost)
        } catch {
          #expect("\(error)".utf8.count < 2000)
        }
      }
    }
    #expect(time < .seconds(10))
  }
}
