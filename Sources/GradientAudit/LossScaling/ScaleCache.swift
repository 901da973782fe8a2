internal import FloatEmulation

/// The thresholds of every scale that a replay comes across, each found once.
final class ScaleCache {
  private let projection: Projection
  private let arithmetic: ScaleArithmetic
  private let innerCuts: [UInt64]
  /// By the bit pattern of the scale.
  private(set) var known: [UInt64: ScaleThresholds] = [:]
  /// Those of powers of two, by their exponents' fields.
  private var ofPowers = [ScaleThresholds?](repeating: nil, count: 2048)

  /// - Parameter innerCuts: Those that the histograms know, ascending.
  init(_ projection: Projection, _ arithmetic: ScaleArithmetic, innerCuts: [UInt64] = []) {
    self.projection = projection
    self.arithmetic = arithmetic
    self.innerCuts = innerCuts
  }

  /// What a scale does to magnitudes.
  func thresholds(at scale: Double) -> ScaleThresholds {
    let isPower = scale > 0 && scale.significandBitPattern == 0
    if isPower, let thresholds = ofPowers[Int(scale.exponentBitPattern)] { return thresholds }
    if let thresholds = known[scale.bitPattern] { return thresholds }
    let found = ScaleThresholds(projection, at: scale, arithmetic, innerCuts: innerCuts)
    known[scale.bitPattern] = found
    if isPower { ofPowers[Int(scale.exponentBitPattern)] = found }
    return found
  }

  /// The magnitudes inside bins, ascending, at all scales so far.
  var innerCutsOfAll: [UInt64] { Set(known.values.flatMap(\.innerCuts)).sorted() }
}
