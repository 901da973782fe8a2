/// A regular expression that finds the step in a path: `batch-(\d+)`.
///
/// It is searched for in the path below the directory that was named, or in the whole path
/// of a file that was, without the extension; the first match counts. The step is what the group `step` matches,
/// or else the first group, or else all. The rest of the path gives the name, unless a
/// group `name` does.
public struct StepPattern: Hashable, Sendable, CustomStringConvertible {
  /// The expression.
  public let description: String

  /// Reads an expression.
  ///
  /// - Throws: ``StepPatternError`` where it is none.
  public init(_ text: String) throws(StepPatternError) {
    guard !text.isEmpty else { throw .empty }
    do {
      _ = try Regex(text)
    } catch {
      throw .invalid(text, "\(error)")
    }
    description = text
  }

  /// What is found in a path.
  struct Match {
    /// The step, as text.
    let step: String
    /// The tensor's name, if the expression tells it.
    let name: String?
    /// The path without the match.
    let rest: String
  }

  /// Finds the step in a path; nil where the expression does not match.
  func match(in path: String) -> Match? {
    guard let regex = try? Regex(description).matchingSemantics(.unicodeScalar),
      let match = try? regex.firstMatch(in: path)
    else { return nil }
    let output = match.output
    func text(_ name: String) -> String? { output[name]?.substring.map(String.init) }
    let first = output.count > 1 ? output[1].substring : output[0].substring
    let (before, after) = (path[..<match.range.lowerBound], path[match.range.upperBound...])
    let isInside = before.utf8.last.map { $0 != 0x2F } ?? false
    let goesOn = after.utf8.first.map { $0 != 0x2F } ?? false
    let (left, right) = (Array(before.utf8)[...], Array(after.utf8)[...])
    let rest =
      switch (isInside, goesOn) {
      case (true, true): NumberedWord.joined(left, right)
      case (true, false): NumberedWord.joined(left, []) + after
      case (false, true): String(before) + NumberedWord.joined([], right)
      case (false, false): String(before) + after
      }
    return Match(
      step: text("step") ?? first.map(String.init) ?? "", name: text("name"), rest: rest)
  }
}

/// Why a text is no expression for steps.
public enum StepPatternError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has no character.
  case empty
  /// It is no regular expression.
  case invalid(String, String)

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .empty: #"the pattern is empty; write one such as 'batch-(\d+)'"#
    case .invalid(let text, let reason):
      "`\(text)` is no regular expression: \(reason); write one such as 'batch-(\\d+)'"
    }
  }
}
