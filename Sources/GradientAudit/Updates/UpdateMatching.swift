internal import TensorFiles

/// Brings weights, gradients and state together, by names and steps.
///
/// A recording of one step is where a run begins, whatever its number. Weights and state
/// that were recorded at a step are taken up at that step; at others they are those that
/// the step before has left.
struct UpdateMatching {
  private(set) var tensors: [UpdateTensor] = []
  private(set) var problems: [TensorFileError] = []
  private(set) var warnings: [TensorFileError] = []
  /// Tensors that are not recorded at all steps of their recording.
  private(set) var unsteady: [TensorFileError] = []
  private(set) var unaudited: [UnauditedTensor] = []

  init(_ inputs: UpdateInputs) {
    let weights = series(inputs.weights)
    switch inputs.source {
    case .gradients(let recording):
      let gradients = series(recording)
      let first = inputs.firstMoments.map { series($0).byName }
      let second = inputs.secondMoments.map { series($0).byName }
      match(gradients, weights, first, second)
    case .after(let recording): compare(weights, series(recording))
    case .nextStep: compareSteps(weights)
    }
  }

  private typealias Series = [ByteName: RecordedSeries]

  /// The names in their order, and the tensors of each.
  private typealias Named = (
    names: [ByteName], byName: Series, unopened: [(step: Int, path: String)]
  )

  private mutating func series(_ recording: Recording) -> Named {
    let index = RecordingIndex(recording)
    problems += index.problems
    warnings += index.warnings
    unaudited += index.unaudited
    unsteady += UnsteadyTensors.warnings(index.tensors)
    return (
      index.names.map(ByteName.init), RecordedSeries.all(index.tensors), index.unopened
    )
  }

  private mutating func match(
    _ gradients: Named, _ weights: Named, _ first: Series?, _ second: Series?
  ) {
    var gaps = UpdateGaps(gradients.unopened)
    defer { problems += gaps.problems }
    for name in gradients.names {
      guard let changes = gradients.byName[name] else { continue }
      guard let before = weights.byName[name] else {
        if let tensor = changes.last(at: .max) { lacks(tensor, "there are no weights") }
        continue
      }
      var steps: [UpdateTensor.Step] = []
      for number in gaps.stepsBeforeGap(of: changes.steps) {
        guard let change = changes[number] else { continue }
        let isFirst = steps.isEmpty
        let taken = before.taken(at: number, isFirst: isFirst)
        if taken == nil && isFirst {
          lacks(change, "there are no weights at step \(number) or before it")
          continue
        }
        steps.append(
          UpdateTensor.Step(
            number: number, change: change, weights: taken,
            first: first?[name]?.taken(at: number, isFirst: isFirst),
            second: second?[name]?.taken(at: number, isFirst: isFirst)))
      }
      add(name, steps)
      for (state, what) in [(first, "first"), (second, "second")] {
        if let state, state[name] == nil, let tensor = changes.last(at: .max) {
          lacks(tensor, "there is no \(what) moment")
        }
      }
    }
    leaveOut(weights, notIn: gradients.byName)
  }

  private mutating func compare(_ weights: Named, _ later: Named) {
    for name in later.names {
      guard let after = later.byName[name] else { continue }
      guard let before = weights.byName[name] else {
        if let tensor = after.last(at: .max) { lacks(tensor, "there are no weights before it") }
        continue
      }
      var steps: [UpdateTensor.Step] = []
      let isSingle = before.steps.count == 1 && after.steps.count == 1
      for number in after.steps {
        guard let change = after[number] else { continue }
        if let weights = isSingle ? before.last(at: number) : before[number] {
          steps.append(UpdateTensor.Step(number: number, change: change, weights: weights))
        } else {
          lacks(change, "there are no weights before it at step \(number)")
        }
      }
      for number in before.steps where !isSingle && after[number] == nil {
        if let tensor = before[number] {
          lacks(tensor, "there are no weights after it at step \(number)")
        }
      }
      add(name, steps)
    }
    for name in weights.names where later.byName[name] == nil {
      if let tensor = weights.byName[name]?.last(at: .max) {
        lacks(tensor, "there are no weights after it")
      }
    }
  }

  private mutating func compareSteps(_ weights: Named) {
    var gaps = UpdateGaps(weights.unopened)
    defer { problems += gaps.problems }
    for name in weights.names {
      guard let series = weights.byName[name] else { continue }
      if series.steps.count < 2, let tensor = series.last(at: .max) {
        lacks(tensor, "there are no weights at a second step")
      }
      let pairs = zip(series.steps, series.steps.dropFirst())
      add(
        name,
        pairs.compactMap { one, next in
          guard let weights = series[one], let change = series[next], !gaps.isBetween(one, next)
          else { return nil }
          return UpdateTensor.Step(number: one, change: change, weights: weights)
        })
    }
  }
}

extension UpdateMatching {
  /// Adds the steps of a tensor up to the first where something does not match.
  private mutating func add(_ name: ByteName, _ steps: [UpdateTensor.Step]) {
    guard let first = steps.first?.change.stored else { return }
    var matching: [UpdateTensor.Step] = []
    for (place, step) in steps.enumerated() {
      if let problem = step.all.lazy.compactMap({ $0.mismatch(with: first) }).first {
        problems.append(problem.leavingOut(steps[place...].map(\.number), of: name.text))
        break
      }
      matching.append(step)
    }
    if !matching.isEmpty { tensors.append(UpdateTensor(name: name.text, steps: matching)) }
  }

  private mutating func lacks(_ tensor: RecordedTensor, _ what: String) {
    problems.append(
      TensorFileError(
        .missingTensor, path: tensor.path, tensor: tensor.name,
        byteOffset: tensor.stored.byteOffset, what: what,
        remedy: "record it under the same name, or leave the tensor out with --tensors"))
  }

  private mutating func leaveOut(_ weights: Named, notIn others: Series) {
    for name in weights.names where others[name] == nil {
      guard let tensor = weights.byName[name]?.last(at: .max) else { continue }
      warnings.append(
        TensorFileError(
          .missingTensor, path: tensor.path, tensor: tensor.name,
          what: "there is no gradient; it is left out"))
    }
  }
}
