internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit explain`: one value on its way into formats.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show how one value is rounded: neighbours, tie, rule, flags.",
    discussion: """
      Without --to, one line for every format. With it, all about the value in these formats: \
      its bits in fields, the two neighbours, how far it is from the tie, what decided, and \
      what rounding it twice would have got wrong. A negative value stands behind --.

      EXAMPLES
        fpaudit explain 65519.99
        fpaudit explain 1e-8 --to fp16,bf16
        fpaudit explain 0x1.004p0 --to fp16 --direction towardPositive
        fpaudit explain --to e4m3fn -- -465
      """)

  @Argument(help: "A decimal or hexadecimal number, inf or nan.")
  var value: String

  @Option(
    help: "The formats to explain at length, separated by commas.",
    completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var to: FormatList?

  @Option(help: "How the value is read: fp64 or fp32.")
  var from: SourceType = .fp64

  @Flag(help: "The value is a bit pattern of that type, such as 0x3F800000.")
  var bits = false

  @OptionGroup var rules: ProjectionOptions

  func validate() throws { _ = try SourceValue(value, as: from, isBits: bits) }

  func run() throws {
    let source = try SourceValue(value, as: from, isBits: bits)
    var text = SourceText(value, source, from, isBits: bits).text + "\n"
    if let to {
      let pages = try to.formats.map { ExplanationPage(source, try rules.chain(to: $0)).text }
      text += pages.joined(separator: "\n")
    } else {
      text += ExplanationTable(source, try chains()).text
    }
    try Output.standard.write(text)
  }

  /// The chains into all formats that the rules know.
  private func chains() throws -> [ProjectionChain] {
    let formats = rules.preset?.catalogueFormats ?? FloatFormat.catalogue
    return try formats.map(rules.chain)
  }
}
