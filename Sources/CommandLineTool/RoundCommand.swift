internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit round`: values in a format.
struct RoundCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "round",
    abstract: "Round values to formats: result, bits, error in ulp, outcome, flags.",
    discussion: """
      A value is a decimal or hexadecimal number, inf or nan; - reads them from standard \
      input, a line each; a line that holds none is named. It is read as fp64, the nearest \
      one, and rounded once from there; --from fp32 reads it as fp32. The error is the result \
      less the value, in units in the last place of the result; - stands for that of a value \
      beyond the range.

      EXAMPLES
        fpaudit round 0.1 65519.99 --to fp16
        fpaudit round 0x1.8p-25 -3e-8 --to fp16,bf16 --direction towardZero
        fpaudit round 465 inf nan --to e4m3fn --preset torch
        fpaudit round - --bits --from fp32 --to bf16 --preset ml_dtypes --csv - < patterns
      """)

  @Argument(parsing: .allUnrecognized, help: "The values; - is standard input.")
  var values: [String]

  @Option(
    help: "The formats, separated by commas.", completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var to: FormatList

  @Option(help: "How values are read: fp64 or fp32.")
  var from: SourceType = .fp64

  @Flag(help: "Values are bit patterns of that type, such as 0x3F800000.")
  var bits = false

  @OptionGroup var rules: ProjectionOptions

  @Option(help: "The seed of a stochastic direction; a value's place is its index.")
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Write a table as CSV; - is standard output.", valueName: "file"))
  var csv: String?

  func validate() throws {
    try Misspelling.refuseOptions(among: values, of: Self.self)
    if numbers.isEmpty { throw ValidationError("there is no value; write one, such as 0.1") }
    for text in numbers where text != "-" { _ = try SourceValue(text, as: from, isBits: bits) }
    guard numbers == ["-"] || !numbers.contains("-") else {
      throw ValidationError("- stands for all values; leave out the others")
    }
    for format in to.formats { _ = try rules.chain(to: format) }
  }

  /// The values without the `--` before a negative one; here it is not needed.
  private var numbers: [String] { values.filter { $0 != "--" } }

  func status() throws -> ExitStatus {
    let chains = try to.formats.map(rules.chain)
    let nameWidth = chains.reduce(5) { max($0, $1.format.name.count) }
    var faultCount = 0
    try Output.whileRead {
      try OutputFile.write(csv ?? "-") { sink in
        if csv != nil { try sink(RoundedValue.columns + "\n") }
        faultCount = try forEachValue { index, text, source in
          if csv == nil { try sink(heading(text, source)) }
          let random = RandomStream(seed: seed)[index]
          for chain in chains {
            let rounded = RoundedValue(source, chain, random: random)
            try sink(csv == nil ? "  \(rounded.line(nameWidth: nameWidth))\n" : rounded.row + "\n")
          }
        }
      }
    }
    return faultCount == 0 ? .success : .failure
  }

  /// Reads the values, each with its index and as it was written.
  ///
  /// - Returns: How many lines of standard input hold no value; each is named.
  private func forEachValue(
    _ body: (UInt64, String, SourceValue) throws -> Void
  ) throws -> Int {
    guard numbers == ["-"] else {
      for (index, text) in numbers.enumerated() {
        try body(UInt64(index), text, try SourceValue(text, as: from, isBits: bits))
      }
      return 0
    }
    var lines = InputLines()
    while let text = lines.next() {
      do {
        let source = try SourceValue(text, as: from, isBits: bits)
        try body(lines.index, text, source)
      } catch let error as ValidationError {
        try lines.report(error)
      }
    }
    return lines.faultCount
  }

  /// The value as written, and what it was read as where that differs.
  private func heading(_ text: String, _ source: SourceValue) -> String {
    if source.isBeyondRange(text, isBits: bits) {
      return "\(text) is beyond the range of \(from.rawValue), read as \(source.shortest)\n"
    }
    let isNaN = source.value.isNaN && !bits  // its own text shows the sign
    let isSame = isNaN || source.shortest == text || source.shortest == text + ".0"
    return isSame ? "\(text)\n" : "\(text) = \(from.rawValue) \(source.shortest)\n"
  }
}
