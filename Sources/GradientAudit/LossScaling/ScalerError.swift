internal import TensorFiles

/// Why a scaler cannot be had as it was asked for.
public enum ScalerError: Error, Hashable, Sendable {
  /// There is none of this name.
  case unknownScaler(String)
  /// A parameter is meant for a scaler that is not among those that were asked for.
  case notChosen(String)
  /// The scaler has no parameter of this name.
  case unknownParameter(String, scaler: String, known: [String])
  /// The text is no value of the parameter.
  case invalidValue(String, ScalerParameter)
  /// The scale becomes zero or infinite when it is stored.
  case notStorable(Double, ScalerParameter)
  /// The floor lies above the cap.
  case floorAboveCap(floor: Double, cap: Double)
  /// What should be `NAME=VALUE` is not.
  case noAssignment(String)
}

extension ScalerError: CustomStringConvertible {
  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .unknownScaler(let name):
      "there is no scaler `\(name.escapedForDisplay)`"
        + ScalerError.suggestion(
          name.lowercased(), LossScaler.names, otherwise: "`fpaudit scalers` lists them")
    case .notChosen(let name):
      "`\(name.escapedForDisplay)` is not among the scalers that are replayed"
    case .unknownParameter(let name, let scaler, let known):
      "`\(scaler)` has no parameter `\(name.escapedForDisplay)`"
        + ScalerError.suggestion(
          name, known,
          otherwise: known.isEmpty
            ? "it has none" : "it has \(known.joined(separator: ", "))")
    case .invalidValue(let text, let parameter):
      "`\(text.escapedForDisplay)` is no \(parameter.rawValue); write \(parameter.expectation)"
    case .notStorable(let scale, let parameter):
      "\(parameter.rawValue) \(LossScale.decimal(scale)) is zero or infinite in fp32, in which "
        + "the scaler keeps it"
    case .floorAboveCap(let floor, let cap):
      "min_scale \(LossScale.decimal(floor)) is above max_scale \(LossScale.decimal(cap))"
    case .noAssignment(let text):
      "`\(text.escapedForDisplay)` sets nothing; write NAME=VALUE, such as growth_interval=100"
    }
  }

  private static func suggestion(
    _ word: String, _ known: [String], otherwise: String
  ) -> String {
    Spelling.nearest(to: word, among: known).map { "; did you mean `\($0)`?" } ?? "; \(otherwise)"
  }
}
