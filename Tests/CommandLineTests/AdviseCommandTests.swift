import Foundation
import Testing

@Suite("fpaudit advise")
struct AdviseCommandTests {
  private static let recording = "Datasets/chars-transformer"

  @Test("says what serves within 80 columns")
  func text() throws {
    let run = try Tool.run("advise", Self.recording, "--formats", "fp16,bf16,e5m2,e4m3fn")
    #expect(run.status == 0 && run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines.contains { $0.hasPrefix("fp16 ") && $0.contains("2^7..2^18") })
    #expect(run.output.contains("init_scale=2^"))
    #expect(run.output.contains("bf16 needs no scale for every tensor at every step."))
  }

  @Test("writes a plan with every tensor, and says the same of a kept histogram")
  func plan() throws {
    let json = try Tool.run("advise", Self.recording, "--formats", "fp16", "--json", "-")
    #expect(json.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.plan/1")
    let format = (object?["formats"] as? [[String: Any]])?.first
    let tensors = format?["tensors"] as? [[String: Any]] ?? []
    #expect(tensors.count == 30)
    #expect(tensors.allSatisfy { $0["choice"] as? String != "single" || $0["exponent"] == nil })
    let advice = format?["advice"] as? [String: Any]
    #expect((advice?["wholeRun"] as? [String: Any])?["least"] as? Int == 7)
    #expect((advice?["steps"] as? [Any])?.count == 10)
  }

  @Test("writes a page, Markdown and CSV, the same twice and from a kept histogram")
  func reports() throws {
    let scratch = try Scratch()
    let kept = scratch.path("chars-transformer")
    #expect(try Tool.run("histogram", Self.recording, "-o", kept).status == 0)
    func write(_ input: String, _ suffix: String) throws {
      let run = try Tool.run(
        "advise", input, "--quiet", "--html", scratch.path("a.html" + suffix), "--markdown",
        scratch.path("a.md" + suffix), "--csv", scratch.path("a.csv" + suffix))
      #expect(run.status == 0 && run.output == "" && run.error == "")
    }
    try write(Self.recording, "")
    try write(Self.recording, "2")
    try write(kept, "3")
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: URL(filePath: scratch.path(name)))
    }
    for name in ["a.html", "a.md", "a.csv"] {
      #expect(try data(name) == data(name + "2") && !data(name).isEmpty)
    }
    #expect(try data("a.csv") == data("a.csv3"))
    let rows = String(decoding: try data("a.csv"), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 1 + 3 * 10 * 30)
  }

  @Test("names steps that are missing and tensors that come and go, and goes on")
  func presence() throws {
    let scratch = try Scratch()
    let dump = scratch.path("dump")
    let copy = try Tool.shell(
      "cp -r Datasets/digits-cnn-npy '\(dump)' && rm '\(dump)/step_000300/fc1.bias.npy'")
    #expect(copy.status == 0)
    let run = try Tool.run("advise", dump, "--formats", "fp16")
    let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(run.status == 0)
    #expect(words.contains("Steps are missing: 10 of 10..10000 are recorded."))
    #expect(words.contains("1 tensor not recorded at every one of 10 steps: fc1.bias at 9."))
    try Data("no".utf8).write(to: URL(filePath: dump).appending(path: "step_000100/fc1.bias.npy"))
    let broken = try Tool.run("advise", dump, "--formats", "fp16")
    #expect(broken.status == 2 && broken.error.contains("fc1.bias.npy"))
    #expect(broken.output.contains("fc1.bias at 8"))
  }

  @Test(
    "refuses what makes no sense, with what to write instead",
    arguments: [
      (["--scales", "1"], "Unknown option '--scales'"),
      (["--history", "0"], "--history 0 is outside 1"),
      (["--margin=-1"], "--margin -1 is outside 0"), (["--history", "x"], "'x' is invalid"),
      (["--tolerance", "0.5"], "write 0, or a number with a unit"),
      (["--tolerance", "101%"], "`101%` is no share"),
      (["--formats", "fp61"], "fp61"),
      (["--html", "a", "--json", "./a"], "two outputs would go to the same file"),
    ])
  func refusals(options: [String], message: String) throws {
    let run = try Tool.run(arguments: ["advise", Self.recording] + options)
    #expect(run.status == 2 && run.exited && run.error.contains(message), "\(run.error)")
  }

  @Test("fails where there is nothing, and where nothing is a gradient")
  func nothing() throws {
    #expect(try Tool.run("advise", "Datasets/nowhere").status == 2)
    let scratch = try Scratch()
    let empty = try Tool.run("advise", scratch.url.path)
    #expect(empty.status == 2 && empty.error.contains("the directory is empty"))
  }
}
