internal import TensorFiles

/// Steps of which a file could not be opened: what it holds is not known.
///
/// An optimizer needs all steps before one, a difference of weights the steps beside it.
struct UpdateGaps {
  private let unopened: [(step: Int, path: String)]
  /// By the place of the file: the steps that are left out, and for how many tensors.
  private var leftOut: [Int: (steps: Set<Int>, tensorCount: Int)] = [:]

  init(_ unopened: [(step: Int, path: String)]) {
    self.unopened = unopened.sorted { $0.step < $1.step }
  }

  /// The steps of a tensor, ascending, up to the first that may be missing among them.
  mutating func stepsBeforeGap(of steps: [Int]) -> [Int] {
    guard let last = steps.last,
      let place = unopened.firstIndex(where: { $0.step < last && !steps.contains($0.step) })
    else { return steps }
    leaveOut(steps.filter { $0 > unopened[place].step }, place)
    return steps.filter { $0 < unopened[place].step }
  }

  /// Whether a step may be missing between two that follow each other.
  mutating func isBetween(_ one: Int, _ next: Int) -> Bool {
    guard let place = unopened.firstIndex(where: { one < $0.step && $0.step < next }) else {
      return false
    }
    leaveOut([one], place)
    return true
  }

  private mutating func leaveOut(_ steps: [Int], _ place: Int) {
    let (known, count) = leftOut[place] ?? ([], 0)
    leftOut[place] = (known.union(steps), count + 1)
  }

  /// What is left out, file by file.
  var problems: [TensorFileError] {
    leftOut.sorted { $0.key < $1.key }.map { place, rest in
      let tensors = rest.tensorCount == 1 ? "1 tensor" : "\(rest.tensorCount) tensors"
      return TensorFileError(
        .missingTensor, path: unopened[place].path,
        what: "could not be opened, so updates of \(tensors) that need it are left out at "
          + StepWords.text(rest.steps.sorted()))
    }
  }
}
