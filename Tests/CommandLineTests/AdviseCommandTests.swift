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

  @Test("refuses scales, and fails where there is nothing")
  func refusals() throws {
    let scales = try Tool.run("advise", Self.recording, "--scales", "1")
    #expect(scales.status == 2 && scales.error.contains("leave out --scales"))
    #expect(try Tool.run("advise", "Datasets/nowhere").status == 2)
  }
}
