import AuditReports
import FloatEmulation
import Foundation
import GradientAudit
import Testing

@Suite("The reports of advice")
struct AdviceReportTests {
  private static let samples: [(String, Audit)] = HTMLReportTests.audits + [("torn", torn)]

  /// Two tensors that no fp16 scale serves together, at many steps, one of them not always.
  private static let torn: Audit = {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [.binary16, .e4m3fn].map { Projection($0) }, tolerance: .zero))
    for step in 0..<600 {
      builder.add(step: 2 * step, tensor: "small", values: [0x1p-45 as Float])
      if step != 300 { builder.add(step: 2 * step, tensor: "large", values: [4 as Float]) }
    }
    return builder.finish()
  }()

  private static func context(_ audit: Audit) -> AdviceContext {
    AdviceContext(audit, title: "a <b> & c", command: "fpaudit advise <x>", version: "0")
  }

  private static func text(_ write: ((String) throws -> Void) throws -> Void) throws -> String {
    var text = ""
    try write { text += $0 }
    return text
  }

  @Test(
    "the page is well-formed, names its drawings, asks nothing of the network",
    arguments: samples.map(\.0))
  func page(name: String) throws {
    let audit = try #require(Self.samples.first { $0.0 == name }?.1)
    let text = try Self.text(AdviceHTML(Self.context(audit)).write)
    let outline = Outline(text)
    #expect(outline.error == nil)
    #expect(Set(outline.ids).count == outline.ids.count)
    #expect(outline.unnamedDrawings == 0 && outline.headings == 1)
    #expect(!outline.elements.contains("script") && !outline.attributes.contains("style"))
    for reference in outline.references { #expect(outline.ids.contains(reference)) }
    #expect(text.contains("style-src '\(HTMLReport.styleDigest)'"))
    #expect(!text.contains("http://") && !text.unicodeScalars.contains("\u{202E}"))
    #expect(outline.elements.count < 5000)
  }

  @Test("the chart has a column for a step, a band for what is safe, and a line for the scale")
  func chart() throws {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.binary16)], tolerance: .zero))
    builder.add(step: 1, tensor: "w", values: [0x1p-30, 1] as [Float])
    builder.add(step: 7, tensor: "w", values: [0x1p-34, 4] as [Float])
    let audit = builder.finish()
    // fp16 keeps 2^-k from 2^(k-24) on, and 2^k overflows from 2^(16-k) on.
    #expect(audit.advice[0].steps.map(\.window) == [.safe(6...15), .safe(10...13)])
    let text = try Self.text(AdviceHTML(Self.context(audit)).write)
    // From 2^-3 to 2^18 on 200 pixels; half a power of two around what is safe.
    func y(_ exponent: Double) -> String {
      let hundredths = Int(((18 - exponent) / 21 * 200 * 100).rounded())
      return "\(Double(hundredths) / 100)".replacing(/\.0$/, with: "")
    }
    #expect(text.contains("M0 \(y(15.5))H10V\(y(5.5))H0z"))
    #expect(text.contains("M10 \(y(13.5))H20V\(y(9.5))H10z"))
    #expect(text.contains("class=\"line l0\" x1=\"0\" x2=\"100%\" y1=\"\(y(11))\""))
    #expect(text.contains(">step 1</text>") && text.contains(">7</text>"))
    #expect(text.contains("one: 2¹¹"))
  }

  @Test("more steps than there is room for share columns, and the page says so")
  func manySteps() throws {
    let text = try Self.text(AdviceHTML(Self.context(Self.torn)).write)
    #expect(text.contains("A column stands for 3 steps and what is safe at all of them."))
    #expect(text.contains("small at step 0 needs at least 2²¹, large at step 0 bears at most 2¹³"))
    #expect(text.contains("Steps are missing: 600 of 0..1198 are recorded."))
    #expect(text.contains("1 tensor not recorded at every one of 600 steps: large at 599."))
  }

  @Test(
    "Markdown lets nothing out of its cells and stays below GitHub's limit",
    arguments: samples.map(\.0))
  func markdown(name: String) throws {
    let audit = try #require(Self.samples.first { $0.0 == name }?.1)
    let text = try Self.text(AdviceMarkdown(Self.context(audit)).write)
    #expect(text.utf8.count < MarkdownReport.byteLimit)
    #expect(!text.contains("<script>") && !text.contains("|b`") && !text.contains("<b>"))
    #expect(text.contains("### What advice cannot know"))
  }

  @Test("Markdown of many formats and tensors loses rows, and says how many")
  func longMarkdown() throws {
    var builder = AuditBuilder(
      plan: AuditPlan(
        projections: [.e4m3fn, .e5m2, .e3m4, .e4m3].map { Projection($0) }, tolerance: .zero))
    for index in 0..<400 {
      let name = "<\(index)>" + String(repeating: "|", count: 100)
      builder.add(tensor: name, values: [0x1p-60, 0x1p40] as [Float])
    }
    let text = try Self.text(AdviceMarkdown(Self.context(builder.finish())).write)
    #expect(text.utf8.count < MarkdownReport.byteLimit)
    #expect(text.contains(/\*\d+ more in the report\.\*/))
  }

  @Test("a scale without room before the first overflow is not the only one that is named")
  func room() throws {
    var builder = AuditBuilder(plan: AuditPlan(projections: [Projection(.binary16)]))
    // All values but one in ten thousand are safe from 2^-24 on, the one from 2^15 on.
    builder.add(tensor: "rest", values: [Float](repeating: 1, count: 9_999))
    builder.add(tensor: "small", values: [0x1p-39] as [Float])
    let text = try Self.text(AdviceText(Self.context(builder.finish())).write)
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "fp16: 2^15 is safe for every tensor at every step, with no room before the first "
          + "overflow. For every step alone, 2^0 leaves a factor of 2^15."))
  }

  @Test("the terminal gets 80 columns, whatever names are like")
  func terminal() throws {
    let names = Samples.nastyNames.filter { !$0.contains("字") }
    for audit in [Samples.named(names), Self.torn, Samples.empty, Samples.zeros] {
      let text = try Self.text(AdviceText(Self.context(audit)).write)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    }
  }

  @Test("CSV has a row for each format, step and tensor, with both ends of each window")
  func csv() throws {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.binary16)], tolerance: .zero))
    builder.add(step: 3, tensor: "a,b", values: [0x1p-30, 1, 0, .nan] as [Float])
    builder.add(step: 3, tensor: "none", values: [0] as [Float])
    builder.add(step: 3, tensor: "torn", values: [0x1p-45, 4] as [Float])
    #expect(
      try Self.text(AdviceCSV(Self.context(builder.finish())).write) == """
        format,step,tensor,count,finite_nonzero,window,least,greatest
        fp16,3,"a,b",4,2,safe,6,15
        fp16,3,none,1,0,any,,
        fp16,3,torn,2,2,none,21,13

        """)
  }

  @Test("JSON names the tensors that pull apart, and the scales that each tensor would have")
  func json() throws {
    let text = try Self.text(AdviceJSON(Self.context(Self.torn)).write)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.plan/1")
    #expect(object?["title"] as? String == "a <b> & c")
    let format = try #require((object?["formats"] as? [[String: Any]])?.first)
    let advice = try #require(format["advice"] as? [String: Any])
    #expect((advice["needsGreatestScale"] as? [String: Any])?["tensor"] as? String == "small")
    #expect((advice["overflowsFirst"] as? [String: Any])?["exponent"] as? Int == 13)
    #expect(advice["historyLength"] as? Int == 1024 && advice["margin"] as? Int == 0)
    let tensors = try #require(format["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["tensor"] as? String } == ["large", "small"])
    #expect(tensors.map { $0["leastOwnExponent"] as? Int } == [13, 60])
  }
}
