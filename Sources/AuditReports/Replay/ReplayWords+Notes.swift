import FloatEmulation
import GradientAudit

extension ReplayWords {
  /// What is special about this replay, each a sentence.
  var notes: [String] {
    raised + context.replay.notes.map(\.text.displayed)
      + [growth, unusable, gaps, unsteady, doubt, leftOut, uncounted, problems]
      .compactMap(\.self)
  }

  /// What no replay can know.
  static let limits = [
    "The gradients are those of one training: a step that is skipped here would have "
      + "changed all later ones, so this holds on the recorded stream alone.",
    RecordingLimits.storage, RecordingLimits.activations, RecordingLimits.precision,
    "A norm can overflow though no element does; scalers that check one are given the "
      + "elements.",
  ]

  private var raised: [String] {
    context.replay.runs.compactMap { run in
      guard let row = run.raised else { return nil }
      let names = context.replay.culprits(of: row, run)
      let cause = names.isEmpty ? "" : ", because of \(culprits(names, width: 60))"
      return "\(run.scaler.name) raises at index \(row.index) (step "
        + "\(context.replay.step(at: row.index).number))\(cause); training ends there."
    }
  }

  /// Whether the stream is too short for any scale to grow.
  private var growth: String? {
    let intervals = context.replay.runs.compactMap { run -> Int? in
      guard case .count(let interval)? = run.scaler.parameters[.growthInterval] else { return nil }
      return interval
    }
    guard let least = intervals.min(), least > context.replay.length else { return nil }
    return
      "No scale can grow: the shortest growth interval is \(NumberText.counted(least, "step")) "
      + "and \(NumberText.grouped(context.replay.length)) are replayed (--repeat, --set growth_interval=N)."
  }

  /// Scales whose reciprocal binary32 does not hold, so that unscaling spoils gradients.
  private var unusable: String? {
    let names = context.replay.runs.filter { run in
      run.scaler.storage != .fp64
        && run.rows.contains { !$0.isSkipped && $0.scaleBefore <= 0x1p-128 }
    }.map(\.scaler.name)
    guard let first = names.first else { return nil }
    let rest = names.count > 1 ? " and \(NumberText.counted(names.count - 1, "more scaler"))" : ""
    return "The scale of \(first)\(rest) comes down to 2^-128 or less, of which the fp32 "
      + "reciprocal is infinite: gradients become NaN without a skip."
  }

  private var presence: RecordedPresence {
    RecordedPresence(
      steps: context.replay.steps.map(\.number),
      unsteady: context.replay.unsteadyTensors.map { ($0.name, $0.stepCount) })
  }

  private var gaps: String? {
    guard context.replay.sequence == nil, let gaps = presence.gaps else { return nil }
    return gaps
      + " They are replayed as if each followed the one before, and intervals count recorded "
      + "steps."
  }

  private var unsteady: String? { presence.unsteady.map { "\($0) Each counts where it is." } }

  private var doubt: String? {
    if context.replay.isExact { return nil }
    return "A histogram bounds the counts at scales that are no powers of two: what is in doubt "
      + "counts as lost. Scales and skipped steps are exact."
  }

  private var leftOut: String? {
    guard !context.leftOut.isEmpty else { return nil }
    let names = context.leftOut.map(\.name).joined(separator: ", ")
    return "Left out: \(names); they follow the magnitudes of gradients, which a sequence does "
      + "not have."
  }

  private var uncounted: String? {
    let count = context.replay.uncountedCount
    return count == 0
      ? nil : "\(NumberText.counted(count, "value")) are in shards that are missing."
  }

  private var problems: String? {
    let count = context.replay.problems.count
    return count == 0
      ? nil
      : "\(NumberText.counted(count, "file or tensor", "files or tensors")) could not be read; "
        + "the rest was replayed."
  }
}
