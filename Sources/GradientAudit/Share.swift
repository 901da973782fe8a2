/// A share of values, exactly: a fraction of two integers, never rounded.
///
/// Shares compare by value: 1/2 equals 2/4.
public struct Share: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The part, in units of `1 / denominator`.
  public let numerator: UInt64
  /// The whole; never zero.
  public let denominator: UInt64

  /// Creates the share `numerator / denominator`.
  ///
  /// - Precondition: `denominator > 0`.
  public init(_ numerator: UInt64, of denominator: UInt64) {
    precondition(denominator > 0, "a share of nothing")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Nothing.
  public static let zero = Share(0, of: 1)

  /// Whether two shares are the same part of a whole.
  public static func == (left: Share, right: Share) -> Bool {
    left.crossProduct(right) == right.crossProduct(left)
  }

  /// Whether a share is smaller than another.
  public static func < (left: Share, right: Share) -> Bool {
    left.crossProduct(right) < right.crossProduct(left)
  }

  /// Hashes the share's lowest terms.
  public func hash(into hasher: inout Hasher) {
    var (whole, part) = (denominator, numerator)
    while part != 0 { (whole, part) = (part, whole % part) }
    hasher.combine(numerator / whole)
    hasher.combine(denominator / whole)
  }

  private func crossProduct(_ other: Share) -> UInt128 {
    UInt128(numerator) * UInt128(other.denominator)
  }

  /// Whether `part` of `whole` is at most this share; true when `whole` is zero.
  public func covers(_ part: UInt64, of whole: UInt64) -> Bool {
    UInt128(part) * UInt128(denominator) <= UInt128(whole) * UInt128(numerator)
  }

  /// Reads `0.1%`, `10ppm` or `0`.
  ///
  /// A unit is compulsory, since `0.5` could mean half or half a per cent. Nil
  /// for anything else, for a share above 1, and beyond nine decimals.
  public init?(_ text: some StringProtocol) {
    if text.allSatisfy({ $0 == "0" }), !text.isEmpty {
      self = .zero
      return
    }
    let unit: (suffix: String, whole: UInt64) =
      text.hasSuffix("%") ? ("%", 100) : ("ppm", 1_000_000)
    guard text.hasSuffix(unit.suffix) else { return nil }
    let number = text.dropLast(unit.suffix.count)
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let decimals = parts.count == 2 ? parts[1] : ""
    guard decimals.count <= 9, let digits = UInt64(String(parts[0]) + decimals), number.first != "+"
    else { return nil }
    let denominator = (0..<decimals.count).reduce(unit.whole) { product, _ in product * 10 }
    guard digits <= denominator else { return nil }
    self.init(digits, of: denominator)
  }

  /// The share as a decimal, in per cent where nine decimals hold it, or else in
  /// ppm: `0.1%`.
  ///
  /// What was read from a text is written so that it reads back as the same share.
  public var description: String {
    let percent = decimal(whole: 100)
    if percent.isExact { return "\(percent.text)%" }
    let millionths = decimal(whole: 1_000_000)
    return millionths.isExact ? "\(millionths.text)ppm" : "\(percent.text)%"
  }

  private static let decimals = 9

  /// The share in units of `1 / whole`, cut after nine decimals.
  private func decimal(whole: UInt128) -> (text: String, isExact: Bool) {
    let denominator = UInt128(denominator)
    let product = UInt128(numerator) * whole
    var (digits, rest) = ("", product % denominator)
    while rest > 0, digits.utf8.count < Share.decimals {
      digits += String(rest * 10 / denominator)
      rest = rest * 10 % denominator
    }
    let whole = String(product / denominator)
    return (digits.isEmpty ? whole : "\(whole).\(digits)", rest == 0)
  }
}
