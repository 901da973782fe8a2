/// What is known of a number: its least and its greatest value.
///
/// The two are equal unless a histogram was kept without its values.
public struct LimitRange: Hashable, Sendable, CustomStringConvertible {
  /// The least that the number can be.
  public let least: LimitValue
  /// The greatest that the number can be.
  public let greatest: LimitValue

  init(least: LimitValue, greatest: LimitValue) {
    self.least = least
    self.greatest = greatest
  }

  /// A number that is known.
  init(_ value: LimitValue) { self.init(least: value, greatest: value) }

  /// Whether nothing is in doubt.
  public var isExact: Bool { least == greatest }

  /// The number, or `0.1% to 0.3%`.
  public var description: String { isExact ? least.description : "\(least) to \(greatest)" }
}
