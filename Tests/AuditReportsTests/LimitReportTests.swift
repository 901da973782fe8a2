import AuditReports
import FloatEmulation
import Foundation
import GradientAudit
import Testing

@Suite("Limits in reports")
struct LimitReportTests {
  /// The sample with limits of every fate.
  private func sample(_ name: String = "w|<i>") throws -> (Audit, ReportContext) {
    let texts = [
      "fp16@1.underflow>0", "fp16@1.nan<=50%", "each(e4m3fn@1000.lost{**})>1%",
      "fp16.lost{none}>0?", "fp16.lost{none}>0", "fp16.safe-scales<3",
    ]
    let limits = try texts.map { try Limit($0) }
    var builder = AuditBuilder(plan: AuditPlan(scales: [.one], limits: limits))
    builder.add(step: 1, tensor: name, values: [1, 0x1p-30, 0, .nan] as [Float])
    builder.add(step: 2, tensor: name, values: [1, 2, 3] as [Float])
    let audit = builder.finish()
    let reported = limits.enumerated().map { index, limit in
      ReportedLimit(
        limit, index == 1 ? .warn : .fail,
        Result { () throws(LimitEvaluationError) in try limit.evaluate(audit) }.outcome,
        command: "fpaudit trace 'x y' --all")
    }
    return (
      audit,
      ReportContext(title: "t", command: "fpaudit audit", version: "0", limits: reported)
    )
  }

  @Test("stand in the text report before the verdict, within 80 columns")
  func text() throws {
    let (audit, context) = try sample(String(repeating: "long.", count: 40))
    let lines = try TextReport(audit, context).text().split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    let table = try #require(lines.firstIndex { $0.hasPrefix("limit ") })
    let rows = lines[(table + 1)...].prefix(6).map { $0.split(separator: " ") }
    #expect(rows[0].prefix(5) == ["fp16@1.underflow>0", "breached", "20%", "at", "1"])
    #expect(rows[1].contains("(warning)"))
    #expect(rows[2].contains("breached"))
    #expect(rows[3].suffix(4) == ["no", "tensor", "–", "–"])
    #expect(rows[4].contains("answer"))
    #expect(rows[5].contains("kept"))
    #expect(lines[table + 7].hasPrefix("fp16.lost{none}>0: no tensor of the recording matches"))
  }

  @Test("stand in the JSON report with their integers, and only where there are some")
  func json() throws {
    let (audit, context) = try sample()
    let text = try JSONReport(audit, context).text()
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let limits = try #require(object?["limits"] as? [[String: Any]])
    #expect(
      limits.map { $0["verdict"] as? String }
        == ["breached", "breached", "breached", "unmatched", "error", "kept"])
    #expect(
      limits.map { $0["level"] as? String } == ["fail", "warn", "fail", "fail", "fail", "fail"])
    let value = limits[0]["value"] as? [String: Any]
    #expect(value?["numerator"] as? Int == 1 && value?["denominator"] as? Int == 5)
    #expect((limits[0]["worst"] as? [String: Any])?["step"] as? Int == 1)
    #expect((limits[2]["breaches"] as? [Any])?.count == 2)
    #expect(limits[4]["error"] is String && limits[4]["value"] == nil)
    #expect(limits[0]["limit"] as? String == "fp16@1.underflow>0")
    #expect(!(try JSONReport(audit, Samples.context).text()).contains("\"limits\""))
  }

  @Test("stand in the Markdown report, escaped, with the commands")
  func markdown() throws {
    let (audit, context) = try sample()
    let text = try MarkdownReport(audit, context).text()
    let lines = text.split(separator: "\n")
    let head = try #require(lines.firstIndex { $0 == "### Limits" })
    let row = lines[head + 3]
    #expect(row.hasPrefix("| <code>fp16&#64;1.underflow&#62;0</code> | breached | 20&#37; at 1 |"))
    #expect(row.count { $0 == "|" } == 8)
    #expect(text.contains("<code>fpaudit trace &#39;x y&#39; --all</code>"))
    #expect(!text.contains("<i>"))
    #expect(!(try MarkdownReport(audit, Samples.context).text()).contains("Limits"))
  }

  @Test("stand on the page, escaped")
  func page() throws {
    let (audit, context) = try sample()
    let text = try HTMLReport(audit, context).text()
    #expect(text.contains("<caption>Limits</caption>"))
    #expect(text.contains("each(e4m3fn@1000.lost{**})&gt;1%"))
    #expect(!text.contains("<i>"))
    #expect(!(try HTMLReport(audit, Samples.context).text()).contains("<caption>Limits"))
  }

  @Test("are told to a log: the first line decides, the others say where it comes from")
  func lines() throws {
    let (_, context) = try sample("w")
    let lines = context.limits.map { LimitLines($0).lines }
    #expect(
      lines[0] == [
        "breached: fp16@1.underflow>0: 20% at 1, 20% above the bound, 0%",
        "  value      1 of 5 finite non-zero values",
        "  looked at  1 tensor, 2 entries",
        "  worst      w at step 1: 50% (1 of 2 finite non-zero values)",
        "  list       fpaudit trace 'x y' --all",
      ])
    #expect(lines[1][0].hasPrefix("warning: fp16@1.nan<=50%: 14.2857% at 1, 35.7142% below"))
    #expect(lines[3] == ["kept: fp16.lost{none}>0?: no tensor matches"])
    #expect(lines[4].count == 1 && lines[4][0].hasPrefix("no answer: fp16.lost{none}>0: no tensor"))
    #expect(lines[5].count == 1 && lines[5][0].hasPrefix("kept: fp16.safe-scales<3: "))
  }
}

extension Result<LimitResult, LimitEvaluationError> {
  fileprivate var outcome: ReportedLimit.Outcome {
    switch self {
    case .success(let result): .evaluated(result)
    case .failure(let error): .failed(error)
    }
  }
}
