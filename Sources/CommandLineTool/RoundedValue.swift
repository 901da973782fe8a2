internal import AuditReports
internal import FloatEmulation

/// A value in a format, for people and for programs.
struct RoundedValue {
  private let source: SourceValue
  private let format: FloatFormat
  private let result: RoundingResult

  /// The columns of `row`.
  static let columns = "value,bits,format,rounded,code,outcome,flags"

  init(_ source: SourceValue, _ chain: ProjectionChain, random: UInt32) {
    self.source = source
    format = chain.format
    result = source.rounded(by: chain, random: random)
  }

  /// The result on one line.
  ///
  /// - Parameter nameWidth: The columns of the format's name.
  func line(nameWidth: Int) -> String {
    let flags = result.flags.isEmpty ? "exact" : result.flags.names.joined(separator: " ")
    return "\(format.name.padded(to: nameWidth)) \(value.padded(to: 24)) "
      + "\(CodeText.hexadecimal(result.code, of: format))  \(error)  \(result.outcome.rawValue), \(flags)"
  }

  /// The result as a row of comma-separated values.
  var row: String {
    "\(source.shortest),\(source.bits),\(format.name),\(value),"
      + "\(CodeText.hexadecimal(result.code, of: format)),\(result.outcome.rawValue),"
      + result.flags.names.joined(separator: " ")
  }

  private var value: String { result.value.isNaN ? "nan" : "\(result.value)" }

  /// The error in ulp of the result, exact before it is written with four digits.
  private var error: String {
    guard let error = source.error(of: result, in: format) else { return "-".aligned(to: 12) }
    return (DecimalText.rounded(error, digits: 4) + " ulp").aligned(to: 12)
  }
}
