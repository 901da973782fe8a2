internal import FloatEmulation

/// Which outcome of a cell each value of one source type meets.
///
/// Whole blocks are classified at once, without a branch on values.
protocol ValueOutcomes<Bits>: Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable
  /// What tells the values with some outcomes from the others.
  associatedtype Marks: Sendable

  /// The format of the bit patterns.
  var format: FloatFormat { get }
  /// The value of a bit pattern; NaN without its payload.
  func value(_ bits: Bits) -> Double
  /// A number that orders bit patterns as their magnitudes, NaNs last.
  func rank(_ bits: Bits) -> UInt64
  /// The outcome of one value.
  func outcome(of bits: Bits) -> Outcome
  /// The outcomes of a block of values.
  func counts(of block: Span<Bits>) -> OutcomeCounts
  /// What tells the values with one of the outcomes.
  func marks(of outcomes: Set<Outcome>) -> Marks
  /// Sets the flag of each value of a block that has the marks, and clears the others.
  ///
  /// - Precondition: There are as many flags as values, or more.
  func mark(_ block: Span<Bits>, with marks: Marks, _ flags: inout [UInt8])
}
