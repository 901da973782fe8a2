import AuditReports
import FloatEmulation
import Foundation
import GradientAudit
import Testing

@Suite("The reports of a replay")
struct ReplayReportTests {
  private static func text(_ report: any ReplayReport) throws -> String {
    var text = ""
    try report.write { text += $0 }
    return text
  }

  private static func context(
    _ names: [String], _ scalers: [LossScaler] = LossScaler.catalogue
  ) throws -> ReplayContext {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "fpaudit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    for (number, scale) in [1e-4, 1, 1e-6].enumerated() {
      for name in names {
        let file = directory.appending(path: "step_\(number)/\(name).npy")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try array([1, -0.5, 0.25].map { Float($0 * scale) }).write(to: file)
      }
    }
    var query = Replayer.Query(scalers)
    query.length = .times(20)
    let replay = try Replayer(query).replay(Recording(paths: [directory.path]))
    return ReplayContext(replay, title: "a <b> & c", command: "fpaudit replay <x>", version: "0")
  }

  private static func array(_ values: [Float]) -> Data {
    let header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(values.count),)}"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let bytes = values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
    }
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes)
  }

  @Test("the page is well-formed, names its drawing, asks nothing of the network")
  func page() throws {
    let text = try Self.text(ReplayHTML(Self.context(["<script>alert(1)<", "w\u{202E}"])))
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

  @Test("Markdown lets nothing out of its cells and stays below GitHub's limit")
  func markdown() throws {
    let names = ["|pipe`", "<b>", "@mention"]
    let text = try Self.text(ReplayMarkdown(Self.context(names)))
    #expect(text.utf8.count < MarkdownReport.byteLimit)
    #expect(!text.contains("<b>") && !text.contains("@mention") && !text.contains("|pipe"))
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }
    #expect(rows.count > 20)
  }

  @Test("CSV quotes what a name may hold")
  func csv() throws {
    let scaler = try LossScaler(named: "torch")
    let text = try Self.text(ReplayCSV(Self.context(["a,b", "c\"d"], [scaler])))
    #expect(text.hasPrefix(ReplayCSV.columns.joined(separator: ",") + "\n"))
    #expect(text.contains(",1,1,32768,\"a,b;c\"\"d\"\n"))
    #expect(text.split(separator: "\n").count == 61)
  }

  @Test("the terminal gets 80 columns, whatever names are like")
  func terminal() throws {
    let long = String(repeating: "layer.", count: 30)
    let text = try Self.text(ReplayText(Self.context([long, "b"])))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.contains("What a replay cannot know."))
  }

  @Test("JSON says of an infinite scale that it is, in a text")
  func json() throws {
    var scaler = try LossScaler(named: "keras3")
    try scaler.set("growth_interval", to: "1")
    var query = Replayer.Query([scaler])
    query.length = .times(200)
    let replay = try Replayer(query).replay(OverflowSequence("o"))
    let text = try Self.text(ReplayJSON(ReplayContext(replay, title: "", command: "", version: "")))
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let rows = ((object?["scalers"] as? [[String: Any]])?.first?["rows"] as? [[String: Any]]) ?? []
    #expect(rows.count == 200)
    #expect(rows.last?["scaleAfter"] as? String == "inf")
    #expect(rows.first?["scaleAfter"] as? Double == 65536)
  }
}
