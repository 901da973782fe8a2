#if MPFR
  public import FloatEmulation

  /// What the oracle says of one value.
  public struct OracleResult: Hashable, Sendable {
    /// The result's value; a NaN without sign or payload.
    public let value: Double
    /// The IEEE exceptions signalled.
    public let flags: StatusFlags

    /// Creates a result.
    public init(_ value: Double, _ flags: StatusFlags = []) {
      self.value = value
      self.flags = flags
    }
  }
#endif
