import FloatEmulation

/// Where the fates of a format begin, as exponents on the axis.
///
/// For drawing only: whole places, though rounding moves each threshold by a part
/// of one. Counts come from the audit.
struct FormatRange {
  /// Half the least value: what is below becomes zero.
  let nonzero: Int
  /// The least normal value.
  let normal: Int
  /// The power of two above the greatest finite value.
  let overflow: Int

  init(_ format: FloatFormat) {
    nonzero = Int(format.leastNonzeroMagnitude.exponent) - 1
    normal = format.minimumExponent
    overflow = format.maximumExponent + 1
  }

  private init(nonzero: Int, normal: Int, overflow: Int) {
    (self.nonzero, self.normal, self.overflow) = (nonzero, normal, overflow)
  }

  /// The range of the recorded values that a scale of `2^exponent` brings into
  /// the format.
  func scaled(by exponent: Int) -> FormatRange {
    FormatRange(
      nonzero: nonzero - exponent, normal: normal - exponent, overflow: overflow - exponent)
  }

  var thresholds: [Int] { [nonzero, normal, overflow] }
}
