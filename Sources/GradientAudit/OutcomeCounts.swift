public import FloatEmulation

/// How many values met each outcome.
///
/// The seven always sum to `count`.
public struct OutcomeCounts: Hashable, Sendable {
  /// Recorded as +0 or -0.
  public var zero: UInt64 = 0
  /// Recorded as an infinity.
  public var infinite: UInt64 = 0
  /// Recorded as NaN.
  public var nan: UInt64 = 0
  /// Lost: finite and non-zero, but zero in the format.
  public var underflow: UInt64 = 0
  /// Non-zero but below the format's least normal value.
  public var subnormal: UInt64 = 0
  /// Normal in the format.
  public var normal: UInt64 = 0
  /// Beyond the format's greatest finite magnitude.
  public var overflow: UInt64 = 0

  /// No values.
  public init() {}

  /// The number of values.
  public var count: UInt64 {
    zero + infinite + nan + underflow + subnormal + normal + overflow
  }

  /// The recorded values that are finite and not zero: the denominator of every
  /// share in a report.
  public var finiteNonzero: UInt64 { underflow + subnormal + normal + overflow }

  /// What is lost of the finite, non-zero values, by underflow or overflow.
  public var lost: Share { Share(underflow + overflow, of: max(finiteNonzero, 1)) }

  /// The count of one outcome.
  public subscript(outcome: Outcome) -> UInt64 {
    get {
      switch outcome {
      case .zero: zero
      case .infinite: infinite
      case .nan: nan
      case .underflow: underflow
      case .subnormal: subnormal
      case .normal: normal
      case .overflow: overflow
      }
    }
    set {
      switch outcome {
      case .zero: zero = newValue
      case .infinite: infinite = newValue
      case .nan: nan = newValue
      case .underflow: underflow = newValue
      case .subnormal: subnormal = newValue
      case .normal: normal = newValue
      case .overflow: overflow = newValue
      }
    }
  }

  /// Adds the counts of other values.
  public mutating func add(_ other: OutcomeCounts) {
    for outcome in Outcome.allCases { self[outcome] += other[outcome] }
  }
}
