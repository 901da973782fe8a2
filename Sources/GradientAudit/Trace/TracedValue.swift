public import FloatEmulation

/// A value of a tensor, and what a cell makes of it.
public struct TracedValue: Hashable, Sendable {
  /// Its place in the tensor in C order, whatever the order in the file.
  public let flatIndex: Int
  /// Its bits, in the width of its type.
  public let bits: UInt64
  /// The value; NaN without its payload.
  public let value: Double
  /// The product with the scale: exact where binary64 has it, else correctly rounded
  /// to binary64, subnormal, zero or infinite as that may be; under binary32's
  /// arithmetic, binary32's product.
  public let scaled: Double
  /// The code in the format.
  public let code: UInt64
  /// The code's value; NaN without its payload.
  public let rounded: Double
  /// What becomes of it.
  public let outcome: Outcome
}
