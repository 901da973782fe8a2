/// How the common power of two of a block is chosen from its largest magnitude.
///
/// With `m` the largest magnitude and `e` the element format's `emax`, the scale
/// is `2^k` with `k` brought into -127...127, the range of E8M0. The rules are
/// those of PyTorch's torchao at commit 36027d8; `floor` is that of OCP MX v1.0,
/// 6.3. Exponents are read from bit patterns: a logarithm in floating point
/// rounds the neighbour below a power of two up to it.
public enum SharedScaleRule: String, Hashable, Sendable, CaseIterable {
  /// `k = floor(log2 m) - e`: the largest elements may saturate.
  case floor
  /// `k = ceil(log2 m) - e`: nothing saturates, up to a binade is wasted.
  case ceiling
  /// As `floor`, of `m` plus half an element's unit in the last place.
  case even
  /// `m` times the reciprocal of the element's greatest value, both in binary32,
  /// brought up to a power of two (NVIDIA's recommendation, arXiv:2506.08027).
  case roundedUp = "rceil"

  /// The code of the shared scale in E8M0.
  ///
  /// - Parameters:
  ///   - largest: The largest magnitude of the block, NaN if any element is one.
  ///   - element: The format of the elements.
  /// - Returns: 0xFF, NaN, if `largest` is infinite or NaN, or overflows in the
  ///   course of rule `even`; 0, the least scale, for a block of zeros.
  public func scaleCode(largest: Float, element: FloatFormat) -> UInt64 {
    guard largest.isFinite else { return FloatFormat.e8m0fnu.nanCode ?? 0xFF }
    guard largest > 0 else { return 0 }
    guard let exponent = exponent(largest, element) else { return 0xFF }
    return UInt64(min(max(exponent, -127), 127) + 127)
  }

  private func exponent(_ largest: Float, _ element: FloatFormat) -> Int? {
    switch self {
    case .floor: return Int(largest.exponent) - element.maximumExponent
    case .ceiling: return ceilingOfLogarithm(largest) - element.maximumExponent
    case .even:
      let half: UInt32 = 1 << UInt32(22 - min(element.trailingSignificandBitCount, 22))
      let grown = Float(bitPattern: largest.bitPattern + half)
      return grown.isFinite ? Int(grown.exponent) - element.maximumExponent : nil
    case .roundedUp:
      let ratio = largest * (1 / Float(element.greatestFiniteMagnitude))
      guard ratio.isFinite else { return 127 }
      return ratio > 0 ? ceilingOfLogarithm(ratio) : -127
    }
  }

  private func ceilingOfLogarithm(_ value: Float) -> Int {
    Int(value.exponent) + (value.significand == 1 ? 0 : 1)
  }
}
