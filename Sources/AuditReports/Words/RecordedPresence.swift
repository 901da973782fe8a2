/// Which steps and tensors a recording has, in sentences about what is missing.
struct RecordedPresence {
  private let steps: [Int]
  private let tensors: [(name: String, stepCount: Int)]

  /// - Parameters:
  ///   - steps: The recorded step numbers, ascending.
  ///   - unsteady: Tensors that are not there at every one, with the number of their steps.
  init(steps: [Int], unsteady: [(name: String, stepCount: Int)]) {
    self.steps = steps
    tensors = unsteady
  }

  /// That steps are missing; nil where none is.
  var gaps: String? {
    guard let first = steps.first, let last = steps.last, last - first >= steps.count else {
      return nil
    }
    return
      "Steps are missing: \(NumberText.grouped(steps.count)) of \(first)..\(last) are recorded."
  }

  /// That tensors appear or vanish between steps; nil where none does.
  var unsteady: String? {
    guard !tensors.isEmpty else { return nil }
    let shown = tensors.prefix(3).map {
      "\($0.name.displayed.elided(to: 60)) at \(NumberText.grouped($0.stepCount))"
    }
    let rest = tensors.count > 3 ? " and \(NumberText.grouped(tensors.count - 3)) more" : ""
    return "\(NumberText.counted(tensors.count, "tensor")) not recorded at every one of "
      + "\(NumberText.counted(steps.count, "step")): \(shown.joined(separator: ", "))\(rest)."
  }
}
