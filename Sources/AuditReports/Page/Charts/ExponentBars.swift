import FloatEmulation
import GradientAudit

/// The exponent histogram of a set of values, coloured by fate.
///
/// One path for each fate, made of whole contours. Heights are logarithms of
/// shares, so that one value in a million still shows; where the values of one
/// exponent meet several fates, the bar is divided from left to right, as the
/// thresholds divide the exponent.
struct ExponentBars {
  /// The share of the values that has no height.
  static let floor = 1e-6
  static let height = 100

  private static let fates: [(outcome: Outcome, name: String)] = [
    (.underflow, "u"), (.subnormal, "sh"), (.normal, "n"), (.overflow, "oh"),
  ]

  private var paths: [Outcome: String] = [:]

  init(_ bins: [ExponentOutcomes], of whole: UInt64, on axis: ExponentAxis) {
    for bin in bins {
      let top = ExponentBars.top(bin.counts.finiteNonzero, of: whole)
      var x = Double(axis.bin(bin.exponent))
      for fate in ExponentBars.fates where bin.counts[fate.outcome] > 0 {
        let width = Double(bin.counts[fate.outcome]) / Double(bin.counts.finiteNonzero)
        paths[fate.outcome, default: ""] +=
          "M\(SVG.number(x)) 100V\(top)h\(SVG.number(width))V100z"
        x += width
      }
    }
  }

  func draw(in svg: inout SVG) {
    for fate in ExponentBars.fates { svg.path(paths[fate.outcome] ?? "", class: fate.name) }
  }

  /// The upper end of a bar; 0 is the top, where all values lie in one bin.
  private static func top(_ count: UInt64, of whole: UInt64) -> Int {
    let decades = log10(Double(count) / Double(whole)) / log10(floor)
    return min(height - 3, max(0, Int((Double(height) * decades).rounded())))
  }

  private static func log10(_ value: Double) -> Double { LogScale.log10(value) }
}
