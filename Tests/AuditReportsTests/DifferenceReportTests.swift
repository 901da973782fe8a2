import AuditReports
import Foundation
import GradientAudit
import Testing

@Suite("The reports of a difference")
struct DifferenceReportTests {
  private func context(_ before: Audit, _ after: Audit, byStep: Bool = false) -> DifferenceContext {
    DifferenceContext(
      ("before/\(String(repeating: "long/", count: 30))", before), ("after", after),
      AuditDifference(from: before, to: after, atBestScale: true, byStep: byStep),
      command: "fpaudit diff before after", version: "0")
  }

  private func text(_ write: ((String) throws -> Void) throws -> Void) throws -> String {
    var text = ""
    try write { text += $0 }
    return text
  }

  @Test("keep to 80 columns, whatever the names are", arguments: [false, true])
  func width(byStep: Bool) throws {
    let audits = [
      Samples.named(Samples.nastyNames), Samples.small(), Samples.empty, Samples.zeros,
    ]
    // All have the same formats but for `small`, which is compared with itself.
    let pairs = [
      (audits[0], Samples.named(["w"])), (audits[0], audits[2]), (audits[2], audits[0]),
      (audits[1], audits[1]), (audits[3], audits[0]), (audits[2], audits[2]),
    ]
    for (before, after) in pairs {
      let context = context(before, after, byStep: byStep)
      let lines = try text { try DifferenceText(context).write(to: $0) }.split(separator: "\n")
      #expect(lines.count >= 5)
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
      #expect(!lines.contains { $0.unicodeScalars.contains("\u{202E}") })
      #expect(!lines.contains { $0.hasSuffix(" ") })
    }
  }

  @Test("have a row for each tensor as CSV, and the same in JSON")
  func machines() throws {
    let context = context(Samples.named(["a,b", "c"]), Samples.named(["c", "d"]))
    let csv = try text { try DifferenceCSV(context).write(to: $0) }.split(separator: "\n")
    #expect(csv.count == 1 + 3 * 3)
    #expect(csv[0].hasPrefix("format,scale_before,scale_after,step,tensor,change,count_before,"))
    #expect(csv.contains { $0.contains(",\"a,b\",missing,9,") && $0.hasSuffix(",,,,,,,,") })
    #expect(
      csv.dropFirst().allSatisfy { $0.replacing("\"a,b\"", with: "a").count { $0 == "," } == 21 })
    let json = try text { try DifferenceJSON(context).write(to: $0) }
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.diff/1")
    let cells = try #require(object?["cells"] as? [[String: Any]])
    #expect(cells.count == 3)
    let tensors = try #require(cells[0]["tensors"] as? [[String: Any]])
    #expect(Set(tensors.compactMap { $0["kind"] as? String }).isSuperset(of: ["new", "missing"]))
  }
}
