import FPAudit
import Foundation
import Testing

@Suite("fpaudit inspect, formats, round and verify")
struct OtherCommandTests {
  @Test("inspect lists tensors with their types and shapes, and what is left out")
  func inspect() throws {
    let run = try Tool.run("inspect", "Datasets/digits-cnn-npy/step_000010")
    #expect(run.status == 0)
    #expect(run.output.contains("fp32   32×256         fc1.weight"))
    #expect(run.output.contains("1 step, 12 tensors, 35722 values\n"))
  }

  @Test("formats shows derived parameters")
  func formats() throws {
    let rows = try Tool.run("formats").output.split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(rows[0].first == "format")
    #expect(
      rows.contains([
        "fp16", "1/5/10", "-14..15", "65504", "2^-14", "2^-24", "2^-25", ">=65520",
      ]))
    #expect(
      rows.contains([
        "bf16", "1/8/7", "-126..127", "3.3895e+38", "2^-126", "2^-133", "2^-134", ">=3.3962e+38",
      ]))
    #expect(try Tool.run("formats").output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(rows.contains { $0.first == "e8m0fnu" && $0.contains("-") })
  }

  @Test("round shows result, bits, error, outcome and flags")
  func round() throws {
    let run = try Tool.run("round", "65520", "-3e-8", "0x1p-25", "nan", "--to", "fp16")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 8)
    #expect(lines[1].contains("inf") && lines[1].contains("0x7C00"))
    #expect(lines[1].hasSuffix("overflow, overflow inexact"))
    #expect(lines[3].contains("0x8001") && lines[3].hasSuffix("subnormal, underflow inexact"))
    #expect(lines[5].contains("0x0000") && lines[5].contains("-0.5 ulp"))
    #expect(lines[5].hasSuffix("underflow, underflow inexact"))
    #expect(lines[7].contains("nan") && lines[7].contains("0x7E00"))
  }

  @Test("round takes negative values with and without `--` before them")
  func negativeValues() throws {
    let plain = try Tool.run("round", "-1", "--to", "fp16")
    let dashed = try Tool.run("round", "--to", "fp16", "--", "-1")
    #expect(plain.status == 0 && dashed.status == 0)
    #expect(plain.output.contains("0xBC00"))
    #expect(dashed.output == plain.output)
    #expect(try Tool.run("round", "--to", "fp16", "--").status == 2)
  }

  @Test("round tells binary32 sources from binary64 ones")
  func roundFromBinary32() throws {
    let wide = try Tool.run("round", "65519.9999", "--to", "fp16").output
    let narrow = try Tool.run("round", "65519.9999", "--to", "fp16", "--from", "fp32").output
    #expect(wide.contains("65504"))
    #expect(narrow.contains("inf"))
  }

  @Test("help says what is left out and how long it takes")
  func help() throws {
    func help(_ command: String) throws -> String {
      try Tool.run(command, "--help").output.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
    #expect(try help("formats").contains("with an exponent field of at most 11 bits"))
    #expect(try help("explain").contains("or in every one with --to all"))
    let verify = try help("verify")
    #expect(verify.contains("for the other formats of at most 19 bits"))
    #expect(verify.components(separatedBy: "hour").count == 2)
  }

  #if MPFR
    @Test("verify finds no mismatch, in two formats and three directions")
    func verify() throws {
      let run = try Tool.run(
        "verify", "--depth", "quick", "--formats", "fp16,e4m3fn", "--directions", "rne,RNA,toOdd")
      #expect(run.status == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 2 * 3 * 3 + 1)
      #expect(lines.allSatisfy { $0.contains(", 0 mismatches, ") })
    }

    @Test("verify goes on where it stopped, and skips a torn line and another build's")
    func resume() throws {
      let scratch = try Scratch()
      let state = scratch.path("state.jsonl")
      let arguments =
        "verify --depth quick --formats e2m1fn --directions rtz,rtp --resume \(state)"
      let whole = try Tool.shell("$FPAUDIT \(arguments) --certificate -")
      #expect(whole.status == 0)
      #expect(whole.output.contains("\"instructionSet\" : \"\(RoundingKernel.instructionSet)\""))
      #expect(whole.output.contains(/"build" : "[0-9a-f]+"/))
      let lines = try String(contentsOfFile: state, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 6)
      let kept = lines.prefix(2).joined(separator: "\n") + "\n"
      let alien = lines[2].replacing(/"build":"[^"]*"/, with: "\"build\":\"other\"") + "\n"
      try (kept + alien + lines[3].prefix(40)).write(
        toFile: state, atomically: true, encoding: .utf8)
      #expect(try Tool.shell("$FPAUDIT \(arguments)").status == 0)
      let again = try String(contentsOfFile: state, encoding: .utf8).split(separator: "\n")
      #expect(again.count == 2 + 1 + 1 + 4)
      #expect(try Tool.shell("$FPAUDIT \(arguments)").status == 0)
      #expect(
        try String(contentsOfFile: state, encoding: .utf8).split(separator: "\n").count == 8)
    }

    @Test("verify says that a directory keeps no blocks, and what would")
    func resumeDirectory() throws {
      let scratch = try Scratch()
      let run = try Tool.run("verify", "--depth", "quick", "--resume", scratch.url.path)
      #expect(run.status == 2)
      let path = scratch.url.path
      #expect(run.error.contains("`\(path)` is a directory; name a file, such as `\(path)/"))
    }

    @Test("verify names a direction that it does not know")
    func unknownDirection() throws {
      let run = try Tool.run("verify", "--directions", "sideways")
      #expect(run.status == 2)
      #expect(run.error.contains("`sideways`"))
    }
  #endif
}
