internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit codes`: every code of a format and its value.
struct CodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "codes",
    abstract: "Show every code of a format with its value and class.",
    discussion: """
      The table shows a code's bits in fields (sign, exponent, trailing significand). CSV has \
      the columns code (hexadecimal), value (shortest decimal for binary64, inf, nan) and class \
      (zero, subnormal, normal, infinite, nan). Formats have at most 19 bits here, as tf32 has.

      EXAMPLES
        fpaudit codes e2m1fn
        fpaudit codes e4m3fn --csv e4m3fn.csv
        fpaudit codes Binary8p3se --csv - | grep subnormal
      """)

  @Argument(
    help: "The format.", completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: FormatList.format)
  var format: FloatFormat

  @Option(help: ArgumentHelp("Write CSV; - is standard output.", valueName: "file"))
  var csv: String?

  func validate() throws {
    guard format.bitWidth > CodesCommand.widthLimit else { return }
    throw ValidationError(
      "\(format) has 2^\(format.bitWidth) codes, too many for a table, which ends at "
        + "\(CodesCommand.widthLimit) bits; ask for single values with `fpaudit round VALUE --to "
        + "\(format)`, or for a choice with `fpaudit vectors --format \(format)`")
  }

  func run() throws {
    let table = CodeTable(format)
    if let csv {
      try OutputFile.write(csv) { try table.writeCSV(to: $0) }
    } else {
      try OutputFile.write("-") { try table.writeText(to: $0) }
    }
  }

  private static let widthLimit = 19
}
