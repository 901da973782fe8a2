/// What a scaler does with a stream of steps.
public struct ScalerRun: Sendable {
  /// The scaler.
  public let scaler: LossScaler
  /// A row for each step, up to the one on which the stack raises: that has none.
  public internal(set) var rows: [ReplayRow] = []
  /// The step on which the stack raises and training ends; its scales are equal, since
  /// the scale keeps its last value.
  public internal(set) var raised: ReplayRow?
  /// What is lost at each row, and then at the step on which the stack raises; empty where
  /// that was not asked for.
  var counts: [StepCounts] = []
  /// The places of the tensors that overflow at each row, of a scaler that has a scale for each
  /// tensor; of others the scale tells.
  var culprits: [[Int]] = []

  init(_ scaler: LossScaler) { self.scaler = scaler }

  /// The number of steps that are skipped.
  public var skippedCount: Int { rows.reduce(0) { $0 + ($1.isSkipped ? 1 : 0) } }

  /// The index of the first step at which two scalers do not do the same; nil if there is
  /// none.
  public func parting(from other: ScalerRun) -> Int? {
    let shared = min(rows.count, other.rows.count)
    for index in 0..<shared where rows[index] != other.rows[index] { return index }
    return rows.count == other.rows.count ? nil : shared
  }
}
