import FloatEmulation
import GradientAudit

/// The format and scale that the detailed parts of a report look at.
struct Focus {
  /// The first format that needs a scale; where none does, the narrowest.
  let verdict: FormatVerdict
  /// The exponent of the scale to look at: the best one.
  let exponent: Int

  init?(_ verdicts: [FormatVerdict]) {
    guard let verdict = verdicts.critical else { return nil }
    self.verdict = verdict
    exponent = verdict.window.bestExponent
  }

  /// Whether the scale is one to use, rather than the least of evils.
  var isRecommended: Bool { verdict.recommendedExponent != nil }

  /// Whether a scale that is recommended loses more than is tolerated of these
  /// values.
  func losesTooMuch(of tally: Tally, tolerating tolerance: Share) -> Bool {
    guard isRecommended else { return false }
    let counts = tally.outcomes(projection: verdict.projection, scaleExponent: exponent)
    return !tolerance.covers(counts.underflow, of: counts.finiteNonzero)
  }
}
