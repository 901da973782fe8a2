internal import FloatEmulation

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
