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

  /// A `.npy` file.
  static func array(_ values: [Float]) -> Data {
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

  private static func conclusion(_ names: [String], _ sequence: String) throws -> String {
    let scalers = try names.map { name throws(ScalerError) in
      var scaler = try LossScaler(named: name)
      try scaler.set("initial_scale", to: "4")
      return scaler
    }
    let replay = try Replayer(Replayer.Query(scalers)).replay(OverflowSequence(sequence))
    let context = ReplayContext(replay, title: "t", command: "", version: "")
    let paragraphs = try text(ReplayText(context)).split(separator: "\n\n")
    return (paragraphs.last ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test("a scaler that ends the training with an error does not skip fewest")
  func raising() throws {
    // From 4, DeepSpeed's second overflow halves, the fourth finds the floor of 1.
    let overflows = "oXXXXXXoX"
    #expect(
      try Self.conclusion(["deepspeed_zero", "torch", "jmp"], overflows)
        == "Of 3 scalers, deepspeed_zero ends the training with an error; of the others, each "
        + "skips 7 of 9.")
    #expect(
      try Self.conclusion(["deepspeed_zero", "torch"], overflows)
        == "Of 2 scalers, deepspeed_zero ends the training with an error; torch skips 7 of 9 "
        + "steps.")
    #expect(
      try Self.conclusion(["deepspeed_zero"], overflows)
        == "deepspeed_zero raises at index 4, having skipped 3 of 4 steps, and training ends "
        + "there.")
    #expect(
      try Self.conclusion(["deepspeed_zero", "deepspeed_zero_h1"], overflows)
        == "All 2 scalers end the training with an error; the last is that deepspeed_zero raises "
        + "at index 4, having skipped 3 of 4 steps, and training ends there.")
    #expect(
      try Self.conclusion(["torch", "jmp"], overflows) == "All 2 scalers skip 7 of 9.")
  }

  @Test("skipped steps in the drawing say which tensors overflow")
  func culprits() throws {
    let scaler = try LossScaler(named: "torch")
    let text = try Self.text(ReplayHTML(Self.context(["w", "<v>"], [scaler])))
    #expect(text.contains("<title>torch skips step 1 at 2¹⁶: &lt;v&gt; and 1 more</title></path>"))
    let many = try Replayer(Replayer.Query([scaler]))
      .replay(OverflowSequence(String(repeating: "oX", count: 400)))
    let page = try Self.text(
      ReplayHTML(ReplayContext(many, title: "", command: "", version: "")))
    #expect(page.contains("<title>250 more skipped steps, in the CSV and JSON reports</title>"))
    #expect(page.matches(of: /<title>torch skips step/).count == 150)
  }
}
