import AuditReports
import GradientAudit
import Testing

@Suite("The text report")
struct TextReportTests {
  private func lines(_ audit: Audit) throws -> [Substring] {
    try TextReport(audit, Samples.context).text().split(separator: "\n")
  }

  @Test("keeps to 80 columns, whatever the names are", arguments: [0, 1, 2, 3, 4])
  func width(index: Int) throws {
    let audits = [
      Samples.empty, Samples.zeros, Samples.small(), Samples.withProblems(),
      Samples.named(Samples.nastyNames),
    ]
    let lines = try lines(audits[index])
    #expect(!lines.isEmpty)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(!lines.contains { $0.unicodeScalars.contains("\u{202E}") || $0.contains("\u{1B}") })
  }

  @Test("ends with the verdict")
  func verdict() throws {
    let last = try lines(Samples.small()).suffix(2).joined(separator: " ")
    #expect(last.contains("fp16: no single scale"))
    #expect(last.hasSuffix("bf16 needs no loss scale."))
    #expect(try lines(Samples.empty).last == "Nothing was audited.")
  }

  @Test("keeps the heads of its tables apart")
  func heads() throws {
    let text = try TextReport(Samples.named(["w", "v"]), Samples.context).text()
    #expect(!text.contains("scaleat"))
  }

  @Test("counts no share as nothing or everything that is not")
  func shares() throws {
    var builder = AuditBuilder(plan: AuditPlan(scales: [.one]))
    builder.add(tensor: "w", values: [0x1p-40] + [Float](repeating: 1, count: 200_000))
    let text = try TextReport(builder.finish(), Samples.context).text()
    #expect(text.contains("<0.01%"))
    #expect(!text.contains("100%"))
  }
}
