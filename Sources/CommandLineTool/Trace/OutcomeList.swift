internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// A list of outcomes on the command line, such as `underflow,overflow`.
struct OutcomeList {
  let outcomes: Set<Outcome>

  init(text: String) throws {
    outcomes = Set(
      try text.split(separator: ",", omittingEmptySubsequences: false).map { name in
        if let outcome = Outcome(rawValue: name.lowercased()) { return outcome }
        let names = Outcome.allCases.map(\.rawValue)
        let guess = Spelling.nearest(to: name.lowercased(), among: names)
        throw ValidationError(
          "there is no outcome `\(name)`"
            + (guess.map { "; did you mean `\($0)`?" }
              ?? "; known are \(names.joined(separator: ", "))"))
      })
  }
}
