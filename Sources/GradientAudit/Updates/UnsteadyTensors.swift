internal import TensorFiles

/// Tensors that a recording has at some of its steps and not at others.
enum UnsteadyTensors {
  /// A warning for each set of steps that tensors are missing at: the first of them by name,
  /// and how many more there are.
  ///
  /// - Parameter tensors: Those of a recording.
  static func warnings(_ tensors: [RecordedTensor]) -> [TensorFileError] {
    let steps = Set(tensors.map(\.step)).sorted()
    var groups: [[Int]: [RecordedTensor]] = [:]
    for series in RecordedSeries.all(tensors).values where series.steps.count < steps.count {
      guard let last = series.last(at: .max) else { continue }
      let present = Set(series.steps)
      groups[steps.filter { !present.contains($0) }, default: []].append(last)
    }
    let found = groups.compactMap { missing, group -> (TensorName, TensorFileError)? in
      let named = group.map { (name: TensorName($0.name), tensor: $0) }
      return named.min { $0.name < $1.name }.map {
        ($0.name, warning($0.tensor, group.count - 1, missing, of: steps.count))
      }
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static func warning(
    _ tensor: RecordedTensor, _ others: Int, _ missing: [Int], of count: Int
  ) -> TensorFileError {
    let more =
      others == 0 ? "" : "; so \(others == 1 ? "is 1 more tensor" : "are \(others) more tensors")"
    return TensorFileError(
      .missingTensor, path: tensor.path, tensor: tensor.name,
      what: "is recorded at \(count - missing.count) of \(count) steps, and not at "
        + StepWords.text(missing) + more)
  }
}
