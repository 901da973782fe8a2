import Foundation
import Testing

@Suite("Commands on layouts")
struct LayoutCommandTests {
  private let scratch: Scratch
  private static let layouts = "Tests/GradientAuditTests/Fixtures/layouts"

  init() throws { scratch = try Scratch() }

  private static let commands = [
    "audit", "trace --format fp16", "histogram -o /dev/null", "metrics", "replay", "advise",
    "inspect",
  ]

  private func run(_ command: String, _ rest: [String]) throws -> Tool.Run {
    try Tool.run(arguments: command.split(separator: " ").map(String.init) + rest)
  }

  @Test("that read recordings take the same options", arguments: commands)
  func options(command: String) throws {
    let options = [
      "--rank", "1", "--include", "*parameters_grad*", "--exclude", "*.bias.pt",
      "--step-pattern", #"step(\d+)/"#, "--recorded-scale", "2^10", "--assume-dtype", "bf16",
    ]
    let run = try run(command, ["\(Self.layouts)/msprobe"] + options)
    #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
    for (option, words) in [
      (["--rank", "9"], "no file is of rank 9; there are 0, 1"),
      (["--include", "x"], "no file matches `x`"),
      (["--step-pattern", "x(y)"], "its path does not match --step-pattern"),
      (["--step-pattern", "("], "`(` is no regular expression"),
      (["--rank", "a"], "`a` is no rank"), (["--include", ","], "has an empty pattern"),
      (["--recorded-scale", "0"], "`0` is no scale"),
      (["--recorded-scale", "nan"], "`nan` is no scale"),
      (["--recorded-scale", "inf"], "`inf` is no scale"),
    ] {
      let run = try self.run(command, ["\(Self.layouts)/msprobe"] + option)
      #expect(run.status == 2 && run.error.contains(words), "\(command) \(option): \(run.error)")
    }
  }

  @Test("compare with the same options, and make the same again")
  func difference() throws {
    let path = "\(Self.layouts)/msprobe"
    let run = try Tool.run("diff", path, path, "--rank", "0", "--json", "-")
    #expect(run.status == 0 && run.output.contains("--rank 0"))
    let audit = try Tool.run(
      "audit", path, "--exclude", "*forward*", "--rank", "0", "--recorded-scale", "8",
      "--formats", "fp16", "--scales", "1", "--fail-on", "fp16@1.underflow<1%", "--json", "-")
    #expect(audit.status == 1)
    #expect(audit.output.contains("--recorded-scale 8 --rank 0 '--exclude=*forward*'"))
    #expect(audit.error.contains("--recorded-scale 8 --rank 0 '--exclude=*forward*'"))
    let compared = try Tool.run("compare", "f16c", "f16c-rtz", path, "--recorded-scale", "8")
    #expect(compared.status == 2 && compared.error.contains("are compared as they are"))
  }

  @Test("say where values come from, in every report")
  func notes() throws {
    let names = ["report.html", "report.md", "report.json"]
    let paths = names.map { scratch.url.appending(path: $0).path }
    let run = try Tool.run(
      "\(Self.layouts)/te", "--recorded-scale", "3", "--html", paths[0], "--markdown", paths[1],
      "--json", paths[2])
    let texts = try [run.output] + paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
    for text in texts.map({ $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }) {
      for words in [
        "quantized copies are not read", "2 ranks, 0 to 1",
        "hold a loss scale of 3, which is undone",
        "recorded in 16 bits (8 in bf16)",
      ] { #expect(text.contains(words), "\(words)") }
    }
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(texts[3].utf8)) as? [String: Any])
    let kinds = (json["notes"] as? [[String: String]])?.compactMap { $0["kind"] }
    #expect(kinds == ["layout", "ranks", "recordedScale", "sixteenBits"])
    let entries = json["entries"] as? [[String: Any]]
    #expect(entries?.allSatisfy { $0["recordedScale"] as? Double == 3 } == true)
    let replay = try Tool.run("replay", "\(Self.layouts)/te", "--json", "-").output
    #expect(replay.contains("2 ranks, 0 to 1"))
  }

  @Test("take a directory of histograms for a recording")
  func histograms() throws {
    let dump = "\(Self.layouts)/megatron"
    let directory = scratch.url.appending(path: "kept")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for number in 1...3 {
      let kept = directory.appending(path: "\(number).fphist").path
      #expect(
        try Tool.run("histogram", dump, "-q", "--shard", "\(number)/3", "-o", kept).status == 0)
    }
    let options = ["--csv", "-", "--title", "t"]
    let direct = try Tool.run(arguments: ["audit", dump] + options)
    #expect(try Tool.run(arguments: ["audit", directory.path] + options).output == direct.output)
    for command in ["replay", "advise", "inspect", "diff \(dump)"] {
      let run = try run(command, [directory.path])
      #expect(run.status == 0 && run.error.isEmpty, "\(command): \(run.error)")
    }
    let all = scratch.url.appending(path: "all.fphist").path
    let merged = try Tool.run("merge", directory.path, "-o", all)
    #expect(
      merged.status == 0 && merged.error.isEmpty && merged.output.contains("4 tensors, 32 values"))
    // Beside tensors they are no part of the recording.
    let tensors = try Data(
      contentsOf: Tool.root.appending(path: "\(Self.layouts)/scaled/step_1.safetensors"))
    try tensors.write(to: directory.appending(path: "step_1.safetensors"))
    #expect(try Tool.run("inspect", directory.path).output.contains("1 step, 1 tensor, 200 values"))
  }

  @Test("name the shards that are missing")
  func missingShards() throws {
    let dump = "\(Self.layouts)/npy"
    let parts = [1, 4].map { scratch.url.appending(path: "\($0).fphist").path }
    for (number, path) in zip([1, 4], parts) {
      #expect(
        try Tool.run("histogram", dump, "-q", "--shard", "\(number)/4", "-o", path).status == 0)
    }
    let all = scratch.url.appending(path: "all.fphist").path
    let run = try Tool.run(arguments: ["merge"] + parts + ["-o", all])
    #expect(
      run.status == 0
        && run.error.contains("24 of 48 values are counted; missing: shards 2, 3 of 4"))
    #expect(try Tool.run("audit", all, "-q").error.contains("missing: shards 2, 3 of 4"))
  }

  @Test("hold limits against the recorded scale")
  func limits() throws {
    let run = try Tool.run(
      "\(Self.layouts)/scaled", "-q", "--fail-on", "fp16@recorded.overflow>0", "--max",
      "fp16@recorded.underflow=0")
    #expect(run.status == 0, "\(run.error)")
    let unknown = try Tool.run("\(Self.layouts)/npy", "-q", "--fail-on", "fp16@recorded.lost>0")
    #expect(unknown.status == 2 && unknown.error.contains("say it with --recorded-scale"))
    let odd = try Tool.run(
      "\(Self.layouts)/npy", "-q", "--recorded-scale", "1000", "--fail-on", "fp16@recorded.lost<1%")
    #expect(odd.status == 1 && odd.error.contains("--recorded-scale 1000"))
  }
}
