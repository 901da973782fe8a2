public import TensorFiles

extension RecordingHistogram {
  /// The audit of what is counted.
  public func audit(_ plan: AuditPlan) -> Audit {
    let replicas = Replicas(among: tensors)
    let entries = replicas.tensors.filter(\.hasCounts).map {
      AuditEntry(
        step: $0.step, tensor: $0.tensor, elementType: $0.elementType, shape: $0.shape,
        path: $0.path, recordedScale: $0.recordedScale,
        tally: Tally(plan, $0.histogram.knowing(plan.innerCuts)))
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
      notes: notes(replicas),
      warnings: warnings + [missingPart].compactMap(\.self),
      problems: problems)
  }

  /// That some values are not counted.
  public var missingPart: TensorFileError? {
    if isComplete { return nil }
    let missing = CountedShard.missing(shards).map { work in
      let paths = work.sources.map(\.text.escapedForDisplay).joined(separator: ", ")
      return sources.count == work.sources.count ? work.text : "\(work.text) of \(paths)"
    }
    return TensorFileError(
      .incompleteHistogram, path: sources.first ?? "",
      what: "\(countedCount) of \(elementCount) values are counted"
        + (missing.isEmpty ? "" : "; missing: " + missing.joined(separator: " and ")),
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
