public import TensorFiles

extension RecordingHistogram {
  /// The audit of what is counted.
  ///
  /// - Parameter threadCount: How many threads add up tensors; the result does not depend on
  ///   it.
  public func audit(
    _ plan: AuditPlan, threadCount: Int = Auditor.processorCount
  ) -> Audit {
    let replicas = Replicas(among: tensors)
    let entries = entries(plan, replicas.tensors)
    let tallies = entries.map(\.tally)
    let steps = Dictionary(grouping: entries.indices) { entries[$0].step }
      .sorted { $0.key < $1.key }
    let stepSums = Tally.sums(plan, of: tallies, steps.map(\.value), threadCount: threadCount)
    return Audit(
      plan: plan,
      sources: sources,
      uncountedCount: elementCount - countedCount,
      entries: entries,
      tensors: tensorRollups(plan, entries, tallies, threadCount: threadCount),
      steps: zip(steps, stepSums).map { StepRollup(step: $0.key, tally: $1) },
      total: Tally(plan, sumOf: stepSums),
      unaudited: unaudited,
      ignored: ignored,
      notes: notes(replicas),
      warnings: warnings + [missingPart].compactMap(\.self),
      problems: problems)
  }

  private func entries(_ plan: AuditPlan, _ tensors: [TensorHistogram]) -> [AuditEntry] {
    var entries: [AuditEntry] = []
    entries.reserveCapacity(tensors.count)
    let tensors = tensors.span
    for index in tensors.indices where tensors[index].hasCounts {
      entries.append(AuditEntry(plan, tensors[index]))
    }
    return entries
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

  private func tensorRollups(
    _ plan: AuditPlan, _ entries: [AuditEntry], _ tallies: [Tally], threadCount: Int
  ) -> [TensorRollup] {
    var names = NameNumbers()
    var groups: [[Int]] = []
    for place in entries.indices {
      let number = names.number(of: entries[place].tensor)
      if number == groups.count { groups.append([]) }
      groups[number].append(place)
    }
    let sums = Tally.sums(plan, of: tallies, groups, threadCount: threadCount)
    return names.inNaturalOrder.map {
      TensorRollup(tensor: names.names[$0], stepCount: groups[$0].count, tally: sums[$0])
    }
  }
}

extension AuditEntry {
  fileprivate init(_ plan: AuditPlan, _ tensor: TensorHistogram) {
    self.init(
      step: tensor.step, tensor: tensor.tensor, elementType: tensor.elementType,
      shape: tensor.shape, path: tensor.path, recordedScale: tensor.recordedScale,
      tally: Tally(plan, tensor.histogram.knowing(plan.innerCuts)))
  }
}
