internal import ArgumentParser
internal import AuditReports
internal import GradientAudit
internal import TensorFiles

/// Where the answers go.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write every row as CSV; - is standard output.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write everything as JSON; - is standard output.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp("Write a self-contained page; - is standard output.", valueName: "file"))
  var html: String?

  @Option(
    help: ArgumentHelp(
      "Write the page's facts as Markdown; - is standard output.", valueName: "file"))
  var markdown: String?

  @Option(help: "The title of the reports; the last part of the first path by default.")
  var title: String?

  @Flag(name: .shortAndLong, help: "Print nothing but errors and breached limits.")
  var quiet = false

  private var files: [(path: String, report: any AuditReport.Type)] {
    let all: [(String?, any AuditReport.Type)] = [
      (csv, CSVReport.self), (json, JSONReport.self), (html, HTMLReport.self),
      (markdown, MarkdownReport.self),
    ]
    return all.compactMap { path, report in path.map { ($0, report) } }
  }

  /// The paths that are written.
  var paths: [String] { files.map(\.path) }

  func validate() throws { try OutputTarget.requireDistinct(paths) }

  /// Writes each report that was asked for, and the summary unless standard
  /// output is taken.
  ///
  /// What was kept as histograms is reported like the recording that it was made from.
  ///
  /// - Parameter options: Those that the answer depends on.
  func write(
    _ audit: Audit, _ options: [String], limits: [ReportedLimit], slices: LostSlices?
  ) throws {
    let context = ReportContext(
      title: title(of: audit.sources),
      command: Shell.command("audit", audit.sources, options), version: FPAuditCommand.version,
      limits: limits, slices: slices)
    let style: TextStyle = Output.standard.showsColour ? .coloured : .plain
    try Output.write(
      files.map { file in (file.path, { try file.report.init(audit, context).write(to: $0) }) },
      page: quiet ? nil : { try TextReport(audit, context, style: style).write(to: $0) })
  }

  /// Writes each report of a replay that was asked for, and the summary unless standard
  /// output is taken.
  func write(_ context: ReplayContext) throws {
    try write(
      csv: ReplayCSV(context).write, json: ReplayJSON(context).write,
      html: ReplayHTML(context).write, markdown: ReplayMarkdown(context).write,
      page: ReplayText(context).write)
  }

  /// Writes each report that was asked for, and the page for people unless standard output
  /// is taken.
  func write(
    csv: @escaping Output.Writer, json: @escaping Output.Writer, html: @escaping Output.Writer,
    markdown: @escaping Output.Writer, page: @escaping Output.Writer
  ) throws {
    try Output.write(
      [(self.csv, csv), (self.json, json), (self.html, html), (self.markdown, markdown)],
      page: quiet ? nil : page)
  }

  /// The title that was given, or the last part of the first path.
  func title(of paths: [String]) -> String { title ?? ReportOptions.title(of: paths) }

  private static func title(of paths: [String]) -> String {
    let name =
      paths.first.map(StandardInput.displayed)?.split(separator: "/").last.map(String.init) ?? ""
    return paths.count > 1 ? "\(name) and \(paths.count - 1) more" : name
  }
}
