import AuditReports
import FloatEmulation
import Foundation
import GradientAudit
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("The page")
struct HTMLReportTests {
  static let audits: [(String, Audit)] = [
    ("empty", Samples.empty), ("zeros", Samples.zeros), ("small", Samples.small()),
    ("problems", Samples.withProblems()), ("nasty", Samples.named(Samples.nastyNames)),
  ]

  private func page(_ audit: Audit) throws -> String {
    try HTMLReport(audit, Samples.context).text()
  }

  @Test("is well-formed, with unique ids and every drawing named", arguments: audits.map(\.0))
  func markup(name: String) throws {
    let audit = try #require(Self.audits.first { $0.0 == name }?.1)
    let outline = try Outline(page(audit))
    #expect(outline.error == nil)
    #expect(Set(outline.ids).count == outline.ids.count)
    #expect(outline.unnamedDrawings == 0)
    #expect(outline.headings == 1)
    #expect(!outline.elements.contains("script"))
    #expect(!outline.attributes.contains("style") && !outline.attributes.contains("onclick"))
    for reference in outline.references { #expect(outline.ids.contains(reference)) }
  }

  @Test("escapes every name and shows what is invisible")
  func escaping() throws {
    let text = try page(Samples.named(Samples.nastyNames))
    #expect(!text.contains("<script"))
    #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    #expect(text.contains("\\u{202E}bidi"))
    #expect(!(try page(Samples.withProblems())).contains("<b>.npy"))
  }

  @Test("asks nothing of the network: its policy allows its own style and nothing else")
  func policy() throws {
    let text = try page(Samples.small())
    let policy = "default-src 'none'; style-src '\(HTMLReport.styleDigest)'"
    #expect(text.contains(policy))
    #expect(!text.contains("http://") && !text.contains("https://"))
    #expect(!text.contains("src="))
    #expect(text.contains("<style>\(HTMLReport.style)</style>"))
  }

  @Test("names the digest of its own style sheet")
  func digest() throws {
    let process = Process()
    let pipe = (input: Pipe(), output: Pipe())
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c",
      "(sha256sum || shasum -a 256) 2>/dev/null | cut -c 1-64",
    ]
    process.standardInput = pipe.input
    process.standardOutput = pipe.output
    try process.run()
    try pipe.input.fileHandleForWriting.write(contentsOf: Data(HTMLReport.style.utf8))
    try pipe.input.fileHandleForWriting.close()
    let hex = String(
      decoding: pipe.output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let digits = Array(hex.filter(\.isHexDigit))
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    #expect(bytes.count == 32)
    #expect(HTMLReport.styleDigest == "sha256-" + Data(bytes).base64EncodedString())
  }

  @Test("has at most 5,000 elements and 600 kB for 2,000 tensors at 100 steps")
  func size() throws {
    let names = (0..<2000).map { "decoder.layers.\($0).self_attention.weight" }
    let text = try page(Samples.named(names, steps: 100))
    let outline = Outline(text)
    #expect(outline.error == nil)
    #expect(outline.elements.count <= 5000, "\(outline.elements.count)")
    #expect(text.utf8.count <= 600_000, "\(text.utf8.count)")
    #expect(text.contains("in the CSV and JSON reports"))
    #expect(try page(Samples.empty).utf8.count <= 60_000)
  }

  @Test("holds the audit's own numbers")
  func numbers() throws {
    let audit = Samples.named(["w", "v"])
    let text = try page(audit)
    for scale in audit.plan.scales.indices {
      let counts = audit.total.outcomes(projection: 0, scale: scale)
      #expect(text.contains("<td>\(counts.underflow)</td><td>\(counts.overflow)</td>"))
    }
  }

  @Test("lets sentences in tables wrap")
  func prose() throws {
    let text = try page(Samples.withProblems())
    #expect(text.matches(of: /<table class="prose">/).count == 3)
    #expect(HTMLReport.style.contains(".prose td { white-space: normal; overflow-wrap: anywhere;"))
  }

  @Test("names lines in the margins, those that coincide together")
  func lineLabels() throws {
    let text = try page(Samples.named(["w", "v"], steps: 8))
    #expect(text.contains(#"<text class="end ink" x="100%" y="200">bf16, fp32</text>"#))
    #expect(text.contains(/<text class="start ink" x="0%" y="\d+">fp16</))
  }

  @Test("says what the colours of the map measure")
  func legend() throws {
    let text = try page(Samples.small())
    #expect(text.contains("<li>Share of the finite non-zero values lost:</li>"))
  }

  @Test("writes into the boxes of scales only what fits")
  func scaleStrip() throws {
    var builder = AuditBuilder(plan: AuditPlan(projections: [Projection(.binary16)]))
    builder.add(tensor: "w", values: [60_000] as [Float])
    let text = try page(builder.finish())
    #expect(!text.contains(">safe</text>"))
    #expect(text.contains("Narrow boxes: U for too much underflow, O for overflow."))
  }

  @Test("is the same, to the byte, twice")
  func deterministic() throws {
    let audit = Samples.named(Samples.nastyNames)
    #expect(try page(audit) == page(audit))
  }
}

/// What a page consists of, as an XML parser that nobody here wrote sees it.
final class Outline: NSObject, XMLParserDelegate {
  private(set) var elements: [String] = []
  private(set) var ids: [String] = []
  private(set) var references: [String] = []
  private(set) var attributes: Set<String> = []
  private(set) var unnamedDrawings = 0
  private(set) var headings = 0
  private(set) var error: String?
  private var depthOfDrawings = 0

  init(_ page: String) {
    super.init()
    let parser = XMLParser(data: Data(page.replacing("<!DOCTYPE html>", with: "").utf8))
    parser.delegate = self
    if !parser.parse() {
      error = "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")"
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(name)
    self.attributes.formUnion(attributes.keys)
    if let id = attributes["id"] { ids.append(id) }
    references += (attributes["aria-labelledby"] ?? "").split(separator: " ").map(String.init)
    if name == "h1" { headings += 1 }
    guard name == "svg" else { return }
    depthOfDrawings += 1
    let isNamed = attributes["role"] == "img" && attributes["aria-labelledby"] != nil
    if depthOfDrawings == 1, !isNamed, attributes["aria-hidden"] != "true" { unnamedDrawings += 1 }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "svg" { depthOfDrawings -= 1 }
  }
}
