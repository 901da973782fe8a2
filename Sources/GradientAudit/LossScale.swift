/// A factor that the loss, and so every gradient, is multiplied by.
///
/// Positive and finite. Prints as the shortest decimal that reads back as the
/// same value: `65536`, `1000`, `0.5`.
public struct LossScale: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The factor.
  public let value: Double

  /// Creates a scale; nil unless `value` is positive and finite.
  public init?(_ value: Double) {
    guard value > 0, value.isFinite else { return nil }
    self.value = value
  }

  /// The scale `2^exponent`.
  ///
  /// - Precondition: `-1022 <= exponent <= 1023`.
  public init(powerOfTwo exponent: Int) {
    precondition((-1022...1023).contains(exponent), "2^\(exponent) is not a normal binary64 value")
    value = Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// No scaling.
  public static let one = LossScale(powerOfTwo: 0)

  /// `log2` of the scale where that is a whole number; nil otherwise.
  public var powerOfTwoExponent: Int? { value.significand == 1 ? Int(value.exponent) : nil }

  /// The order of the factors.
  public static func < (left: LossScale, right: LossScale) -> Bool { left.value < right.value }

  /// The shortest decimal, without exponent up to 2^53.
  public var description: String { LossScale.decimal(value) }

  /// The shortest decimal of a number that a loss scale may become, which includes 0,
  /// `inf` and `nan`; without exponent up to 2^53.
  public static func decimal(_ value: Double) -> String {
    let isWhole = value.rounded() == value && (0...0x1p53).contains(value)
    return isWhole ? String(UInt64(value)) : String(value)
  }

  /// `2^10` for a power of two, and ``decimal(_:)`` for any other number.
  public static func power(_ value: Double) -> String {
    LossScale(value)?.powerDescription ?? decimal(value)
  }

  /// `2^10` for a power of two, and `description` for any other scale.
  public var powerDescription: String { powerOfTwoExponent.map { "2^\($0)" } ?? description }
}

extension LossScale {
  /// Reads one scale: a decimal (`1000`, `0.5`, `1e3`) or a power of two
  /// (`2^10`, `2^-3`).
  public init?(_ text: some StringProtocol) {
    if text.hasPrefix("2^") {
      guard let exponent = Int(text.dropFirst(2)), (-1022...1023).contains(exponent) else {
        return nil
      }
      self.init(powerOfTwo: exponent)
    } else {
      guard let value = Double(text) else { return nil }
      self.init(value)
    }
  }

  /// Reads a list such as `1,2^10,1000` or `2^0..2^24`, in ascending order
  /// without repeats.
  ///
  /// - Throws: ``ScaleListError`` that names the part which cannot be read.
  public static func list(_ text: String) throws(ScaleListError) -> [LossScale] {
    var scales: Set<LossScale> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      scales.formUnion(try range(part))
    }
    return scales.sorted()
  }

  private static func range(_ part: Substring) throws(ScaleListError) -> [LossScale] {
    guard let dots = part.firstRange(of: "..") else {
      guard let scale = LossScale(part) else { throw .notAScale(String(part)) }
      return [scale]
    }
    let (lowText, highText) = (part[..<dots.lowerBound], part[dots.upperBound...])
    guard let low = LossScale(lowText) else { throw .notAScale(String(lowText)) }
    guard let high = LossScale(highText) else { throw .notAScale(String(highText)) }
    guard let lowExponent = low.powerOfTwoExponent, let highExponent = high.powerOfTwoExponent
    else { throw .rangeNeedsPowersOfTwo(String(part)) }
    guard lowExponent <= highExponent else { throw .rangeIsEmpty(String(part)) }
    return (lowExponent...highExponent).map(LossScale.init(powerOfTwo:))
  }
}

/// Why a list of scales cannot be read.
public enum ScaleListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not a positive finite number.
  case notAScale(String)
  /// A range whose ends are not powers of two.
  case rangeNeedsPowersOfTwo(String)
  /// A range whose lower end is above its upper one.
  case rangeIsEmpty(String)

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .notAScale(let text):
      "`\(text)` is not a scale; write a positive number such as 1024, 0.5 or 2^10"
    case .rangeNeedsPowersOfTwo(let text):
      "the range `\(text)` must run between powers of two, such as 2^0..2^24"
    case .rangeIsEmpty(let text):
      "the range `\(text)` runs downwards; write the smaller scale first"
    }
  }
}
