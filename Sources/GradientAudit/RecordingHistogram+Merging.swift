internal import TensorFiles

extension RecordingHistogram {
  /// Why the tensors of another histogram cannot all be added: empty if they can.
  public func conflicts(with other: RecordingHistogram) -> [MergeConflict] {
    let own = Dictionary(tensors.map { ($0.key, $0) }) { first, _ in first }
    return other.tensors.compactMap { tensor in
      own[tensor.key]?.conflict(with: tensor).map {
        MergeConflict(step: tensor.step, tensor: tensor.tensor, reason: $0)
      }
    }
  }

  /// Adds what another histogram has counted.
  ///
  /// The result is the same in whatever order and grouping histograms are added.
  ///
  /// - Throws: The conflicts; then nothing is added. Each value counts once: giving the
  ///   same histogram twice is a conflict.
  public mutating func merge(_ other: RecordingHistogram) throws(MergeConflicts) {
    if let conflicts = MergeConflicts(conflicts(with: other)) { throw conflicts }
    add(other, where: { _ in true })
  }

  /// Adds the tensors that are chosen, and everything else.
  ///
  /// - Precondition: None that is chosen is in conflict.
  mutating func add(_ other: RecordingHistogram, where isChosen: (TensorHistogram) -> Bool) {
    var places = Dictionary(
      zip(tensors.map(\.key), tensors.indices), uniquingKeysWith: { first, _ in first })
    for tensor in other.tensors where isChosen(tensor) {
      if let place = places[tensor.key] {
        tensors[place].merge(tensor)
      } else {
        places[tensor.key] = tensors.count
        tensors.append(tensor)
      }
    }
    sources = merged(sources, other.sources)
    unaudited += other.unaudited
    ignored += other.ignored
    warnings += other.warnings
    problems += other.problems
    sort()
  }
}

/// Equal lists as they are, others each path once and sorted.
private func merged(_ one: [String], _ other: [String]) -> [String] {
  if one.isEmpty { return other }
  if other.isEmpty || one.map(ByteName.init) == other.map(ByteName.init) { return one }
  return Set((one + other).map(ByteName.init)).map(\.text)
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

/// Why a tensor of two histograms cannot be added up.
public struct MergeConflict: Hashable, Sendable, CustomStringConvertible {
  /// The step.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// What is wrong, as the end of a sentence that begins with the tensor.
  public let reason: String

  /// One line for a person.
  public var description: String {
    "tensor `\(tensor.escapedForDisplay)` of step \(step) \(reason)"
  }
}

/// Why two histograms cannot be added up: at least one conflict.
public struct MergeConflicts: Error, Hashable, Sendable {
  /// The conflicts, by step and then by name.
  public let conflicts: [MergeConflict]

  init?(_ conflicts: [MergeConflict]) {
    if conflicts.isEmpty { return nil }
    self.conflicts = conflicts
  }
}
