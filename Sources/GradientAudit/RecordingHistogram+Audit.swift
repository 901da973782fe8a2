internal import TensorFiles

extension RecordingHistogram {
  /// The audit of what is counted.
  public func audit(_ plan: AuditPlan) -> Audit {
    let entries = tensors.filter(\.hasCounts).map {
      AuditEntry(
        step: $0.step, tensor: $0.tensor, elementType: $0.elementType, shape: $0.shape,
        path: $0.path, tally: Tally(plan, $0.histogram.knowing(plan.innerCuts)))
    }
    let steps = stepRollups(plan, entries)
    return Audit(
      plan: plan,
      sources: sources,
      uncountedCount: elementCount - countedCount,
      entries: entries,
      tensors: tensorRollups(plan, entries),
      steps: steps,
      total: Tally(plan, sumOf: steps.map(\.tally)),
      unaudited: unaudited,
      ignored: ignored,
      warnings: warnings + [missingPart].compactMap(\.self),
      problems: problems)
  }

  /// That some values are not counted.
  private var missingPart: TensorFileError? {
    if isComplete { return nil }
    return TensorFileError(
      .incompleteHistogram, path: sources.first ?? "",
      what: "\(countedCount) of \(elementCount) values are counted",
      remedy: "add the other shards of the recording")
  }

  private func tensorRollups(_ plan: AuditPlan, _ entries: [AuditEntry]) -> [TensorRollup] {
    let groups = Dictionary(grouping: entries) { ByteName($0.tensor) }
    return groups.keys.map { TensorName($0.text) }.sorted().map { name in
      let group = groups[ByteName(name.text)] ?? []
      return TensorRollup(tensor: name.text, stepCount: group.count, tally: sum(plan, group))
    }
  }

  private func stepRollups(_ plan: AuditPlan, _ entries: [AuditEntry]) -> [StepRollup] {
    let groups = Dictionary(grouping: entries, by: \.step)
    return groups.keys.sorted().map {
      StepRollup(step: $0, tally: sum(plan, groups[$0] ?? []))
    }
  }

  private func sum(_ plan: AuditPlan, _ entries: [AuditEntry]) -> Tally {
    Tally(plan, sumOf: entries.map(\.tally))
  }
}
