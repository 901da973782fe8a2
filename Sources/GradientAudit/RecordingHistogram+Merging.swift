internal import TensorFiles

extension RecordingHistogram {
  /// Adds what another histogram has counted.
  ///
  /// The result is the same in whatever order and grouping histograms are added; a
  /// ``HistogramMerger`` adds many at a time.
  ///
  /// - Throws: The conflicts; then nothing is added. Each value counts once: giving the
  ///   same histogram twice is a conflict.
  public mutating func merge(_ other: RecordingHistogram) throws(MergeConflicts) {
    var merger = HistogramMerger(self)
    if let conflicts = MergeConflicts(merger.add(other)) { throw conflicts }
    self = merger.finish()
  }
}

/// Adds up histograms, in time that grows with what is added alone.
public struct HistogramMerger {
  private var sum: RecordingHistogram
  /// Where the tensors of the sum are; empty until there is something to add to them.
  private var places: [TensorKey: Int] = [:]
  private var elementCount: Int

  /// Begins with one histogram.
  public init(_ first: RecordingHistogram) {
    sum = first
    elementCount = first.elementCount
  }

  /// Adds everything of another histogram but the tensors that are in conflict.
  ///
  /// - Returns: The conflicts, in the order of the tensors.
  public mutating func add(_ other: RecordingHistogram) -> [MergeConflict] {
    var conflicts: [MergeConflict] = []
    if sum.tensors.isEmpty {
      sum.tensors = other.tensors
      elementCount = other.elementCount
    } else {
      conflicts = addTensors(of: other)
    }
    sum.sources = merged(sum.sources, other.sources)
    sum.unaudited += other.unaudited
    sum.ignored += other.ignored
    sum.warnings += other.warnings
    sum.problems += other.problems
    sum.remarks += other.remarks
    sum.shards += other.shards
    return conflicts
  }

  private mutating func addTensors(of other: RecordingHistogram) -> [MergeConflict] {
    if places.isEmpty {
      for (place, tensor) in sum.tensors.enumerated() { places[tensor.key] = place }
    }
    var conflicts: [MergeConflict] = []
    for tensor in other.tensors {
      guard let place = places[tensor.key] else {
        let (total, overflow) = elementCount.addingReportingOverflow(tensor.elementCount)
        if overflow {
          conflicts.append(MergeConflict(tooMany: tensor))
          continue
        }
        elementCount = total
        places[tensor.key] = sum.tensors.count
        sum.tensors.append(tensor)
        continue
      }
      if let reason = sum.tensors[place].conflict(with: tensor) {
        conflicts.append(
          MergeConflict(step: tensor.step, tensor: tensor.tensor, reason: reason))
      } else {
        sum.tensors[place].merge(tensor)
      }
    }
    return conflicts
  }

  /// Adds problems.
  mutating func add(problems: [TensorFileError]) { sum.problems += problems }

  /// The sum.
  public func finish() -> RecordingHistogram {
    var sorted = sum
    sorted.sort()
    return sorted
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

extension MergeConflict {
  /// Only a forged file can claim so many values.
  fileprivate init(tooMany tensor: TensorHistogram) {
    self.init(
      step: tensor.step, tensor: tensor.tensor,
      reason: "has more values than 63 bits can count with the others")
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
