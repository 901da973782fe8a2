/// The value of a scaler's parameter.
public enum ScalerValue: Hashable, Sendable, CustomStringConvertible {
  /// A scale, a factor, or a share.
  case number(Double)
  /// A number of steps.
  case count(Int)
  /// An option that is on or off.
  case flag(Bool)
  /// How the scale is stored.
  case storage(ScaleStorage)
  /// The scaler has the option, and it is off.
  case none

  /// As it is written on a command line: `65536`, `true`, `none`.
  public var description: String {
    switch self {
    case .number(let number): LossScale.decimal(number)
    case .count(let count): "\(count)"
    case .flag(let flag): "\(flag)"
    case .storage(let storage): storage.rawValue
    case .none: "none"
    }
  }
}

extension ScalerValue: Encodable {
  /// As the published traces have it: a number, a flag, a text, or `null` for an option
  /// that is off.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .count(let count): try container.encode(count)
    case .flag(let flag): try container.encode(flag)
    case .storage(let storage): try container.encode(storage.rawValue)
    case .none: try container.encodeNil()
    }
  }
}
