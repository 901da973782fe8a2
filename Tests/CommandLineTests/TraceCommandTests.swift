import Foundation
import Testing

@Suite("fpaudit trace")
struct TraceCommandTests {
  static let header =
    "step,tensor,flat_index,index,value,bits,scaled,rounded,rounded_bits,outcome"

  private func rows(_ arguments: String...) throws -> [String] {
    let run = try Tool.run(arguments: ["trace"] + arguments + ["--csv", "-"])
    #expect(run.status == 0 && run.error == "", "\(run.error)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.first == Self.header)
    return Array(lines.dropFirst())
  }

  @Test("writes CSV to the letter of the contract")
  func csv() throws {
    let rows = try rows("Datasets/chars-transformer", "--format", "fp16", "--first", "1")
    #expect(
      rows.first
        == "1,blocks.0.attention.qkv.bias,40,40,7.275958e-12,0x2D000000,7.275957614183426e-12,0,"
        + "0x0000,underflow")
    #expect(rows.contains { $0.hasPrefix("1,blocks.0.mlp.2.weight,5664,35:64,1.2340024e-08,") })
  }

  @Test("gives scaled values and codes of other formats, scales and arithmetics")
  func scaled() throws {
    let options = ["Datasets/diverging", "--outcomes", "overflow,infinite,nan", "--steps", "198"]
    let exact = try rows(
      options[0], options[1], options[2], options[3], options[4], "--format",
      "e4m3fn", "--scale", "0.1", "--all")
    let single = try rows(
      options[0], options[1], options[2], options[3], options[4], "--format",
      "e4m3fn", "--scale", "0.1", "--scale-arithmetic", "fp32", "--all")
    #expect(exact.count == single.count && exact != single)
    for (one, two) in zip(exact, single) {
      let (left, right) = (one.split(separator: ","), two.split(separator: ","))
      #expect(left.count == 10 && right.count == 10)
      guard left[9] == "overflow", right[9] == "overflow" else { continue }
      let value = try #require(Float(String(left[4])))
      #expect(Double(String(left[6])) == Double(value) * 0.1)
      #expect(Float(String(right[6])) == value * 0.1)
      #expect(left[7...] == ["nan", value < 0 ? "0xFF" : "0x7F", "overflow"])
    }
  }

  @Test("lists as many values as an audit counts")
  func counts() throws {
    let audit = try Tool.run(
      "Datasets/digits-cnn", "--formats", "fp16", "--scales", "1024", "--csv", "-")
    let rows = try rows("Datasets/digits-cnn", "--format", "fp16", "--scale", "2^10", "--all")
    for outcome in ["underflow", "overflow"] {
      let column = try #require(
        AuditCommandTests.header.split(separator: ",").firstIndex { $0 == outcome })
      let counted = audit.output.split(separator: "\n").dropFirst()
        .compactMap { Int($0.split(separator: ",")[column]) }.reduce(0, +)
      #expect(rows.count { $0.hasSuffix(outcome) } == counted)
    }
  }

  @Test("writes the same as JSON lines")
  func jsonLines() throws {
    let rows = try rows(
      "Datasets/diverging", "--format", "fp16", "--outcomes", "nan,infinite,overflow,subnormal")
    let run = try Tool.run(
      "trace", "Datasets/diverging", "--format", "fp16", "--outcomes",
      "nan,infinite,overflow,subnormal", "--jsonl", "-")
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == rows.count)
    for (line, row) in zip(lines, rows) {
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == Set(Self.header.split(separator: ",").map(String.init)))
      let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(object["flat_index"] as? Int == Int(fields[2]))
      #expect((object["index"] as? [Int])?.map(String.init).joined(separator: ":") == fields[3])
      #expect(object["bits"] as? String == fields[5])
      let number = object["value"] as? Double
      #expect(number.map { Float($0) } ?? .nan == Float(fields[4]) || number == nil)
      #expect(number != nil || object["value"] as? String == fields[4])
      #expect(object["outcome"] as? String == fields[9])
    }
  }

  @Test("has a page of 80 columns that says how many there are")
  func page() throws {
    let run = try Tool.run(
      "trace", "Datasets/chars-transformer", "--format", "fp16", "--by", "axis")
    #expect(run.status == 0 && run.error == "")
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(run.output.hasPrefix("800 of 469,560 values underflow in fp16.\n"))
    #expect(
      run.output.contains(
        "blocks.0.attention.qkv.bias: 397 of 1,200 values underflow, 100 listed\n"))
    #expect(
      run.output.contains(
        """
        40 of 120 slices along axis 0 of blocks.0.attention.qkv.bias are wholly lost in
        fp16 over 10 steps: 40..79
        """))
  }

  @Test("says so when there is no such value")
  func nothing() throws {
    let run = try Tool.run("trace", "Datasets/chars-transformer", "--format", "bf16")
    #expect(run.status == 0)
    #expect(run.output == "None of 469,560 values underflows or overflows in bf16.\n")
  }

  @Test("gives the same bytes for any number of threads", arguments: ["1", "2", "7"])
  func threads(count: String) throws {
    let options = ["Datasets/digits-cnn", "--format", "e4m3fn", "--all"]
    let one = try rows(options[0], options[1], options[2], options[3], "--threads", "1")
    let many = try rows(options[0], options[1], options[2], options[3], "--threads", count)
    let isSame = one == many
    #expect(isSame)
    #expect(one.count > 10_000)
  }

  @Test("chooses tensors and steps, and refuses those that are not there")
  func choice() throws {
    let chosen = try rows(
      "Datasets/chars-transformer", "--format", "fp16", "--tensors", "blocks.*.attention.**",
      "--steps", "1,20..100", "--first", "1")
    #expect(Set(chosen.map { $0.prefix { $0 != "," } }) == ["1", "30", "100"])
    #expect(chosen.allSatisfy { $0.contains(".attention.") })
    for (option, text, message) in [
      ("--tensors", "block.0.mlp.0.bias", "did you mean `blocks.0.mlp.0.bias`?"),
      ("--tensors", "*.bias,nonsense.**", "no tensor matches `nonsense.**`; there are"),
      ("--tensors", "!**", "no tensor of these names is in the recording"),
      ("--steps", "1,7", "there is no step 7 in the recording; it has 1, 10, 30, 100, 200 and"),
      ("--steps", "11..29", "there is no step 11..29"),
      ("--steps", "9..1", "runs downwards"),
      ("--steps", "x", "`x` is no step"),
      ("--outcomes", "undreflow", "did you mean `underflow`?"),
      ("--scale", "-1", "`-1` is not a scale"),
      ("--direction", "stochasticA8", "to chance"),
      ("--flush", "operands", "none is flushed"),
      ("--by", "step", "axis"),
    ] {
      let run = try Tool.run(
        "trace", "Datasets/chars-transformer", "--format", "fp16", "\(option)=\(text)")
      #expect(run.status == 2 && run.output == "")
      #expect(run.error.contains(message), "\(run.error)")
    }
    let both = try Tool.run(
      "trace", "Datasets/diverging", "--format", "fp16", "--all", "--first", "3")
    #expect(both.status == 2 && both.error.contains("give one of --first, --all"))
  }

  @Test("names what it cannot read, and traces the rest")
  func brokenFiles() throws {
    let scratch = try Scratch()
    let run = try Tool.shell(
      """
      cp Datasets/diverging/step_000198.safetensors \(scratch.url.path)
      head -c 5000 Datasets/diverging/step_000001.safetensors > \(scratch.path("cut.safetensors"))
      $FPAUDIT trace \(scratch.url.path) --format fp16 --csv -
      """)
    #expect(run.status == 2)
    #expect(run.error.contains("cut.safetensors: ") && run.error.split(separator: "\n").count == 1)
    #expect(run.output.contains("\n198,"))
    let missing = try Tool.run("trace", "no-such-dump", "--format", "fp16")
    #expect(missing.status == 2 && missing.output == "")
  }

  @Test("ends quietly where the reader of a pipe goes away, and still writes its files")
  func closedPipe() throws {
    let scratch = try Scratch()
    let run = try Tool.shell(
      """
      $FPAUDIT trace Datasets/digits-cnn --format e4m3fn --all --csv - | head -n 1
      echo ${PIPESTATUS[0]}
      $FPAUDIT trace Datasets/digits-cnn --format e4m3fn --all --csv - \
        --jsonl \(scratch.path("a.jsonl")) | head -n 1
      echo ${PIPESTATUS[0]}
      $FPAUDIT trace Datasets/digits-cnn --format e4m3fn --all --jsonl - | cmp - \
        \(scratch.path("a.jsonl"))
      """)
    #expect(run.error == "")
    #expect(run.output == "\(Self.header)\n0\n\(Self.header)\n0\n")
  }

  @Test("writes the shortest decimal that a reader of 16 bits takes for the value")
  func shortDecimals() throws {
    let scratch = try Scratch()
    let header =
      "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,)}"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let codes = (UInt16.min...UInt16.max).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    try Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + codes)
      .write(to: scratch.url.appending(path: "w.npy"))
    let rows = try rows(
      scratch.path("w.npy"), "--format", "e4m3fn", "--all", "--outcomes",
      "zero,underflow,subnormal,normal,overflow,infinite,nan")
    #expect(rows.count == 65_536)
    #if !(os(macOS) && arch(x86_64))
      for (code, row) in rows.enumerated() {
        let text = String(row.split(separator: ",")[4])
        let value = Float16(bitPattern: UInt16(code))
        if value.isNaN {
          #expect(text == "nan")
        } else {
          let digits = { (text: String) in text.prefix { $0 != "e" }.count(where: \.isNumber) }
          #expect(Float16(text) == value, "\(text)")
          #expect(digits(text) <= digits(value.description), "\(text), \(value)")
        }
      }
    #endif
  }
}
