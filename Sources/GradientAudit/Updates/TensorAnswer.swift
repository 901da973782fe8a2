internal import TensorFiles

/// What was found of a tensor's updates, block by block.
struct TensorAnswer {
  private let tensor: UpdateTensor
  private let isOptimized: Bool
  /// For each step; nil for those that some block could not be followed through.
  private var tallies: [UpdateTally?]
  /// Why, and the places of the steps where it was met.
  private var failures: [(problem: TensorFileError, places: Set<Int>)] = []

  init(_ tensor: UpdateTensor, _ query: UpdateQuery) {
    self.tensor = tensor
    isOptimized = query.optimizer != nil
    tallies = tensor.steps.map { _ in UpdateTally(formatCount: query.formats.count) }
  }

  /// Adds a block; steps that it has not are left out of all.
  mutating func merge(_ block: UpdateWorker.Product) {
    for (index, tally) in block.tallies.enumerated() {
      if let tally { tallies[index]?.merge(tally) } else { tallies[index] = nil }
    }
    for (place, problem) in block.failures {
      let known = failures.firstIndex {
        $0.problem.code == problem.code && ByteName($0.problem.path) == ByteName(problem.path)
      }
      if let known {
        failures[known].places.insert(place)
      } else {
        failures.append((problem, [place]))
      }
    }
  }

  /// The steps that all blocks were followed through.
  var entries: [UpdateEntry] {
    zip(tensor.steps, tallies).compactMap { step, tally in
      tally.map {
        UpdateEntry(
          step: step.number, tensor: tensor.name, elementType: step.change.stored.elementType,
          shape: step.change.stored.shape, tally: $0)
      }
    }
  }

  /// What could not be read, with the steps that are left out for it.
  var problems: [TensorFileError] {
    failures.map { problem, places in
      // An optimizer cannot go on without a step.
      let lost = isOptimized ? Array((places.min() ?? 0)..<tensor.steps.count) : places.sorted()
      return problem.leavingOut(lost.map { tensor.steps[$0].number }, of: tensor.name)
    }
  }
}

extension TensorFileError {
  /// The same, with the steps at which the updates of a tensor are left out for it.
  func leavingOut(_ steps: [Int], of tensor: String) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: tensor, byteOffset: byteOffset,
      what: "\(what); its updates are left out at \(StepWords.text(steps))", remedy: remedy)
  }
}
