internal import TensorFiles

/// Brings the gradients together that are summed.
struct SumMatching {
  /// The gradients of a tensor that make one mean.
  struct Group: Sendable {
    let step: Int
    let addends: [RecordedTensor]
  }

  private(set) var groups: [Group] = []
  private(set) var addendCount = 1
  private(set) var stepsLeft: [Int] = []
  private(set) var problems: [TensorFileError] = []
  private(set) var warnings: [TensorFileError] = []
  private(set) var unaudited: [UnauditedTensor] = []

  init(_ inputs: SumInputs, _ filter: TensorFilter) {
    switch inputs {
    case .microBatches(let recording, let count): accumulate(recording, count, filter)
    case .ranks(let recordings): reduce(recordings, filter)
    }
  }

  private mutating func index(_ recording: Recording, _ filter: TensorFilter) -> [RecordedTensor] {
    let index = RecordingIndex(recording)
    problems += index.problems
    warnings += index.warnings
    unaudited += index.unaudited.filter { filter.contains($0.tensor) }
    return index.tensors.filter { filter.contains($0.name) }
  }

  private mutating func accumulate(_ recording: Recording, _ count: Int, _ filter: TensorFilter) {
    addendCount = count
    let tensors = index(recording, filter)
    let steps = Set(tensors.map(\.step)).sorted()
    stepsLeft = Array(steps.suffix(steps.count % count))
    let bySteps = Dictionary(grouping: tensors, by: \.step)
    for start in stride(from: 0, to: steps.count - stepsLeft.count, by: count) {
      add(steps[start..<start + count].flatMap { bySteps[$0] ?? [] }, at: steps[start])
    }
    for group in groups where group.addends.count < count {
      if let tensor = group.addends.first { warnings.append(notInAll(tensor, group, count)) }
    }
  }

  private mutating func reduce(_ recordings: [Recording], _ filter: TensorFilter) {
    for recording in recordings {
      let files = recording.files
      if let shard = files.first(where: { $0.namedRank?.numbers.count ?? 0 > 1 }) {
        problems.append(
          notReplicated(
            shard.path, "its rank is of several kinds of parallelism, so its gradients are parts",
            "name the recording of each data-parallel rank by itself"))
      } else if files.contains(where: { $0.namedRank != nil }) {
        problems += files.filter { $0.namedRank == nil }.map {
          notReplicated($0.path, "its path names no rank", "leave it out with --exclude")
        }
      }
    }
    if !problems.isEmpty { return }
    let ranks = recordings.flatMap(\.byRank).map { index($0, filter) }
    addendCount = ranks.count
    if ranks.count < 2 { return }
    let bySteps = Dictionary(grouping: ranks.flatMap(\.self), by: \.step)
    for (step, taken) in bySteps.sorted(by: { $0.key < $1.key }) {
      let names = Dictionary(grouping: taken) { ByteName($0.name) }
      for (_, tensors) in names where tensors.count < ranks.count {
        if let tensor = tensors.first { missing(tensor, ranks.count - tensors.count) }
      }
      add(taken.filter { names[ByteName($0.name)]?.count == ranks.count }, at: step)
    }
    problems.sort { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
  }

  /// Adds the means of some tensors, by their names' first occurrence.
  private mutating func add(_ tensors: [RecordedTensor], at step: Int) {
    let names = Dictionary(grouping: tensors) { ByteName($0.name) }
    for name in names.keys.map({ TensorName($0.text) }).sorted() {
      guard let addends = names[ByteName(name.text)], let first = addends.first else { continue }
      if let problem = addends.lazy.compactMap({ $0.mismatch(with: first.stored) }).first {
        problems.append(problem)
      } else {
        groups.append(Group(step: step, addends: addends))
      }
    }
  }

  private func notReplicated(_ path: String, _ what: String, _ remedy: String) -> TensorFileError {
    TensorFileError(.missingRank, path: path, what: what, remedy: remedy)
  }

  private func notInAll(
    _ tensor: RecordedTensor, _ group: Group, _ count: Int
  ) -> TensorFileError {
    TensorFileError(
      .missingTensor, path: tensor.path, tensor: tensor.name,
      byteOffset: tensor.stored.byteOffset,
      what: "is in \(group.addends.count) of the \(count) micro-batches from step \(group.step) "
        + "on, and counts as zero in the others")
  }

  private mutating func missing(_ tensor: RecordedTensor, _ count: Int) {
    problems.append(
      TensorFileError(
        .missingTensor, path: tensor.path, tensor: tensor.name,
        byteOffset: tensor.stored.byteOffset,
        what: "\(count == 1 ? "one rank has" : "\(count) ranks have") no such tensor at step "
          + "\(tensor.step)",
        remedy: "record it on every rank, or leave the tensor out with --tensors"))
  }
}

extension Recording {
  /// The recordings of the ranks that paths name, with plain names of tensors; the recording
  /// itself if they name none.
  fileprivate var byRank: [Recording] {
    let ranks = Set(files.compactMap(\.namedRank)).sorted()
    if ranks.isEmpty { return [self] }
    return ranks.map { rank in
      var options = options
      options.rank = rank
      return Recording(paths: sources, options: options)
    }
  }
}
