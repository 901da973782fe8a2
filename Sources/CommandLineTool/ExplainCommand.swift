internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit explain`: one value on its way into formats.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show how one value is rounded: neighbours, tie, rule, flags.",
    discussion: """
      Without --to, one line for every format. With it, all about the value in these formats, \
      or in every one with --to all: its bits in fields, the two neighbours, how far it is from \
      the tie, what decided, and what rounding it twice would have got wrong.

      EXAMPLES
        fpaudit explain 65519.99
        fpaudit explain 1e-8 --to fp16,bf16
        fpaudit explain 0x1.004p0 --to fp16 --direction towardPositive
        fpaudit explain -465 --to e4m3fn
        fpaudit explain 0.1 --to all
      """)

  @Argument(parsing: .allUnrecognized, help: "A decimal or hexadecimal number, inf or nan.")
  var value: [String]

  @Option(
    help: "The formats to explain at length, separated by commas; all for every one.",
    completion: .list(["all"] + FloatFormat.catalogue.map(\.name)),
    transform: { try FormatChoice(text: $0) })
  var to: FormatChoice?

  @Option(help: "How the value is read: fp64 or fp32.")
  var from: SourceType = .fp64

  @Flag(help: "The value is a bit pattern of that type, such as 0x3F800000.")
  var bits = false

  @OptionGroup var rules: ProjectionOptions

  func validate() throws {
    try Misspelling.refuseOptions(among: value, of: Self.self)
    for number in numbers { _ = try SourceValue(number, as: from, isBits: bits) }
    guard numbers.count == 1 else {
      throw ValidationError(
        numbers.isEmpty
          ? "there is no value; write one, such as 0.1"
          : "one value is explained at a time, not \(numbers.joined(separator: " "))")
    }
    guard try !chains().isEmpty else {
      throw ValidationError("the preset knows no format of the catalogue; name one with --to")
    }
  }

  /// The value without the `--` before a negative one; here it is not needed.
  private var numbers: [String] { value.filter { $0 != "--" } }

  func run() throws {
    let source = try SourceValue(numbers[0], as: from, isBits: bits)
    var text = SourceText(numbers[0], source, from, isBits: bits).text + "\n"
    if to == nil {
      text += ExplanationTable(source, try chains()).text
    } else {
      text += try chains().map { ExplanationPage(source, $0).text }.joined(separator: "\n")
    }
    try Output.standard.write(text)
  }

  /// The chains into the formats that were asked for, or into all that the rules know.
  private func chains() throws -> [ProjectionChain] {
    if case .list(let list) = to { return try list.formats.map(rules.chain) }
    return try (rules.preset?.catalogueFormats ?? FloatFormat.catalogue).map(rules.chain)
  }
}
