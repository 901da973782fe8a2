public import FloatEmulation

/// A format and a scale for each tensor of a recording.
public struct PrecisionPlan: Sendable {
  /// The format that is planned for.
  public let format: FloatFormat
  /// The exponent of the scale that most tensors share; nil where none is safe.
  public let sharedExponent: Int?
  /// What each tensor gets, by name.
  public let assignments: [Assignment]

  /// What one tensor gets.
  public struct Assignment: Sendable {
    /// The tensor's name.
    public let tensor: String
    /// Its format and scale.
    public let choice: Choice
    /// The scales that are safe for it at each of its steps, in the planned format.
    public let window: ScaleWindow
    /// What becomes of its values; nil where it stays in binary32.
    public let counts: OutcomeCounts?
  }

  /// How a tensor is to be kept.
  public enum Choice: Hashable, Sendable {
    /// In the format at the shared scale.
    case shared
    /// In the format at a scale of its own, which is this power of two.
    case own(Int)
    /// In binary32, since no single scale keeps enough of it without an overflow.
    case single
  }

  /// Plans for one projection of an audit's plan.
  public init(_ audit: Audit, _ advice: FormatAdvice) {
    format = advice.format
    let shared = advice.fixedScale?.exponent
    sharedExponent = shared
    assignments = zip(audit.tensors, advice.tensors).map { rollup, window in
      let choice = PrecisionPlan.choice(window, shared)
      let exponent: Int? =
        switch choice {
        case .shared: shared
        case .own(let exponent): exponent
        case .single: nil
        }
      return Assignment(
        tensor: rollup.tensor, choice: choice, window: window,
        counts: exponent.map {
          rollup.tally.outcomes(projection: advice.projection, scaleExponent: $0)
        })
    }
  }

  private static func choice(_ window: ScaleWindow, _ shared: Int?) -> Choice {
    if let shared, window.contains(shared) { return .shared }
    return window.recommendedExponent.map(Choice.own) ?? .single
  }
}
