import AuditReports
import Foundation
import GradientAudit
import Testing

@Suite("The JSON report")
struct JSONReportTests {
  private func parsed(_ audit: Audit) throws -> [String: Any] {
    let text = try JSONReport(audit, Samples.context).text()
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }

  @Test("names its schema and keeps every name to the letter")
  func schema() throws {
    let json = try parsed(Samples.named(Samples.nastyNames))
    #expect(json["schema"] as? String == "fpaudit.audit/1")
    let tensors = try #require(json["tensors"] as? [[String: Any]])
    let names = tensors.compactMap { $0["tensor"] as? String ?? $0["name"] as? String }
    #expect(Set(names) == Set(Samples.nastyNames))
  }

  @Test("keeps names apart that Unicode calls equivalent, as the page does")
  func canonicalEquivalents() throws {
    let names = ["e\u{301}", "\u{E9}"]
    let audit = Samples.named(names)
    let tensors = try #require(try parsed(audit)["tensors"] as? [[String: Any]])
    let found = tensors.compactMap { ($0["tensor"] as? String).map { Array($0.utf8) } }
    #expect(found == names.map { Array($0.utf8) })
    #expect(try HTMLReport(audit, Samples.context).text().contains("2 tensors by 3 steps"))
  }

  @Test("parses whatever was recorded", arguments: [0, 1, 2, 3])
  func strangeAudits(index: Int) throws {
    let audits = [Samples.empty, Samples.zeros, Samples.small(), Samples.withProblems()]
    #expect(try parsed(audits[index])["schema"] as? String == "fpaudit.audit/1")
  }

  @Test("gives the same bytes twice")
  func deterministic() throws {
    let audit = Samples.named(Samples.nastyNames)
    #expect(
      try JSONReport(audit, Samples.context).text() == JSONReport(audit, Samples.context).text())
  }
}
