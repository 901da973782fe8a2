import GradientAudit
import Testing

@Suite("Tensors are chosen by their names")
struct TensorFilterTests {
  @Test(
    "Patterns match whole names",
    arguments: [
      (
        "layers.*.weight", ["layers.0.weight", "layers..weight"], ["layers.0.1.weight", "layers.0"]
      ),
      ("**.bias", ["a.b.bias", "/.bias", ".bias"], ["bias", "a.bias.x"]),
      ("a**", ["a", "a.b/c", "ab"], ["ba"]),
      ("*", ["", "a", "é"], ["a.b", "a/b"]),
      ("**", ["", "a.b/c\n"], []),
      ("*a*a*", ["aa", "xaya", "aaaaaaaaaa"], ["a", "a.a"]),
      ("?.w", ["a.w", "\u{1F600}.w"], [".w", "ab.w", "..w"]),
      ("\\*,b\\,c", ["*", "b,c"], ["a", "b", "c"]),
      ("a,!b", ["a"], ["b", "c"]),
      ("!*.bias,!x", ["a", "a.b.bias"], ["a.bias", "x"]),
      ("**,!**.bias", ["a", "bias"], ["a.bias"]),
    ])
  func matches(pattern: String, meant: [String], others: [String]) throws {
    let filter = try TensorFilter(pattern)
    for name in meant { #expect(filter.contains(name), "\(name)") }
    for name in others { #expect(!filter.contains(name), "\(name)") }
    #expect(filter.description == pattern)
  }

  @Test("Names are compared byte by byte")
  func bytes() throws {
    #expect(try !TensorFilter("\u{E9}").contains("e\u{301}"))
  }

  @Test("Patterns that match nothing can be named")
  func unmatched() throws {
    let filter = try TensorFilter("a.*,b\\,c,z?,!q")
    #expect(filter.patternsWithoutMatch(among: ["a.b", "z1"]) == ["b\\,c"])
    #expect(filter.patternsWithoutMatch(among: []) == ["a.*", "b\\,c", "z?"])
    #expect(TensorFilter.all.patternsWithoutMatch(among: []) == [])
  }

  @Test("What is no list is refused", arguments: ["", "a,", ",a", "!", "a,!", "\\", "a\\"])
  func refused(text: String) {
    #expect(throws: TensorFilterError.self) { try TensorFilter(text) }
  }

  @Test("A pattern of many asterisks takes no time")
  func manyAsterisks() throws {
    let filter = try TensorFilter(String(repeating: "*a", count: 200) + "b")
    #expect(!filter.contains(String(repeating: "a", count: 2000)))
  }

  @Test("All tensors") func all() { #expect(TensorFilter.all.contains("any.name/at all")) }
}
