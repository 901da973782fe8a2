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

/// Every code of a format, row by row.
struct CodeTable {
  private let format: FloatFormat

  init(_ format: FloatFormat) { self.format = format }

  func writeCSV(to sink: (String) throws -> Void) rethrows {
    try sink("code,value,class\n")
    for code in 0...format.codeMask {
      try sink("\(hexadecimal(code)),\(decimal(code)),\(format.valueClass(of: code).rawValue)\n")
    }
  }

  func writeText(to sink: (String) throws -> Void) rethrows {
    let width = fields(0).count
    try sink("\("code".padded(to: hexadecimal(0).count))  \("bits".padded(to: width))  ")
    try sink("\("class".padded(to: 9))  value\n")
    for code in 0...format.codeMask {
      try sink(
        "\(hexadecimal(code))  \(fields(code).padded(to: 4))  "
          + "\(format.valueClass(of: code).rawValue.padded(to: 9))  \(decimal(code))\n")
    }
  }

  private func hexadecimal(_ code: UInt64) -> String { CodeText.hexadecimal(code, of: format) }

  private func decimal(_ code: UInt64) -> String { CodeText.decimal(format.decode(code)) }

  /// Sign, exponent and trailing significand in binary, blanks between them.
  private func fields(_ code: UInt64) -> String {
    let digits = binary(code, digitCount: format.bitWidth)
    let signCount = format.isSigned ? 1 : 0
    let sign = digits.prefix(signCount)
    let exponent = digits.dropFirst(signCount).prefix(format.exponentBitCount)
    let trailing = digits.suffix(format.trailingSignificandBitCount)
    return [sign, exponent, trailing].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func binary(_ code: UInt64, digitCount: Int) -> String {
    let digits = String(code, radix: 2)
    return String(repeating: "0", count: max(0, digitCount - digits.count)) + digits
  }
}
