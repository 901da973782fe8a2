import Foundation
import Testing

@Suite("fpaudit audit --fail-on")
struct LimitCommandTests {
  private static let recording = "Datasets/chars-transformer"

  private func run(_ options: String...) throws -> Tool.Run {
    try Tool.run(arguments: [Self.recording, "--quiet"] + options)
  }

  @Test(
    "exits with 1 if a limit is breached, and with 0 if it is kept",
    arguments: [
      (["--fail-on", "fp16.underflow>0.5%"], 0), (["--fail-on", "fp16.underflow>0"], 1),
      (["--fail-on", "fp16@1.underflow>0.17%"], 1), (["--fail-on", "fp16@1.underflow>0.18%"], 0),
      (["--max", "fp16@1.underflow=0.17%"], 1), (["--min", "fp16.safe-scales=12"], 0),
      (["--min", "fp16.safe-scales=13"], 1), (["--warn-on", "fp16.underflow>0"], 0),
      (["--warn-on", "fp16.underflow>0", "--fail-on", "fp16.underflow>0"], 1),
      (["--fail-on", "fp16.underflow>0.5%", "--fail-on", "bf16.lost<=1%"], 1),
      (["--fail-on", "each(fp16@1.underflow{**.qkv.bias})>30%"], 1),
      (["--min", "fp16@1.sqnr=73dB"], 0), (["--min", "fp16@1.sqnr=74dB"], 1),
      (["--max", "bf16@1.mean-error=0.2%", "--fail-on", "fp16.largest-error<100%"], 0),
      (["--direction", "rtz", "--max", "fp16@1.underflow=0.17%"], 1),
    ] as [([String], Int32)])
  func exitCode(options: [String], status: Int32) throws {
    let run = try Tool.run(arguments: [Self.recording, "--quiet"] + options)
    #expect(run.exited && run.status == status, "\(run.error)")
    #expect(run.output == "")
    let isSilent = status == 0 && !options.contains("--warn-on")
    #expect(run.error.isEmpty == isSilent, "\(run.error)")
  }

