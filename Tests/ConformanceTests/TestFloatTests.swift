import Conformance
import FloatEmulation
import Testing

@Suite("Berkeley TestFloat's vectors")
struct TestFloatTests {
  static let names = PublishedVectors.names(in: "testfloat", suffix: ".txt")

  @Test("agree, result and flags, in every direction", arguments: names)
  func file(name: String) throws {
    let report = try check(name)
    #expect(report.isClean, "\(report.examples)")
    #expect(report.vectorCount >= 408)
  }

  @Test("are all there: nine functions, six directions, both kinds of tininess")
  func completeness() throws {
    #expect(Self.names.count == 63)
    let counts = try Self.names.map { try check($0).vectorCount }
    #expect(counts.reduce(0, +) == 37_296)
    #expect(Set(Self.names.map { $0.prefix { $0 != "." } }).count == TestFloatFunction.all.count)
  }

  @Test("tell the two kinds of tininess apart")
  func tininess() throws {
    let bytes = try PublishedVectors.bytes(
      "testfloat", "f64_to_f32.near_even.tininess_before.txt")
    let run = TestFloatRun(
      try TestFloatFunction(named: "f64_to_f32"), direction: .tiesToEven, tininess: .afterRounding)
    #expect(try VectorCheck.run(LineReader(bytes), testFloat: run).mismatchCount > 0)
  }

  @Test("tell every direction from the others", arguments: TestFloatRun.directions.map(\.name))
  func directions(name: String) throws {
    let bytes = try PublishedVectors.bytes("testfloat", "f32_to_f16.\(name).tininess_after.txt")
    for (_, direction) in TestFloatRun.directions {
      let run = TestFloatRun(
        try TestFloatFunction(named: "f32_to_f16"), direction: direction, tininess: .afterRounding)
      let report = try VectorCheck.run(LineReader(bytes), testFloat: run)
      let isSame = try TestFloatRun.direction(named: name) == direction
      #expect(report.isClean == isSame, "\(name) as \(direction)")
    }
  }

  @Test("a wrong result, a wrong flag and any NaN", arguments: zip(wrongLines, [1, 1, 1, 0, 0]))
  func lines(line: String, mismatches: Int) throws {
    let report = try checkLines("3F800000 3C00 00\n\(line)\n")
    #expect(report.vectorCount == 2)
    #expect(report.mismatchCount == mismatches)
    #expect(report.faultCount == 0)
    #expect(report.examples.allSatisfy { $0.hasPrefix("line 2: 0x") })
  }

  static let wrongLines = [
    "3F800000 3C01 00", "3F800001 3C00 00", "7FC00000 7C00 00", "7FC00000 7D01 00",
    "7F800001 FE00 10",
  ]

  @Test(
    "a line that is no vector is named",
    arguments: [
      "", "3F800000 3C00", "3F800000 3C00 00 00", "3F80000 3C00 00", "3F800000 3C0G 00",
      "3F800000  3C00 00", "3F800000 3C00 0", "3F800000 3C00 08", "3F800000 3C00 20", "é",
    ])
  func malformed(line: String) throws {
    let report = try checkLines("3F800000 3C00 00\n\(line)\n3F800000 3C00 00")
    #expect(report.vectorCount == 2)
    #expect(report.faultCount == 1)
    #expect(report.examples.count == 1)
    #expect(report.examples.allSatisfy { $0.hasPrefix("line 2: ") })
  }

  @Test("carriage returns, small letters and a last line without an end are fine")
  func lenience() throws {
    let report = try checkLines("3f800000 3c00 00\r\n3F800001 3C00 01")
    #expect(report.isClean)
    #expect(report.vectorCount == 2)
  }

  @Test("other functions and directions are errors that list what is known")
  func unknown() {
    #expect {
      try TestFloatFunction(named: "f16_add")
    } throws: {
      "\($0)".contains("`f16_add` is not known here; known are f16_to_f32, f16_to_f64, ")
    }
    #expect {
      try TestFloatRun.direction(named: "nearest")
    } throws: {
      "\($0)".contains("`nearest` is not known here; known are near_even, near_maxMag, ")
    }
  }

  private func check(_ name: String) throws -> VectorReport {
    let parts = name.split(separator: ".").map(String.init)
    let run = TestFloatRun(
      try TestFloatFunction(named: parts[0]),
      direction: try TestFloatRun.direction(named: parts[1]),
      tininess: parts[2] == "tininess_before" ? .beforeRounding : .afterRounding)
    return try VectorCheck.run(
      LineReader(PublishedVectors.bytes("testfloat", name + ".txt")), testFloat: run)
  }

  private func checkLines(_ text: String) throws -> VectorReport {
    let run = TestFloatRun(
      try TestFloatFunction(named: "f32_to_f16"), direction: .tiesToEven, tininess: .afterRounding)
    return try VectorCheck.run(LineReader(Array(text.utf8)), testFloat: run)
  }
}
