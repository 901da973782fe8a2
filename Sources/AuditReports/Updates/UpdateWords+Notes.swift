import FloatEmulation
import GradientAudit

extension UpdateWords {
  /// What is special about this answer, a sentence each.
  var notes: [String] {
    [arithmetic, nonfinite, epsilon].compactMap(\.self) + left
  }

  /// How it was computed.
  private var arithmetic: String {
    let query = context.audit.query
    let sum =
      query.sum == .exact
      ? "weight and update are added exactly and rounded once"
      : "weight and update are added in FP32, and the sum is rounded to the format"
    let formula =
      query.optimizer == nil
      ? "Updates are differences in FP64" : "Updates are computed in \(query.arithmetic.rawValue)"
    return "\(formula); \(sum). Stochastic rounding has \(query.randomBitCount) random bits; the "
      + "run has the seed \(query.seed)."
  }

  private var nonfinite: String? {
    let counts = zip(context.audit.query.formats, total.formats).filter { $0.1.nonfinite > 0 }
    if counts.isEmpty { return nil }
    let parts = counts.map { "\(NumberText.grouped($0.1.nonfinite)) in \($0.0.name.displayed)" }
    return "Not looked at, since weight or update is infinite or NaN: "
      + "\(parts.joined(separator: ", "))."
  }

  /// The formats in which Adam's epsilon is zero.
  private var epsilon: String? {
    let zero = zip(context.audit.query.formats, context.audit.epsilons).filter { $0.1.value == 0 }
    guard !zero.isEmpty, let optimizer = context.audit.query.optimizer else { return nil }
    return "Adam's epsilon of \(optimizer.epsilon) is zero in "
      + "\(zero.map(\.0.name.displayed).joined(separator: ", ")): where the second moment is "
      + "zero as well, Adam divides by zero."
  }

  /// What was left out.
  private var left: [String] {
    let (warnings, problems) = (context.audit.warnings.count, context.audit.problems.count)
    return [
      warnings == 0
        ? nil : "\(NumberText.counted(warnings, "warning")): not all may be there.",
      problems == 0
        ? nil
        : "\(NumberText.counted(problems, "file or tensor", "files or tensors")) could not be "
          + "read or matched.",
    ].compactMap(\.self)
  }

  /// The heading of the limits.
  static let limitsTitle = "What this cannot know"

  /// What the recordings cannot tell, a sentence each.
  var limits: [String] {
    let common = [
      "Weights that stay where they are would have met other gradients later: this is what "
        + "becomes of the recorded updates, not of a training.",
      "Recorded values of 16 bits have lost already what 16 bits lose.",
    ]
    guard context.audit.query.optimizer != nil else { return common }
    return [
      "Recorded steps are taken as the optimizer's steps, one after the other, at one learning "
        + "rate; what was not recorded between them is not in its state.",
      "All ways of keeping weights get the updates that an FP32 run would have made.",
    ] + common
  }
}
