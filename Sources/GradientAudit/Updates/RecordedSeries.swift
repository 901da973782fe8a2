internal import TensorFiles

/// The tensors of one name at all their steps.
struct RecordedSeries {
  private let byStep: [Int: RecordedTensor]
  /// The steps, ascending.
  let steps: [Int]

  init(_ tensors: [RecordedTensor]) {
    byStep = Dictionary(tensors.map { ($0.step, $0) }) { first, _ in first }
    steps = byStep.keys.sorted()
  }

  subscript(_ step: Int) -> RecordedTensor? { byStep[step] }

  /// What was recorded last at a step or before it; of a recording of one step, that one.
  func last(at step: Int) -> RecordedTensor? {
    guard steps.count > 1 else { return steps.first.flatMap { byStep[$0] } }
    return steps.last { $0 <= step }.flatMap { byStep[$0] }
  }

  /// What is taken up at a step: at the first one what was recorded last, at any other what
  /// was recorded at that very step.
  func taken(at step: Int, isFirst: Bool) -> RecordedTensor? {
    if isFirst { return last(at: step) }
    return steps.count > 1 ? byStep[step] : nil
  }

  /// The series of all names.
  static func all(_ tensors: [RecordedTensor]) -> [ByteName: RecordedSeries] {
    Dictionary(grouping: tensors) { ByteName($0.name) }.mapValues(RecordedSeries.init)
  }
}
