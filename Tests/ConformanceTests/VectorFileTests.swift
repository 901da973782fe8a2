import Conformance
import FloatEmulation
import Testing

@Suite("Vector files")
struct VectorFileTests {
  /// The two kinds of files.
  enum Kind: CaseIterable {
    case csv, jsonLines
  }

  @Test(
    "are checked without further options, whatever the projection", arguments: Kind.allCases,
    projections)
  func roundTrip(kind: Kind, projection: Projection) throws {
    let set = VectorSet(projection, source: projection.format == .binary16 ? .bfloat16 : nil)
    let report = try check(lines(VectorDocument(set), kind))
    #expect(report.isClean, "\(report.examples)")
    #expect(report.vectorCount == set.count)
  }

  static let projections: [Projection] = [
    Projection(.e2m1fn), Projection(.e4m3fn, direction: .toOdd, overflow: .saturateAll),
    Projection(.e5m2, direction: .towardNegative, flushing: [.operands, .results]),
    Projection(.e8m0fnu, direction: .towardPositive, overflow: .saturateFinite, nan: .canonical),
    Projection(.binary16, flushing: .results, tininess: .beforeRounding),
    Projection(.binary32, direction: .towardZero),
    Projection(.e3m4, direction: RoundingDirection(named: "stochasticC5") ?? .toOdd),
  ]

  @Test("a flipped digit of any line is noticed", arguments: Kind.allCases)
  func flippedDigits(kind: Kind) throws {
    let original = lines(VectorDocument(VectorSet(Projection(.e2m1fn))), kind)
    // Another payload of a NaN is another vector that agrees.
    for index in original.indices.dropFirst() where !original[index].contains("nan") {
      for position in original[index].indices where original[index][position].isHexDigit {
        guard !isPartOfWord(original[index], position) else { continue }
        var changed = original
        let digit = changed[index][position] == "3" ? "4" : "3"
        changed[index].replaceSubrange(position...position, with: digit)
        let report = try check(changed)
        #expect(!report.isClean, "\(changed[index])")
        // Only the second row can tell that the first one's count is wrong.
        let named = index == 1 ? ["line 2: ", "line 3: "] : ["line \(index + 1): "]
        let example = report.examples.first ?? ""
        #expect(named.contains { example.hasPrefix($0) }, "\(changed[index])")
      }
    }
  }

  @Test("a file that was cut, and one that lacks a line, are noticed", arguments: Kind.allCases)
  func missingLines(kind: Kind) throws {
    let original = lines(VectorDocument(VectorSet(Projection(.e2m1fn))), kind)
    let cut = try check(Array(original.dropLast(3)))
    #expect(cut.faultCount == 1)
    #expect(cut.examples[0].contains("ends early: 3 more vectors"))
    let holed = try check(Array(original[..<10] + original[11...]))
    #expect(holed.faultCount == 1)
    #expect(holed.examples[0].hasPrefix("line 11: `remaining` is "))
    let half = try check(original.dropLast() + [String(original[original.count - 1].dropLast(40))])
    #expect(half.faultCount == 1)
  }

  @Test("columns may be quoted, in another order and more than needed")
  func otherColumns() throws {
    let original = lines(VectorDocument(VectorSet(Projection(.e2m1fn))), .csv)
    let changed = original.enumerated().map { index, line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).reversed()
      let quoted = fields.map { "\"\($0)\"" }.joined(separator: ",")
      return quoted + (index == 0 ? ",comment" : #","say ""hi"", all""#)
    }
    #expect(try check(changed).isClean)
  }

  @Test("members of a later version are passed over")
  func otherMembers() throws {
    let original = lines(VectorDocument(VectorSet(Projection(.e2m1fn))), .jsonLines)
    let more = #", "later": -1.5e3, "note": "a\\b\"c", "x": null }"#
    let changed = original.map { String($0.dropLast()) + more }
    #expect(try check(changed).isClean)
  }

  @Test(
    "what is no vector file is an error that says so",
    arguments: [
      ("", VectorError.Code.noVectors), ("hello", .unknownKind), ("{}", .unknownSchema),
      ("{", .malformedLine), ("{\"schema\":\"fpaudit.vectors/2\"}", .unknownSchema),
      ("{\"schema\":\"fpaudit.vectors/1\"}", .missingField), ("remaining,bits", .missingField),
      ("{\"schema\":\"fpaudit.vectors/1\",\"count\":3}", .missingField),
      ("remaining,code,bits,code", .repeatedField),
      ("{\"schema\":\"fpaudit.vectors/1\",\"count\":3,\"count\":4}", .malformedLine),
    ])
  func foreign(text: String, code: VectorError.Code) {
    #expect {
      _ = try VectorCheck.run(LineReader(Array(text.utf8)), testFloat: nil)
    } throws: {
      ($0 as? VectorError)?.code == code
    }
  }

  @Test("random damage never traps", arguments: Kind.allCases)
  func damage(kind: Kind) throws {
    var generator = SystemRandomNumberGenerator()
    let original = lines(VectorDocument(VectorSet(Projection(.e2m1fn))), kind).prefix(12)
    let bytes = Array(original.joined(separator: "\n").utf8)
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let index = damaged.indices.randomElement(using: &generator) ?? 0
        damaged[index] = [0x22, 0x2C, 0x7D, 0x5C, 0x0A, 0xFF, 0x39].randomElement() ?? 0
      }
      _ = try? VectorCheck.run(LineReader(damaged), testFloat: nil)
    }
  }

  private func lines(_ document: VectorDocument, _ kind: Kind) -> [String] {
    var text = ""
    switch kind {
    case .csv: document.writeCSV { text += $0 }
    case .jsonLines: document.writeJSONLines { text += $0 }
    }
    return text.split(separator: "\n").map(String.init)
  }

  private func check(_ lines: [String]) throws -> VectorReport {
    let text = lines.map { $0 + "\n" }.joined()
    return try VectorCheck.run(LineReader(Array(text.utf8)), testFloat: nil)
  }

  /// Whether a letter or digit belongs to a name, not to a number.
  private func isPartOfWord(_ line: String, _ position: String.Index) -> Bool {
    let isWord: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "." || $0 == "-" }
    let before = line[..<position].reversed().prefix(while: isWord).reversed()
    let word = String(before) + String(line[position...].prefix(while: isWord))
    return !(word.hasPrefix("0x") || Double(word) != nil) || word == "nan" || word == "inf"
  }
}
