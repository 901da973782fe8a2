/// One value, rounded into a format.
public struct RoundingResult: Hashable, Sendable {
  /// The code in the format's low `bitWidth` bits.
  public let code: UInt64
  /// The code's value, exactly; NaN without its payload.
  public let value: Double
  /// What became of the value.
  public let outcome: Outcome
  /// The IEEE exceptions signalled.
  public let flags: StatusFlags

  init(_ code: UInt64, in format: FloatFormat, outcome: Outcome, flags: StatusFlags = []) {
    self.code = code
    self.value = format.decode(code)
    self.outcome = outcome
    self.flags = flags
  }
}
