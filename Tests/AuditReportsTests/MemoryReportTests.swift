import AuditReports
import Foundation
import GradientAudit
import Testing

@Suite("The reports of memory")
struct MemoryReportTests {
  private static let names = ["<script>alert(1)<.w", "w\u{202E}.b", "|pipe`.w", "a,b.w"]

  private static func context(
    _ names: [String], recipes: [MemoryRecipe] = MemoryRecipe.catalogue
  ) throws -> MemoryContext {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "fpaudit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let step = directory.appending(path: "step_1")
    try FileManager.default.createDirectory(at: step, withIntermediateDirectories: true)
    for name in names {
      try ReplayReportTests.array([1, 2, 3]).write(to: step.appending(path: "\(name).npy"))
    }
    let list = ParameterList(Recording(paths: [directory.path]))
    return MemoryContext(
      try MemoryEstimate(list, recipes: recipes), title: "a <b> & c",
      command: "fpaudit memory <x>", version: "0")
  }

  private static func text(_ write: ((String) throws -> Void) throws -> Void) throws -> String {
    var text = ""
    try write { text += $0 }
    return text
  }

  @Test("the page is well-formed, names its drawings, asks nothing of the network")
  func page() throws {
    let text = try Self.text(MemoryHTML(Self.context(Self.names)).write)
    let outline = Outline(text)
    #expect(outline.error == nil)
    #expect(Set(outline.ids).count == outline.ids.count)
    #expect(outline.unnamedDrawings == 0 && outline.headings == 1)
    #expect(!outline.elements.contains("script") && !outline.attributes.contains("style"))
    for reference in outline.references { #expect(outline.ids.contains(reference)) }
    #expect(!text.contains("http://") && !text.unicodeScalars.contains("\u{202E}"))
    #expect(text.contains("Derived, not measured."))
  }

  @Test("Markdown lets nothing out of its cells and stays below GitHub's limit")
  func markdown() throws {
    let text = try Self.text(MemoryMarkdown(Self.context(Self.names)).write)
    #expect(!text.contains("<script>") && !text.contains("|pipe") && !text.contains("<b>"))
    let many = (0..<400).map { "\($0)" + String(repeating: "|", count: 80) + ".w" }
    let long = try Self.text(MemoryMarkdown(Self.context(many)).write)
    #expect(long.utf8.count < MarkdownReport.byteLimit)
  }

  @Test("the terminal gets 80 columns, whatever names are like")
  func terminal() throws {
    let long = (0..<30).map { "\($0)" + String(repeating: "layer", count: 20) + ".w" }
    for names in [Self.names, long] {
      let text = try Self.text(MemoryText(Self.context(names)).write)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    }
  }

  @Test("CSV has all tensors first, then each group, with what is kept and moved")
  func csv() throws {
    let recipes = [MemoryRecipe.single, try MemoryRecipe(named: "gradients8")]
    let text = try Self.text(MemoryCSV(Self.context(["a,b.w", "c.w"], recipes: recipes)).write)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 1 + 3 * 2 * 3)
    #expect(
      lines[0]
        == "group,recipe,optimizer,tensors,parameters,weights,master,compensation,gradients,state,"
        + "kept,moved")
    // Six parameters in two tensors: 4 bytes of weights and of gradients, 8 of moments.
    #expect(lines[3] == ",fp32,adam,2,6,24,0,0,24,48,96,240")
    // Gradients of a byte, and a scale of 4 bytes a tensor, written and read once; weights
    // read twice and written, the master copy read and written: 3 * 12 + 2 * 24 + 2 * 14.
    #expect(lines[4] == ",gradients8,sgd,2,6,12,24,0,14,0,50,112")
    // Each number of three parameters is touched six times: 6 * 3 * 4.
    #expect(lines[7] == "\"a,b\",fp32,sgd,1,3,12,0,0,12,0,24,72")
  }

  @Test("JSON has exact integers for each group, recipe and optimizer")
  func json() throws {
    let text = try Self.text(MemoryJSON(Self.context(["a.w", "a.b", "c"])).write)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.memory/1")
    #expect(object?["basis"] as? String == "derived, not measured")
    let groups = try #require(object?["groups"] as? [[String: Any]])
    #expect(groups.map { $0["group"] as? String } == [nil, "a", "c"])
    #expect(groups.map { $0["parameters"] as? Int } == [9, 6, 3])
    let uses = try #require(groups[0]["uses"] as? [[String: Any]])
    #expect(uses.count == MemoryRecipe.catalogue.count * 3)
    let adam = uses.first {
      $0["recipe"] as? String == "fp32" && $0["optimizer"] as? String == "adam"
    }
    #expect(adam?["keptBytes"] as? Int == 9 * 16 && adam?["movedBytes"] as? Int == 9 * 40)
    #expect((adam?["kept"] as? [String: Int])?["state"] == 72)
    #expect((object?["recipes"] as? [Any])?.count == MemoryRecipe.catalogue.count)
  }
}
