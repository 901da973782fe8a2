internal import FloatEmulation

/// The values of codes: from a table of all of them where that is small.
struct CodeDecoder: Sendable {
  private let format: FloatFormat
  private let table: [Double]

  /// At most 19 bits, the width of TF32, make a table of four megabytes.
  init(_ format: FloatFormat) {
    self.format = format
    table = format.bitWidth <= 19 ? (0...format.codeMask).map(format.decode) : []
  }

  /// The value of a code; NaN without sign and payload.
  @inline(__always)
  func decode(_ code: UInt64) -> Double {
    code < UInt64(table.count) ? table[Int(truncatingIfNeeded: code)] : decodeWide(code)
  }

  /// A code that is wider than the format stands for nothing.
  private func decodeWide(_ code: UInt64) -> Double {
    code & ~format.codeMask == 0 ? format.decode(code) : .nan
  }
}
