/// The rule of nearly every scaler: grow after so many clean steps, back off on overflow.
///
/// Dialects that remember the number of the last overflow and those that count clean
/// steps are the same machine.
struct CountingRule: Hashable, Sendable {
  /// On which clean step the scale grows.
  enum Growth: Hashable, Sendable {
    /// On each `growth_interval`-th.
    case onTime
    /// One step late at the start and after an overflow, then on each
    /// `growth_interval`-th.
    case lateAtFirst
    /// On each one after `growth_interval` others.
    case alwaysLate
  }

  /// What refills the hysteresis.
  struct Refill: OptionSet, Hashable, Sendable {
    let rawValue: Int
    static let growth = Refill(rawValue: 1)
    static let cleanStep = Refill(rawValue: 2)
    static let backoff = Refill(rawValue: 4)
  }

  /// What becomes of a scale that would grow beyond the range of its storage.
  enum Beyond: Hashable, Sendable {
    /// It is infinite from then on.
    case infinite
    /// It stays.
    case held
    /// It becomes binary32's greatest finite value.
    case greatest
  }

  var growth = Growth.onTime
  var beyond = Beyond.infinite
  var refill: Refill = .growth
  /// A floor that is no parameter.
  var floor: Double?
  /// Whether the cap holds for the initial scale too.
  var capsStart = false
  /// Whether it holds when the scale backs off, and not for growth alone.
  var capsBackoff = false
  /// More consecutive overflows than these raise.
  var greatestRun: Int?
}