  @Test("says what became of each limit, also where standard output is taken")
  func verdicts() throws {
    let run = try Tool.run(
      Self.recording, "--csv", "-", "--fail-on", "fp16@1.underflow>0.1%", "--fail-on",
      "bf16.lost>1%")
    #expect(run.status == 1)
    #expect(run.output.hasPrefix(AuditCommandTests.header))
    let lines = run.error.split(separator: "\n")
    #expect(lines[0].hasPrefix("fpaudit: breached: fp16@1.underflow>0.1%: 0.17"))
    #expect(lines.contains { $0.hasPrefix("  worst      blocks.") })
    #expect(
      lines.contains(
        "  list       fpaudit trace Datasets/chars-transformer --format fp16 --scale 1 "
          + "--outcomes underflow --all"))
    #expect(lines.last?.hasPrefix("fpaudit: kept: bf16.lost>1%: 0% at 1, 1% below") == true)
  }

  @Test("rounds as --direction and --flush say, and says so")
  func rules() throws {
    let options = [
      "--formats", "fp16", "--scales", "1", "--direction", "rtp", "--flush", "results",
    ]
    let run = try Tool.run(
      arguments: [Self.recording, "--csv", "-", "--fail-on", "fp16@1.underflow>0"] + options)
    let rows = run.output.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == 300 && rows.allSatisfy { $0[10] == "0" }, "no subnormal result is left")
    #expect(run.error.contains("--direction towardPositive --flush results --outcomes underflow"))
    let page = try Tool.run(arguments: [Self.recording] + options)
    #expect(
      page.output.replacing("\n", with: " ")
        .contains("Values are rounded towardPositive; subnormal results are flushed to zero."))
  }

  @Test(
    "refuses rules that change no count",
    arguments: [
      ["--overflow", "saturateFinite"], ["--nan", "canonical"], ["--tininess", "before"],
      ["--flush", "operands"], ["--direction", "stochasticA8"],
    ])
  func rulesWithoutEffect(options: [String]) throws {
    #expect(try Tool.run(arguments: [Self.recording] + options).status == 2)
  }

  @Test("needs no --formats and no --scales for the formats and scales of limits")
  func extendedPlan() throws {
    let run = try Tool.run(
      Self.recording, "--csv", "-", "--formats", "bf16", "--scales", "1", "--fail-on",
      "e4m3fn@1000.overflow>0", "--fail-on", "e4m3fn@1000.underflow>99%")
    #expect(run.error.contains("kept: e4m3fn@1000.underflow>99%: "))
    let plain = try Tool.run(Self.recording, "--csv", "-", "--formats", "bf16", "--scales", "1")
    #expect(run.output == plain.output)
    let full = try Tool.run(
      Self.recording, "--csv", "-", "--formats", "e4m3fn", "--scales", "1000")
    let underflow = full.output.split(separator: "\n").dropFirst()
      .compactMap { Int($0.split(separator: ",", omittingEmptySubsequences: false)[9]) }
      .reduce(0, +)
    let breach = try Tool.run(Self.recording, "-q", "--fail-on", "e4m3fn@1000.underflow>0")
    #expect(breach.error.replacing(",", with: "").contains("value      \(underflow) of 457594"))
  }

  @Test("exits with 2 where a limit has no answer, even if another is breached")
  func noAnswer() throws {
    let none = try run("--fail-on", "fp16.lost{nothing}>0", "--fail-on", "fp16.underflow>0")
    #expect(none.status == 2)
    #expect(none.error.contains("no answer: fp16.lost{nothing}>0: no tensor of the recording"))
    #expect(none.error.contains("breached: fp16.underflow>0"))
    #expect(try run("--fail-on", "fp16.lost{nothing}>0?").status == 0)
    let warning = try run("--warn-on", "fp16.lost{nothing}>0")
    #expect(warning.status == 0 && warning.error.contains("no answer: "))
    let missing = try Tool.run(
      Self.recording, "no-such-dump", "-q", "--fail-on", "fp16.underflow>0")
    #expect(missing.status == 2)
    let empty = try Scratch()
    #expect(try Tool.run(empty.url.path, "-q", "--fail-on", "fp16.underflow>0").status == 2)
  }

  @Test("compares with a baseline")
  func baseline() throws {
    let same = try run("--baseline", Self.recording, "--fail-on", "each(fp16@1.lost)>baseline")
    #expect(same.status == 0, "\(same.error)")
    let worse = try run("--baseline", "Datasets/digits-cnn", "--fail-on", "fp16@1.lost<baseline")
    #expect(worse.status == 1)
    #expect(worse.error.contains("  baseline   "))
    let missing = try run("--baseline", "no-such-dump", "--fail-on", "fp16.lost>baseline")
    #expect(missing.status == 2)
    let empty = try Scratch()
    let nothing = try run("--baseline", empty.url.path, "--fail-on", "fp16.lost>baseline")
    #expect(nothing.status == 2)
    #expect(nothing.error.contains("there is no tensor in the baseline"))
  }

  @Test("answers from a kept histogram, and has no answer where that does not tell exactly")
  func keptHistogram() throws {
    let scratch = try Scratch()
    let kept = scratch.path("run.fphist")
    #expect(try Tool.run("histogram", Self.recording, "-o", kept).status == 0)
    let limit = "e5m2@2^10.subnormal>0"
    let fromHistogram = try Tool.run(kept, "-q", "--fail-on", limit)
    #expect(fromHistogram.status == 1)
    #expect(try fromHistogram.error == run("--fail-on", limit).error)
    // Bounds, which decide a limit or do not.
    let below = try Tool.run(kept, "--fail-on", "fp16@1000.subnormal>50%")
    #expect(below.status == 0 && below.error.contains("at least"), "\(below.error)")
    let above = try Tool.run(kept, "-q", "--max", "fp16@1000.subnormal=0.0001%")
    #expect(above.status == 1 && above.error.contains(" to "), "\(above.error)")
    let inDoubt = try Tool.run(
      kept, "-q", "--baseline", kept, "--fail-on", "fp16@1000.subnormal>baseline")
    #expect(inDoubt.status == 2)
    #expect(
      inDoubt.error.contains("histograms do not decide: the number is between "),
      "\(inDoubt.error)")
    #expect(inDoubt.error.contains(" at 1000, and the bound "))
    let baseline = try run("--baseline", kept, "--fail-on", "each(fp16.lost)>baseline")
    #expect(baseline.status == 0, "\(baseline.error)")
  }

  @Test("refuses what is no limit before it reads anything")
  func usage() throws {
    for (options, message) in [
      (
        ["--fail-on", "fp16.undrflow>1%"], "did you mean `underflow`?\n  fp16.undrflow>1%\n       ^"
      ),
      (
        ["--fail-on", "fp16.underflow"], "quote the expression: the shell takes > as a redirection"
      ),
      (["--max", "fp16.underflow>1%"], "write = here, as in fp16.underflow=0.5%"),
      (["--fail-on", "fp16.lost>baseline"], "`fp16.lost>baseline` needs a baseline"),
      (["--baseline", "x", "--fail-on", "fp16.lost>1%"], "no limit uses the baseline"),
    ] {
      let run = try Tool.run(arguments: ["no-such-dump"] + options)
      #expect(run.status == 2 && run.output == "")
      #expect(run.error.contains(message), "\(run.error)")
      #expect(!run.error.contains("no-such-dump:"))
    }
  }

  @Test("writes limits into every report, and the command that asks for them again")
  func reports() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      Self.recording, "--fail-on", "fp16.underflow>0", "--json", scratch.path("a.json"), "--html",
      scratch.path("a.html"), "--markdown", scratch.path("a.md"))
    #expect(run.status == 1)
    #expect(run.output.contains("\nlimit "))
    for name in ["a.json", "a.html", "a.md"] {
      let text = try String(contentsOfFile: scratch.path(name), encoding: .utf8)
      #expect(text.contains(name == "a.json" ? "\"limits\": [" : "Limits"))
      #expect(text.contains("--fail-on"))
    }
  }

  @Test("shows a value behind a breach, which its command lists", arguments: ["exact", "fp32"])
  func example(arithmetic: String) throws {
    let breach = try run(
      "--fail-on", "each(fp16@0.5.underflow)>0.1%", "--scale-arithmetic", arithmetic)
    #expect(breach.status == 1)
    let lines = breach.error.split(separator: "\n").map(String.init)
    let example = try #require(lines.first { $0.hasPrefix("  such as") })
    let found = try #require(
      example.wholeMatch(of: #/  such as    (\S+) \((0x\w+)\) at index ([0-9:]+): underflow/#))
    let list = try #require(lines.first { $0.hasPrefix("  list") })
    let command = list.replacing(#/^ +list +fpaudit /#, with: "\"$FPAUDIT\" ")
    let rows = try Tool.shell(command + " --csv -").output.split(separator: "\n")
    let first = try #require(rows.dropFirst().first).split(separator: ",")
    #expect(first[3] == found.3 && first[4] == found.1 && first[5] == found.2)
    #expect(rows.count > 1)
  }

  @Test("explains the language in the help of audit")
  func help() throws {
    let help = try Tool.run("audit", "--help").output
    for word in ["safe-scales", "baseline*1.5", "p99", "COMPARISON", "--fail-on", "--warn-on"] {
      #expect(help.contains(word), "\(word)")
    }
  }
}
