extension LimitSubject {
  /// Checks that a limit that looks at recorded scales finds one for every tensor.
  ///
  /// - Throws: `.noRecordedScale`.
  func requireRecordedScales() throws(LimitEvaluationError) {
    guard limit.scale == .recorded, limit.quantity.dependsOnScale else { return }
    guard let missing = entries.first(where: { $0.recordedScale == nil }) else { return }
    throw .noRecordedScale(tensor: missing.tensor, step: missing.step, side)
  }

  /// What a limit looks at under one of its scales: of recorded scales the tensors that
  /// were recorded with it, else all.
  func part(at scale: LossScale?) -> LimitSubject {
    guard limit.scale == .recorded, let scale,
      entries.contains(where: { $0.recordedScale != scale })
    else { return self }
    var part = self
    part.entries = entries.filter { $0.recordedScale == scale }
    part.pooled = Tally(audit.plan, sumOf: part.entries.map(\.tally))
    return part
  }
}
