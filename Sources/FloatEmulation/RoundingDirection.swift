/// Which of the two neighbouring values of a format an inexact result becomes
/// (IEEE 754-2019, 4.3, and IEEE P3109).
public enum RoundingDirection: Hashable, Sendable {
  /// To the nearer one; a tie goes to the one whose code is even, which for a
  /// precision of two and more is the one whose last significand bit is zero. The
  /// default of IEEE 754 and of every framework (RNE).
  case tiesToEven
  /// To the nearer one; a tie goes to the larger magnitude (RNA).
  case tiesToAway
  /// To the smaller magnitude: truncation (RTZ).
  case towardZero
  /// To the larger value (RTP, `ceil`).
  case towardPositive
  /// To the smaller value (RTN, `floor`).
  case towardNegative
  /// To the larger magnitude (RAZ).
  case awayFromZero
  /// To the one whose code is odd. With two bits to spare, a later rounding in
  /// any direction is as if there had been no first one (Boldo and Melquiond,
  /// IEEE Transactions on Computers 57(4), 2008).
  case toOdd
  /// To the larger magnitude with a probability that grows with the discarded
  /// part, decided by random bits that the caller supplies.
  case stochastic(StochasticRounding)

  /// Every direction whose results depend on the value alone.
  public static let deterministic: [RoundingDirection] = [
    .tiesToEven, .tiesToAway, .towardZero, .towardPositive, .towardNegative, .awayFromZero, .toOdd,
  ]

  /// The five of IEEE 754-2019.
  public static let ieee: [RoundingDirection] = [
    .tiesToEven, .tiesToAway, .towardZero, .towardPositive, .towardNegative,
  ]

  /// Whether `-x` always rounds to the negative of what `x` rounds to.
  public var isSymmetric: Bool { self != .towardPositive && self != .towardNegative }

  /// The name, as in certificates: `tiesToEven`, `stochasticA8`.
  public var name: String {
    switch self {
    case .tiesToEven: "tiesToEven"
    case .tiesToAway: "tiesToAway"
    case .towardZero: "towardZero"
    case .towardPositive: "towardPositive"
    case .towardNegative: "towardNegative"
    case .awayFromZero: "awayFromZero"
    case .toOdd: "toOdd"
    case .stochastic(let rule): "stochastic\(rule.variant.rawValue)\(rule.randomBitCount)"
    }
  }

  /// Other names, and what each stands for: IEEE's and MPFR's abbreviations.
  public static let aliases: [String: RoundingDirection] = [
    "rne": .tiesToEven, "rna": .tiesToAway, "rtz": .towardZero, "rz": .towardZero,
    "rtp": .towardPositive, "ru": .towardPositive, "rtn": .towardNegative, "rd": .towardNegative,
    "raz": .awayFromZero, "rno": .toOdd,
  ]

  /// The direction of a name or alias, in any case; nil if there is none.
  public init?(named name: String) {
    let lowered = name.lowercased()
    if let direction = RoundingDirection.aliases[lowered]
      ?? RoundingDirection.deterministic.first(where: { $0.name.lowercased() == lowered })
    {
      self = direction
    } else if let match = lowered.wholeMatch(of: /stochastic([abc])([0-9]{1,2})/),
      let count = Int(match.2),
      let variant = StochasticRounding.Variant(rawValue: match.1.uppercased()),
      let rule = StochasticRounding(randomBitCount: count, variant: variant)
    {
      self = .stochastic(rule)
    } else {
      return nil
    }
  }

  /// The standard library's rule.
  ///
  /// - Returns: nil for a rule that a later standard library may add.
  public init?(_ rule: FloatingPointRoundingRule) {
    switch rule {
    case .toNearestOrEven: self = .tiesToEven
    case .toNearestOrAwayFromZero: self = .tiesToAway
    case .towardZero: self = .towardZero
    case .up: self = .towardPositive
    case .down: self = .towardNegative
    case .awayFromZero: self = .awayFromZero
    @unknown default: return nil
    }
  }
}

extension RoundingDirection: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}
