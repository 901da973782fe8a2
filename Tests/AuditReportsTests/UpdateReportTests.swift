import AuditReports
import FloatEmulation
import Foundation
import GradientAudit
import Testing

@Suite("The reports about updates and sums")
struct UpdateReportTests {
  private static func text(_ write: ((String) throws -> Void) throws -> Void) throws -> String {
    var text = ""
    try write { text += $0 }
    return text
  }

  /// A directory with weights and the gradients of two steps, of tensors with any names.
  private static func recorded<Answer>(
    _ names: [String], _ body: (Recording, Recording) throws -> Answer
  ) throws -> Answer {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "fpaudit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    for part in ["w", "g/step_1", "g/step_2"] {
      for (number, name) in names.enumerated() {
        let file = directory.appending(path: "\(part)/\(name).npy")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let scale = part == "w" ? 1 : Float(sign: .plus, exponent: -number % 20, significand: 1)
        try ReplayReportTests.array([1, -0.5, 0.25].map { $0 * scale }).write(to: file)
      }
    }
    return try body(
      Recording(paths: [directory.appending(path: "w").path]),
      Recording(paths: [directory.appending(path: "g").path]))
  }

  private static func updates(_ names: [String]) throws -> UpdateContext {
    let query = UpdateQuery(OptimizerSettings(.adam, learningRate: 1e-3))
    let audit = try recorded(names) { weights, gradients in
      UpdateReader(query).read(UpdateInputs(weights: weights, .gradients(gradients)))
    }
    return UpdateContext(audit, title: "a <b> & c", command: "fpaudit updates <x>", version: "0")
  }

  private static func sums(_ names: [String]) throws -> SumContext {
    let audit = try recorded(names) { _, gradients in
      SumReader(SumQuery()).read(.microBatches(gradients, count: 2))
    }
    return SumContext(
      audit, isOfRanks: false, title: "a <b> & c", command: "fpaudit <x>", version: "0")
  }

  private static let nasty = ["<script>alert(1)<", "w\u{202E}", "|pipe`", "@mention", "a,b"]

  @Test("the pages are well-formed and ask nothing of the network")
  func pages() throws {
    for text in [
      try Self.text(UpdateHTML(Self.updates(Self.nasty)).write),
      try Self.text(SumHTML(Self.sums(Self.nasty)).write),
    ] {
      let outline = Outline(text)
      #expect(outline.error == nil)
      #expect(Set(outline.ids).count == outline.ids.count)
      #expect(outline.unnamedDrawings == 0 && outline.headings == 1)
      #expect(!outline.elements.contains("script") && !outline.attributes.contains("style"))
      for reference in outline.references { #expect(outline.ids.contains(reference)) }
      #expect(text.contains("style-src '\(HTMLReport.styleDigest)'"))
      #expect(!text.contains("http://") && !text.unicodeScalars.contains("\u{202E}"))
    }
  }

  @Test("Markdown lets nothing out of its cells and stays below GitHub's limit")
  func markdown() throws {
    let many = Self.nasty + (0..<200).map { String(repeating: "layer.", count: 30) + "\($0)" }
    for text in [
      try Self.text(UpdateMarkdown(Self.updates(many)).write),
      try Self.text(SumMarkdown(Self.sums(many)).write),
    ] {
      #expect(text.utf8.count < MarkdownReport.byteLimit)
      #expect(!text.contains("<script>") && !text.contains("@mention") && !text.contains("|pipe"))
      #expect(text.contains("What this cannot know"))
    }
  }

  @Test("CSV quotes names, JSON is valid, the terminal gets 80 columns")
  func others() throws {
    let names = Self.nasty + [String(repeating: "layer.", count: 30)]
    let (updates, sums) = (try Self.updates(names), try Self.sums(names))
    for text in [try Self.text(UpdateCSV(updates).write), try Self.text(SumCSV(sums).write)] {
      #expect(text.contains(",\"a,b\",fp32,fp16,"))
    }
    for text in [try Self.text(UpdateJSON(updates).write), try Self.text(SumJSON(sums).write)] {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      #expect(
        (object?["entries"] as? [Any])?.count == names.count * (text.contains("sums/1") ? 1 : 2))
    }
    for text in [try Self.text(UpdateText(updates).write), try Self.text(SumText(sums).write)] {
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    }
  }
}
