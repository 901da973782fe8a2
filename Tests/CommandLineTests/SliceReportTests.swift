import Foundation
import Testing

@Suite("fpaudit audit --by axis")
struct SliceReportTests {
  private static let recording = "Datasets/chars-transformer"
  /// What `fpaudit trace --by axis` says of the same recording.
  private static let sentence = "slices along axis 0 of blocks.0.attention.qkv.bias"

  @Test("says in every report which slices are lost wholly")
  func reports() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      Self.recording, "--by", "axis", "--html", scratch.path("a.html"), "--markdown",
      scratch.path("a.md"), "--json", scratch.path("a.json"))
    #expect(run.status == 0 && run.error.isEmpty)
    #expect(run.output.contains("Slices lost wholly in fp16:\n"))
    #expect(run.output.contains("of 120 \(Self.sentence)"))
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let page = try String(contentsOfFile: scratch.path("a.html"), encoding: .utf8)
    #expect(page.contains("<caption>Slices lost wholly in fp16</caption>"))
    let markdown = try String(contentsOfFile: scratch.path("a.md"), encoding: .utf8)
    #expect(markdown.contains("Slices lost wholly in fp16"))
    #expect(markdown.contains("--by axis"))

    let json = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: scratch.path("a.json"))))
    let slices = try #require((json as? [String: Any])?["slices"] as? [[String: Any]])
    let bias = try #require(
      slices.first { $0["tensor"] as? String == "blocks.0.attention.qkv.bias" })
    let lost = try #require(bias["whollyLost"] as? [Int])
    #expect(bias["shape"] as? [Int] == [120] && bias["stepCount"] as? Int == 10)
    let trace = try Tool.run("trace", Self.recording, "--format", "fp16", "--by", "axis")
    #expect(trace.output.contains("\(lost.count) of 120 \(Self.sentence)"))
  }

  @Test("needs the values themselves")
  func histogram() throws {
    let scratch = try Scratch()
    let (dump, kept) = (scratch.path("dump"), scratch.path("run.fphist"))
    try FileManager.default.copyItem(
      atPath: Tool.root.appending(path: "Datasets/diverging").path, toPath: dump)
    #expect(try Tool.run("histogram", dump, "-q", "-o", kept).status == 0)
    #expect(try Tool.run(kept, "--by", "axis").status == 0)
    try FileManager.default.removeItem(atPath: dump)
    let run = try Tool.run(kept, "--by", "axis")
    #expect(run.status == 2 && run.error.contains("values themselves are not at hand"))
    #expect(run.output.contains("diverging") || run.output.contains("dump"))
  }
}
