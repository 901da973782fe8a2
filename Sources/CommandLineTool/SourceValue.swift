internal import ArgumentParser
internal import FloatEmulation

/// A value on the command line, in the type that it is read as.
enum SourceValue {
  case binary64(Double)
  case binary32(Float)

  /// Reads a decimal or hexadecimal number, `inf` or `nan`; or a bit pattern such
  /// as `0x3F800000`.
  ///
  /// - Throws: `ValidationError`.
  init(_ text: String, as type: SourceType, isBits: Bool) throws {
    self = try isBits ? .init(bits: text, as: type) : .init(number: text, as: type)
  }

  private init(number text: String, as type: SourceType) throws {
    guard let value = Double(text) else {
      throw ValidationError("`\(text)` is no number; write 0.1, 1e-8, 0x1p-25, inf or nan")
    }
    self = type == .fp64 ? .binary64(value) : .binary32(Float(text) ?? Float(value))
  }

  private init(bits text: String, as type: SourceType) throws {
    let digits = text.lowercased().hasPrefix("0x") ? text.dropFirst(2) : text[...]
    guard let bits = UInt64(digits, radix: 16), bits & ~type.format.codeMask == 0 else {
      throw ValidationError(
        "`\(text)` is no bit pattern of \(type.rawValue); write up to "
          + "\(type.format.bitWidth / 4) hexadecimal digits, such as 0x3F800000")
    }
    self =
      type == .fp64
      ? .binary64(Double(bitPattern: bits))
      : .binary32(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
  }

  /// The value in binary64.
  var value: Double {
    switch self {
    case .binary64(let value): value
    case .binary32(let value): Double(value)
    }
  }

  /// The format of the type.
  var format: FloatFormat {
    switch self {
    case .binary64: .binary64
    case .binary32: .binary32
    }
  }

  /// The shortest decimal that is read as this value.
  var shortest: String {
    switch self {
    case .binary64(let value): value.isNaN ? "nan" : "\(value)"
    case .binary32(let value): value.isNaN ? "nan" : "\(value)"
    }
  }

  /// Whether a finite number was written and is read as an infinity.
  func isBeyondRange(_ written: String, isBits: Bool) -> Bool {
    !isBits && value.isInfinite && written.contains { $0.isWholeNumber }
  }

  /// The bit pattern, as hexadecimal digits of the type's width.
  var bits: String {
    switch self {
    case .binary64(let value): CodeText.hexadecimal(value.bitPattern, of: FloatFormat.binary64)
    case .binary32(let value):
      CodeText.hexadecimal(UInt64(value.bitPattern), of: FloatFormat.binary32)
    }
  }

  /// The value, rounded as a chain says.
  func rounded(by chain: ProjectionChain, random: UInt32 = 0) -> RoundingResult {
    switch self {
    case .binary64(let value): chain.round(value, random: random)
    case .binary32(let value): chain.round(value, random: random)
    }
  }

  /// The result less the value, in units in the last place of the result; nil where
  /// one of them is not finite, or where the value is beyond the range.
  func error(of result: RoundingResult, in format: FloatFormat) -> Double? {
    guard value.isFinite, result.value.isFinite, result.outcome != .overflow else { return nil }
    return (result.value - value) / format.ulp(at: result.value)
  }
}
