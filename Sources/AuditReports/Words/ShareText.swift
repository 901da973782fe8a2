import GradientAudit

/// Shares as text: three digits at most, and never a lie at the ends.
///
/// Nothing reads `0`, everything reads `100%`, and what lies between them never
/// reads like either: `<0.01%`, `>99.99%`.
enum ShareText {
  /// A part of a whole in per cent; a dash when there is no whole.
  static func percent(_ part: UInt64, of whole: UInt64) -> String {
    guard whole > 0 else { return "–" }
    if part == 0 { return "0" }
    if part == whole { return "100%" }
    let hundredths = roundedHundredths(part, whole)
    if hundredths == 0 { return "<0.01%" }
    if hundredths >= 10_000 { return ">99.99%" }
    if hundredths < 1000 || hundredths >= 9990 {
      return "\(hundredths / 100).\(twoDigits(hundredths % 100))%"
    }
    let tenths = (hundredths + 5) / 10
    return "\(tenths / 10).\(tenths % 10)%"
  }

  /// The lost share of the finite, non-zero values.
  static func lost(_ counts: OutcomeCounts) -> String {
    percent(counts.lost.numerator, of: counts.finiteNonzero)
  }

  /// The underflowing share of the finite, non-zero values.
  static func underflow(_ counts: OutcomeCounts) -> String {
    percent(counts.underflow, of: counts.finiteNonzero)
  }

  /// The overflowing share of the finite, non-zero values.
  static func overflow(_ counts: OutcomeCounts) -> String {
    percent(counts.overflow, of: counts.finiteNonzero)
  }

  /// Hundredths of a per cent, to the nearest, but 0 only below half of one.
  private static func roundedHundredths(_ part: UInt64, _ whole: UInt64) -> UInt64 {
    let (part, whole) = (UInt128(part), UInt128(whole))
    return UInt64((part * 20_000 + whole) / (whole * 2))
  }

  private static func twoDigits(_ number: UInt64) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
