import FloatEmulation
import GradientAudit

/// A number that a scale has become: as JSON has no infinity, that is a text.
struct JSONScale: Encodable {
  let value: Double

  init(_ value: Double) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if value.isFinite {
      try container.encode(value)
    } else {
      try container.encode(LossScale.decimal(value))
    }
  }
}

/// What was replayed.
struct JSONReplayStream: Encodable {
  let format: String
  let scaleArithmetic: String
  let sequence: String?
  let recordedSteps: Int
  let replayedSteps: Int
  let tensors: Int?
  let values: UInt64?
  let isExact: Bool

  init(_ replay: Replay) {
    format = replay.projection.format.name
    scaleArithmetic = replay.arithmetic.rawValue
    sequence = replay.sequence?.description
    recordedSteps = replay.steps.count
    replayedSteps = replay.length
    let isRecording = replay.sequence == nil
    tensors = isRecording ? replay.tensorCount : nil
    values = isRecording ? replay.steps.reduce(0) { $0 + $1.valueCount } : nil
    isExact = replay.isExact
  }
}

/// A scaler, and what it does in all.
struct JSONScalerRun: Encodable {
  let scaler: String
  let meaning: String
  let source: String
  let checked: String
  let scaleStorage: String
  let lag: Int
  let parameters: [String: ScalerValue]
  let steps: Int
  let skipped: Int
  let partsAt: Int?
  let raised: JSONReplayRow?
  let losses: JSONReplayLosses?

  init(_ index: Int, _ replay: Replay) {
    let run = replay.runs[index]
    scaler = run.scaler.name
    meaning = run.scaler.meaning
    source = run.scaler.source
    checked = run.scaler.checked.rawValue
    scaleStorage = run.scaler.storage.rawValue
    lag = run.scaler.lag
    parameters = Dictionary(
      uniqueKeysWithValues: run.scaler.settings.map { ($0.parameter.rawValue, $0.value) })
    steps = run.rows.count
    skipped = run.skippedCount
    partsAt = index == 0 ? nil : run.parting(from: replay.runs[0])
    raised = run.raised.map { JSONReplayRow($0, run, replay) }
    losses = replay.losses(of: run).map(JSONReplayLosses.init)
  }
}

/// A step; what is in doubt counts as lost.
struct JSONReplayRow: Encodable {
  let index: Int
  let step: Int
  let scaleBefore: JSONScale
  let overflow: Bool
  let skipped: Bool
  let scaleAfter: JSONScale
  let culprits: [String]?
  let finiteNonzero: UInt64?
  let nonfinite: UInt64?
  let underflowValues: UInt64?
  let overflowValues: UInt64?
  /// Where the count is a bound.
  let leastUnderflowValues: UInt64?
  let leastOverflowValues: UInt64?

  init(_ row: ReplayRow, _ run: ScalerRun, _ replay: Replay) {
    let step = replay.step(at: row.index)
    index = row.index
    self.step = step.number
    scaleBefore = JSONScale(row.scaleBefore)
    overflow = row.overflows
    skipped = row.isSkipped
    scaleAfter = JSONScale(row.scaleAfter)
    let names = replay.culprits(of: row, run)
    culprits = names.isEmpty ? nil : names
    let counts = replay.counts(of: row, run)
    finiteNonzero = counts == nil ? nil : step.finiteNonzeroCount
    nonfinite = counts == nil ? nil : step.nonfiniteCount
    underflowValues = counts?.underflow.upperBound
    overflowValues = counts?.overflow.upperBound
    let isExact = counts?.isExact ?? true
    leastUnderflowValues = isExact ? nil : counts?.underflow.lowerBound
    leastOverflowValues = isExact ? nil : counts?.overflow.lowerBound
  }
}

/// What is lost of all steps; what is in doubt counts as lost.
struct JSONReplayLosses: Encodable {
  let finiteNonzero: UInt64
  let inSkippedSteps: UInt64
  let underflowInTakenSteps: UInt64
  let lost: JSONShare

  init(_ losses: ReplayLosses) {
    finiteNonzero = losses.valueCount
    inSkippedSteps = losses.skipped
    underflowInTakenSteps = losses.underflow.upperBound
    lost = JSONShare(Share(losses.lost.upperBound, of: max(losses.valueCount, 1)))
  }
}
