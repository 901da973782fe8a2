/// Steps in a sentence.
enum StepWords {
  /// How many are named.
  private static let limit = 8

  /// `step 3`, or `steps 3, 4 and 7`; of many the first, the last, and how many there are.
  static func text(_ steps: [Int]) -> String {
    guard let last = steps.last, let first = steps.first, steps.count > 1 else {
      return "step \(steps.first ?? 0)"
    }
    if steps.count > limit { return "\(steps.count) steps from \(first) to \(last)" }
    return "steps \(steps.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
  }
}
