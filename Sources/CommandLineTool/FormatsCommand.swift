internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation

/// `fpaudit formats`: the parameters of every format, derived from its definition.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Show the parameters of every format, or all about some.",
    discussion: """
      s/e/t are the widths of the sign, the exponent and the trailing significand; the \
      precision p is t + 1. The last columns tell, for ties to even, up to which magnitude \
      values become zero and from where on they overflow. Beside these there are \
      Binary{K}p{P}{s|u}{e|f} of IEEE P3109, such as Binary8p4se, with an exponent field of \
      at most 11 bits, and custom ones such as e5m10, e4m3:bias=11:special=fnuz, \
      e8m7:zero-field=zero and e5m3:unsigned.

      EXAMPLES
        fpaudit formats
        fpaudit formats fp16 Binary8p4se e4m3:special=none
        fpaudit formats --json
      """)

  @Argument(help: "The formats to show in detail.", transform: { try FormatList.format($0) })
  var names: [FloatFormat] = []

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if json { return try Output.standard.write(try FormatDocument(named).json()) }
    if names.isEmpty { return try Output.standard.write(FormatTable(named).text) }
    let pages = names.map { FormatDetails($0).text }
    try Output.standard.write(pages.joined(separator: "\n"))
  }

  private var named: [FloatFormat] { names.isEmpty ? FloatFormat.catalogue : names }
}
