/// A report as Markdown for a pull request or a job summary: the answer, what is special,
/// tables, and what the answer does not cover.
///
/// Nothing in it but its own headings is Markdown. Always shorter than GitHub's limit for
/// a comment: the longest tables lose rows until it fits, and say how many.
struct MarkdownDocument {
  /// What the report is about; a name from the recording.
  let title: String
  /// The answer in a sentence.
  let verdict: String
  /// How much was looked at.
  let facts: String
  /// What is special, each a sentence.
  let remarks: [String]
  let sections: [MarkdownSection]
  /// What the answer does not cover, under a heading.
  let limits: (title: String, sentences: [String])
  /// The command line that made the report.
  let command: String
  /// The version of fpaudit.
  let version: String

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  func write(to sink: (String) throws -> Void) throws {
    let (head, foot) = (self.head, self.foot)
    try sink(head)
    let room = MarkdownReport.byteLimit - head.utf8.count - foot.utf8.count
    for section in sections.fitted(to: room) { try sink(section.markdown) }
    try sink(foot)
  }

  private var head: String {
    "## \(MarkdownText.escaped(title.displayed.elided(to: 120)))\n\n"
      + "**\(MarkdownText.escaped(verdict))**\n\n\(MarkdownText.escaped(facts))\n\n" + list(remarks)
  }

  private var foot: String {
    "### \(limits.title)\n\n\(list(limits.sentences))"
      + "<sub>fpaudit \(MarkdownText.escaped(version)): "
      + "\(MarkdownText.code(command, limit: 400))</sub>\n"
  }

  private func list(_ sentences: [String]) -> String {
    sentences.map { "- \(MarkdownText.escaped($0))\n" }.joined() + (sentences.isEmpty ? "" : "\n")
  }
}
