import Testing

@Suite("fpaudit codes, vectors and verify --vectors")
struct VectorCommandTests {
  @Test("codes writes code, value and class of every code as CSV")
  func codes() throws {
    let run = try Tool.run("codes", "e4m3fn", "--csv", "-")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(run.status == 0)
    #expect(lines.count == 257)
    #expect(lines[0] == "code,value,class")
    #expect(lines[1] == "0x00,0,zero")
    #expect(lines[2] == "0x01,0.001953125,subnormal")
    #expect(lines[0x7E + 1] == "0x7E,448,normal")
    #expect(lines[0x7F + 1] == "0x7F,nan,nan")
    #expect(lines[0x80 + 1] == "0x80,-0,zero")
    #expect(try Tool.run("codes", "e5m2", "--csv", "-").output.contains("\n0xFC,-inf,infinite\n"))
  }

  @Test("codes shows fields in bits, to 19 bits")
  func codeTable() throws {
    let lines = try Tool.run("codes", "e2m1fn").output.split(separator: "\n")
    #expect(lines.count == 17)
    #expect(lines[10] == "0x9  1 00 1  subnormal  -0.5")
    #expect(try Tool.run("codes", "tf32").output.split(separator: "\n").count == 1 + 1 << 19)
    let wide = try Tool.run("codes", "fp32")
    #expect(wide.status == 2)
    #expect(wide.error.contains("fp32 has 2^32 codes, too many for a table"))
    #expect(wide.error.contains("fpaudit vectors --format fp32"))
  }

  @Test("verify accepts what vectors writes, as CSV through a pipe and as JSON lines in a file")
  func roundTrip() throws {
    let scratch = try Scratch()
    let path = scratch.path("v.jsonl")
    let run = try Tool.shell(
      """
      set -e -o pipefail
      $FPAUDIT vectors --format e4m3fn --direction toOdd --overflow saturateFinite --from fp64 \
        --csv - --jsonl \(path) | $FPAUDIT verify --vectors -
      $FPAUDIT verify --vectors \(path)
      """)
    #expect(run.status == 0, "\(run.error)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 2)
    let rules = "fp64 to e4m3fn, toOdd, overflow saturateFinite"
    #expect(lines.allSatisfy { $0.contains(rules) && $0.hasSuffix(", 0 mismatches") })
  }

  @Test("a corrupted line is named with its number, with exit code 2")
  func corruption() throws {
    let run = try Tool.shell(
      """
      $FPAUDIT vectors --format fp16 | sed '1000s/,0x[0-9A-F]*/,0x12/' \
        | $FPAUDIT verify --vectors -
      """)
    #expect(run.status == 2)
    let start = "fpaudit: standard input: line 1000: the field `bits` holds `0x12`"
    #expect(run.error.hasPrefix(start))
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test("TestFloat's lines are checked with function, direction and tininess")
  func testFloat() throws {
    let folder = "Tests/ConformanceTests/Vectors/testfloat"
    let file = "\(folder)/f32_to_f16.odd.tininess_after.txt"
    let good = try Tool.run(
      "verify", "--vectors", file, "--function", "f32_to_f16", "--direction", "odd", "--tininess",
      "after")
    #expect(good.status == 0)
    #expect(good.output.hasSuffix(": 600 vectors, 0 mismatches\n"))
    let bad = try Tool.run(
      "verify", "--vectors", file, "--function", "f32_to_f16", "--direction", "min")
    #expect(bad.status == 2)
    #expect(bad.error.contains("fpaudit: \(file): line "))
    #expect(bad.error.contains("more\n"))
  }

  @Test("options that make no sense are errors")
  func usage() throws {
    for arguments in [
      ["verify", "--function", "f32_to_f16"], ["verify", "--vectors", "x", "--direction", "odd"],
      ["verify", "--vectors", "x", "--function", "f16_add"], ["verify", "--vectors", "no/file"],
      ["vectors", "--format", "fp16", "--from", "e4m3fn"], ["vectors", "--format", "fp61"],
      ["vectors", "--format", "fp16", "--direction", "up"], ["codes", "fp64"],
      ["vectors", "--format", "fp16", "--csv", "-", "--jsonl", "-"],
    ] {
      let run = try Tool.shell("$FPAUDIT " + arguments.joined(separator: " "))
      #expect(run.status == 2, "\(arguments)")
      #expect(run.error.hasPrefix("fpaudit: "))
      #expect(run.output.isEmpty)
    }
  }
}
