/// What a scaler learns of a step.
struct StepFinding: Hashable, Sendable {
  /// Whether a scaled gradient is not finite in the format.
  let overflows: Bool
  /// The greatest finite magnitude that was recorded; zero if there is none.
  let greatestMagnitude: Double
}

/// The state of a scaler.
protocol ScalerMachine: Sendable {
  /// The scale that was decided on last.
  var scale: Double { get }

  /// Looks at a step and decides on the next scale.
  ///
  /// - Returns: Whether training goes on; false where the stack raises, and the scale
  ///   keeps its last value.
  mutating func update(after step: StepFinding) -> Bool
}

/// A scale that never changes; steps that overflow are skipped all the same.
struct FixedMachine: ScalerMachine {
  let scale: Double

  mutating func update(after step: StepFinding) -> Bool { true }
}
