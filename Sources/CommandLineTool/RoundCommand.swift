internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit round`: values in a format.
struct RoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round",
    abstract: "Round values to formats: result, bits, error in ulp, outcome, flags.",
    discussion: """
      A value is a decimal or hexadecimal number, inf or nan. It is read as fp64, the nearest \
      one, and rounded once from there; --from fp32 reads it as fp32. The error is the result \
      less the value, in units in the last place of the result.

      EXAMPLES
        fpaudit round 0.1 65519.99 --to fp16
        fpaudit round 0x1.8p-25 -3e-8 --to fp16,bf16
      """)

  @Argument(parsing: .allUnrecognized, help: "The values.")
  var values: [String]

  @Option(
    help: "The formats, separated by commas.", completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var to: FormatList

  @Option(help: "How values are read: fp64 or fp32.")
  var from: Source = .fp64

  /// The type of the values before rounding.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    case fp64, fp32
  }

  /// The values without the `--` before a negative one; here it is not needed.
  private var numbers: [String] { values.filter { $0 != "--" } }

  func validate() throws {
    if numbers.isEmpty { throw ValidationError("there is no value; write one, such as 0.1") }
    for number in numbers { _ = try RoundCommand.parse(number) }
  }

  func run() throws {
    for text in numbers {
      let value = try RoundCommand.parse(text)
      let source = from == .fp32 ? Double(Float(text) ?? Float(value)) : value
      try Output.standard.write(heading(text, source))
      for format in to.formats {
        try Output.standard.write("  \(line(source, Projection(format)))\n")
      }
    }
  }

  /// The value as written, and what it was read as where that differs.
  private func heading(_ text: String, _ source: Double) -> String {
    let shortest = from == .fp32 ? "\(Float(source))" : "\(source)"
    let isSame = shortest == text || shortest == text + ".0"
    return isSame ? "\(text)\n" : "\(text) = \(from.rawValue) \(shortest)\n"
  }

  private func line(_ source: Double, _ projection: Projection) -> String {
    let format = projection.format
    let result = from == .fp32 ? projection.round(Float(source)) : projection.round(source)
    let digits = (format.bitWidth + 3) / 4
    let bits = String(result.code, radix: 16, uppercase: true)
    let code = "0x" + String(repeating: "0", count: max(0, digits - bits.count)) + bits
    let value = result.value.isNaN ? "nan" : "\(result.value)"
    let flags = result.flags.isEmpty ? "exact" : result.flags.names.joined(separator: " ")
    return
      "\(format.name.padded(to: 5)) \(value.padded(to: 24)) \(code)  "
      + "\(error(source, result, format))  \(result.outcome.rawValue), \(flags)"
  }

  /// The error in ulp of the result, exact before it is written with four digits.
  private func error(_ source: Double, _ result: RoundingResult, _ format: FloatFormat) -> String {
    guard source.isFinite, result.value.isFinite else { return "-".aligned(to: 12) }
    let exponent = max(
      result.value == 0 ? format.minimumExponent : Int(result.value.exponent),
      format.minimumExponent)
    let ulp = Double(sign: .plus, exponent: exponent - format.precision + 1, significand: 1)
    let error = (result.value - source) / ulp
    return (Decimal.rounded(error, digits: 4) + " ulp").aligned(to: 12)
  }

  private static func parse(_ text: String) throws -> Double {
    guard let value = Double(text) else {
      throw ValidationError("`\(text)` is no number; write 0.1, 1e-8, 0x1p-25, inf or nan")
    }
    return value
  }
}
