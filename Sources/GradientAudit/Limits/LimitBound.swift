/// What a number is compared with.
public enum LimitBound: Hashable, Sendable, CustomStringConvertible {
  /// A share.
  case share(Share)
  /// A count.
  case count(UInt64)
  /// A number of decibels.
  case decibels(LimitFactor)
  /// The same number of the baseline.
  case baseline
  /// The baseline's and a share.
  case baselinePlusShare(Share)
  /// The baseline's and a count.
  case baselinePlusCount(UInt64)
  /// The baseline's and a number of decibels.
  case baselinePlusDecibels(LimitFactor)
  /// The baseline's times a factor.
  case baselineTimes(LimitFactor)

  /// Whether it depends on a baseline.
  public var usesBaseline: Bool { literal == nil }

  /// The bound where it depends on nothing.
  var literal: Fraction? {
    switch self {
    case .share(let share): Fraction(share)
    case .count(let count): Fraction(UInt128(count), over: 1)
    case .decibels(let number):
      Fraction(UInt128(number.digits), over: UInt128(number.denominator))
    case .baseline, .baselinePlusShare, .baselinePlusCount, .baselinePlusDecibels,
      .baselineTimes:
      nil
    }
  }

  /// The bound for what the baseline has.
  ///
  /// A literal has less than 2^64 in both parts and so has a baseline, whence every
  /// product has less than 2^128. The sum is safe too: a share's numerator is at most
  /// its denominator, which is at most 10^15, and decibels are at most 10^18 digits over
  /// 10^9, as those of a baseline.
  func fraction(_ baseline: LimitValue) -> Fraction {
    let (part, whole) = (UInt128(baseline.numerator), UInt128(baseline.denominator))
    func plus(_ numerator: UInt64, _ denominator: UInt64) -> Fraction {
      Fraction(
        part * UInt128(denominator) + UInt128(numerator) * whole,
        over: whole * UInt128(denominator))
    }
    switch self {
    case .share, .count, .decibels: return literal ?? Fraction(part, over: whole)
    case .baseline: return Fraction(part, over: whole)
    case .baselinePlusShare(let share): return plus(share.numerator, share.denominator)
    case .baselinePlusCount(let count): return plus(count, 1)
    case .baselinePlusDecibels(let number): return plus(number.digits, number.denominator)
    case .baselineTimes(let factor):
      return Fraction(
        part * UInt128(factor.digits), over: whole * UInt128(factor.denominator))
    }
  }

  /// As it is written in a limit.
  public var description: String {
    switch self {
    case .share(let share): share == .zero ? "0" : share.description
    case .count(let count): "\(count)"
    case .decibels(let number): number.digits == 0 ? "0" : "\(number)dB"
    case .baseline: "baseline"
    case .baselinePlusShare(let share): "baseline+\(share == .zero ? "0" : share.description)"
    case .baselinePlusCount(let count): "baseline+\(count)"
    case .baselinePlusDecibels(let number):
      "baseline+\(number.digits == 0 ? "0" : "\(number)dB")"
    case .baselineTimes(let factor): "baseline*\(factor)"
    }
  }
}
