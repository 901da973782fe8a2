import AuditReports
import Testing

@Suite("The Markdown report")
struct MarkdownReportTests {
  @Test("stays below what a comment on a pull request may have, and says what is left out")
  func size() throws {
    let names = (0..<2000).map { "module.\($0).weight" }
    let text = try MarkdownReport(Samples.named(names, steps: 20), Samples.context).text()
    #expect(text.count < 65_536)
    #expect(text.contains("more"))
    #expect(text.hasPrefix("#"))
  }

  @Test("escapes names: no tag, no cell and no code span of theirs is Markdown's")
  func escaping() throws {
    let text = try MarkdownReport(Samples.named(Samples.nastyNames), Samples.context).text()
    for line in text.split(separator: "\n") where line.hasPrefix("|") {
      let bars = line.replacing("\\|", with: "").count { $0 == "|" }
      let head = text.split(separator: "\n").filter { $0.hasPrefix("|--") || $0.hasPrefix("| --") }
      #expect(bars >= 3, "\(line)")
      #expect(!head.isEmpty || bars > 0)
    }
    #expect(!text.contains("\u{202E}"))
    #expect(!text.contains("line\nfeed"))
    #expect(!text.contains("| <script>"))
  }

  @Test("renders anything", arguments: [0, 1, 2])
  func strangeAudits(index: Int) throws {
    let audits = [Samples.empty, Samples.zeros, Samples.withProblems()]
    let text = try MarkdownReport(audits[index], Samples.context).text()
    #expect(text.contains("sample"))
  }
}
