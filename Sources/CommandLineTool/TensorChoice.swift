internal import GradientAudit
internal import TensorFiles

/// The tensors that were asked for by step.
struct TensorChoice {
  let tensors: [RecordedTensor]

  /// Chooses among the tensors of a recording.
  ///
  /// - Throws: `TensorChoiceError` if a step of the list is nowhere.
  init(_ index: RecordingIndex, _ steps: StepList?) throws {
    if let missing = steps?.missing(from: index.steps), let first = missing.first {
      throw TensorChoiceError(
        description: "there is no step \(first) in the recording; it has "
          + TensorChoice.listed(index.steps.map(String.init)))
    }
    tensors = index.tensors.filter { steps?.contains($0.step) ?? true }
    if tensors.isEmpty && !index.tensors.isEmpty {
      throw TensorChoiceError(
        description: "no tensor of these names was recorded at these steps; `fpaudit inspect` "
          + "lists what was")
    }
  }

  /// Makes sure that each pattern matches a name, and that some name is meant.
  ///
  /// - Parameter others: The names of tensors that are not rounded.
  /// - Throws: `TensorChoiceError` with a suggestion.
  static func check(_ filter: TensorFilter, _ names: [String], others: [String]) throws {
    if names.isEmpty && others.isEmpty { return }
    guard let pattern = filter.patternsWithoutMatch(among: names).first else {
      if names.contains(where: filter.contains) { return }
      throw TensorChoiceError(
        description: "no tensor of these names is in the recording; `fpaudit inspect` lists those "
          + "that are")
    }
    let others = Set(others.map(ByteName.init)).map(\.text)
    if !others.isEmpty && !filter.patternsWithoutMatch(among: others).contains(pattern) {
      throw TensorChoiceError(
        description: "`\(pattern)` matches only tensors of types that are not rounded, such as "
          + "integers")
    }
    if names.isEmpty {
      throw TensorChoiceError(
        description: "no tensor matches `\(pattern)`, and none is of a type that is rounded")
    }
    let guess = Spelling.nearest(to: pattern, among: names)
    throw TensorChoiceError(
      description: "no tensor matches `\(pattern)`"
        + (guess.map { "; did you mean `\($0.escapedForDisplay)`?" }
          ?? "; there are \(listed(names.map(\.escapedForDisplay))); a * stops at . and /, "
          + "** does not"))
  }

  /// The first of some words, and how many more there are.
  private static func listed(_ words: [String]) -> String {
    let shown = words.prefix(5).joined(separator: ", ")
    return words.count > 5 ? "\(shown) and \(words.count - 5) more" : shown
  }
}

/// Why there is nothing to trace.
struct TensorChoiceError: Error, CustomStringConvertible {
  let description: String
}
