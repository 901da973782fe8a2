import FPAudit
import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
  private func text() throws -> String {
    try String(contentsOf: Tool.root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test("shows what the tool prints")
  func example() throws {
    let blocks = try text().components(separatedBy: "```")
    let example = try #require(blocks.first { $0.hasPrefix("console\n$ ") })
    let lines = example.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    #expect(lines[1] == "$ fpaudit Datasets/chars-transformer")
    #expect(try Tool.run("Datasets/chars-transformer").output == String(lines[2]))
  }

  @Test("has at most 150 lines, ARCHITECTURE.md at most 120")
  func length() throws {
    #expect(try text().split(separator: "\n", omittingEmptySubsequences: false).count <= 151)
    let architecture = try String(
      contentsOf: Tool.root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    #expect(architecture.split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
  }

  @Test("shows a library that does what it says")
  func library() throws {
    let half = Projection(.binary16)
    #expect(half.round(65519.99).value == 65504.0)
    #expect(half.round(0x1p-25).outcome == .underflow)
    #expect(RoundingKernel(half).rounded([0.1, 1e-8] as [Float]) == [0.0999755859375, 0])
    let plan = AuditPlan(projections: [half], scales: [.one, LossScale(powerOfTwo: 16)])
    let path = Tool.root.appending(path: "Datasets/chars-transformer").path
    let audit = Auditor(plan).audit(Recording(paths: [path]))
    #expect(audit.verdicts[0].window == .safe(7...18))
    #expect(
      audit.tensorsByLoss(projection: 0, scaleExponent: 0).first?.rollup.tensor
        == "blocks.0.attention.qkv.bias")
  }
}
