import GradientAudit

extension AdviceWords {
  /// How much was looked at.
  var extent: String { RecordingSummary(Findings(context.audit), notation).extent }

  /// What is special about this recording, each a sentence.
  var notes: [String] {
    let findings = Findings(context.audit)
    return [gaps, presence.unsteady, Conclusion(findings, notation).nonfinite].compactMap(\.self)
      + RecordingSummary(findings, notation).remarks
  }

  /// What no advice can know.
  static let limits = [
    "The gradients are those of one training: another scale or format would have changed all "
      + "later ones, so this holds on the recorded steps alone.",
    RecordingLimits.storage, RecordingLimits.activations, RecordingLimits.precision,
    "Between recorded steps nothing is known; a growth interval assumes that the window moves "
      + "steadily from one to the next.",
  ]

  private var presence: RecordedPresence {
    let audit = context.audit
    return RecordedPresence(
      steps: audit.steps.map(\.step),
      unsteady: audit.tensors.filter { $0.stepCount < audit.steps.count }
        .map { ($0.tensor, $0.stepCount) })
  }

  private var gaps: String? {
    presence.gaps.map { "\($0) Intervals count steps by their numbers." }
  }
}
