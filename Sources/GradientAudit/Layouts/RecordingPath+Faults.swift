internal import TensorFiles

extension RecordingPath.Fault {
  /// By which several are put together.
  var kind: Int {
    switch self {
    case .contradictorySteps: 0
    case .contradictoryRanks: 1
    case .noMatch: 2
    case .noNumber: 3
    case .noStep: 4
    }
  }

  /// Which invariant is broken.
  var code: TensorFileError.Code {
    switch self {
    case .contradictorySteps, .contradictoryRanks: .contradictoryPath
    case .noStep: .invalidPath
    case .noMatch, .noNumber: .nothingMatches
    }
  }

  /// What is wrong, in words.
  var description: String {
    switch self {
    case .contradictorySteps(let outer, let inner):
      "its path names two steps, \(outer) and \(inner)"
    case .contradictoryRanks(let outer, let inner):
      "its path names two ranks, \(outer) and \(inner)"
    case .noMatch: "its path does not match --step-pattern"
    case .noNumber(let text):
      "--step-pattern finds `\(text.escapedForDisplay)`, which is no number of a step"
    case .noStep(let digits):
      "its path names step \(digits), which is "
        + (digits.hasPrefix("-") ? "below zero" : "beyond 63 bits")
    }
  }

  /// What to do about it.
  var remedy: String {
    switch self {
    case .contradictorySteps: "say which with --step-pattern"
    case .noStep: "rename it, or say where the step stands with --step-pattern"
    case .contradictoryRanks: "name the directory of one of them"
    case .noMatch: "widen the pattern, or leave files out with --exclude"
    case .noNumber: #"let a group match the digits, such as 'batch-(\d+)'"#
    }
  }
}
