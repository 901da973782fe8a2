/// The arithmetic in which an optimizer's formula is evaluated: each operation is rounded
/// by itself, in PyTorch's order, and constants are rounded before they are used.
public enum UpdateArithmetic: String, Hashable, Sendable, CaseIterable {
  /// binary32, as optimizers of FP32 parameters and fused kernels compute.
  case fp32
  /// binary64.
  case fp64
}

/// How an update is added to a weight before the sum goes into the weight's format.
public enum UpdateSum: String, Hashable, Sendable, CaseIterable {
  /// The exact sum, rounded once into the format.
  case exact
  /// The sum is rounded to binary32 first, ties to even, as kernels that load 16 bits,
  /// add in FP32 and store 16 bits do.
  case fp32

  /// A number whose rounding to a format of at most 24 significant bits is that of the sum.
  ///
  /// The exact sum is given rounded to odd in binary64 (Boldo and Melquiond, 2008).
  @inline(__always)
  func of(_ left: Double, _ right: Double) -> Double {
    let sum = Double.sumToOdd(left, right)
    return self == .exact ? sum : Double(Float(sum))
  }
}

extension Double {
  /// The sum of two numbers, rounded to odd.
  @inline(__always)
  static func sumToOdd(_ left: Double, _ right: Double) -> Double {
    let sum = left + right
    // What the sum lacks, exactly (Knuth's TwoSum).
    let other = sum - left
    let rest = (left - (sum - other)) + (right - other)
    return sum.roundedToOdd(lacking: rest)
  }

  /// A result that was rounded to nearest, as rounding to odd would have given it.
  ///
  /// - Parameter rest: What the result lacks, exactly.
  @inline(__always)
  func roundedToOdd(lacking rest: Double) -> Double {
    let bits = bitPattern
    if rest == 0 || bits & 1 == 1 || !isFinite { return self }
    // One step towards the rest makes the last bit odd.
    let isLarger = (rest > 0) == (self > 0)
    return Double(bitPattern: isLarger ? bits &+ 1 : bits &- 1)
  }
}
