/// How the values of a type get *keys*: small numbers that say, for nearly all of them, in which
/// bin a value lies, and are found side by side without a branch.
///
/// The grid divides a binade by the distance to the next power of two, the *gap*, at one, three
/// and five times a power of two, so a key tells apart coarse gaps and exact ones.
protocol KeyArithmetic: Sendable {
  associatedtype Source: HistogramSource

  /// - Parameter areFine: Whether keys are of less magnitudes each, for bins that are cut.
  init(areFine: Bool)

  /// The number of keys.
  var keyCount: Int { get }

  /// The keys of neighbouring values, which are below their number whatever the bits.
  ///
  /// - Parameter leastGap: The least gaps of these and other values, as far as `maySplit` asks
  ///   for them.
  func keys(_ values: Source.Lanes, _ leastGap: inout Source.Lanes) -> Source.Lanes

  /// Whether one of some values may lie in another bin than others with its key.
  func maySplit(_ extremes: Extremes<Source>, _ leastGap: Source.Lanes) -> Bool

  /// The keys of the positive values from one magnitude to another, and of others with
  /// their exponents.
  func keys(_ least: Source.Bits, _ greatest: Source.Bits) -> [Range<Int>]

  /// The key of a positive key's values with the sign.
  func negative(_ key: Int) -> Int

  /// The magnitudes whose key is that of a positive value; nil where there are none.
  func magnitudes(ofKey key: Int) -> ClosedRange<Source.Bits>?
}

extension KeyArithmetic {
  /// The keys of positive values.
  var positiveKeys: some Sequence<Int> {
    keys(0, Source.Bits.max / 2).joined()
  }
}
