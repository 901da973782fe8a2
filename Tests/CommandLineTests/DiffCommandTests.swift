import Foundation
import Testing

@Suite("fpaudit diff")
struct DiffCommandTests {
  private static let recordings = ["Datasets/digits-cnn", "Datasets/diverging"]

  @Test("compares two recordings within 80 columns, and exits with 0 whatever it finds")
  func text() throws {
    let run = try Tool.run(arguments: ["diff"] + Self.recordings)
    #expect(run.status == 0 && run.error == "")
    let lines = run.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines[0].hasPrefix("before  Datasets/digits-cnn: 10 steps × 12 tensors"))
    #expect(lines.contains { $0.hasPrefix("fp16 ") } && lines.contains { $0.hasPrefix("fp32 ") })
    #expect(run.output.contains("Only in the second: "))
  }

  @Test("finds nothing between a recording and itself, or its other container")
  func same() throws {
    let run = try Tool.run("diff", "Datasets/digits-cnn", "Datasets/digits-cnn-npy", "--by-step")
    #expect(run.status == 0)
    #expect(run.output.components(separatedBy: "0 worse, 0 better, 120 same.").count == 4)
    #expect(!run.output.contains("Only in"))
  }

  @Test("writes a row for each format, scale and tensor")
  func machines() throws {
    let run = try Tool.run(
      arguments: ["diff"] + Self.recordings + ["--formats", "fp16,e5m2", "--scales", "1,1000"]
        + ["--csv", "-"])
    #expect(run.status == 0)
    let rows = run.output.split(separator: "\n").dropFirst()
    let fields = rows.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(Set(fields.map { "\($0[0]) \($0[1]) \($0[2])" }).count == 4)
    #expect(fields.allSatisfy { $0.count == 22 && $0[3] == "" })
    let json = try Tool.run(arguments: ["diff"] + Self.recordings + ["--json", "-"])
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect((object as? [String: Any])?["schema"] as? String == "fpaudit.diff/1")
  }

  @Test("exits with 2 where a recording cannot be read, or is empty")
  func failures() throws {
    let missing = try Tool.run("diff", "Datasets/diverging", "no-such-dump")
    #expect(missing.status == 2)
    #expect(missing.error.contains("no-such-dump"))
    let scratch = try Scratch()
    let empty = try Tool.run("diff", scratch.url.path, "Datasets/diverging")
    #expect(empty.status == 2)
    #expect(empty.error.contains("the directory is empty"))
    #expect(try Tool.run("diff", "Datasets/diverging").status == 2)
  }
}
