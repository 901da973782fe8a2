internal import ArgumentParser

/// A list of steps on the command line, such as `1,10..20`.
struct StepList {
  /// The parts of the list with their texts.
  let parts: [(text: String, range: ClosedRange<Int>)]

  init(text: String) throws {
    parts = try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let ends = StepList.ends(part)
      guard let first = Int(ends.0), let last = Int(ends.1), first >= 0 else {
        throw ValidationError("`\(part)` is no step; write numbers and ranges such as 1,10..20")
      }
      guard first <= last else {
        throw ValidationError("the range `\(part)` runs downwards; write the smaller step first")
      }
      return (String(part), first...last)
    }
  }

  private static func ends(_ part: Substring) -> (Substring, Substring) {
    guard let dots = part.firstRange(of: "..") else { return (part, part) }
    return (part[..<dots.lowerBound], part[dots.upperBound...])
  }

  func contains(_ step: Int) -> Bool { parts.contains { $0.range.contains(step) } }

  /// The parts in which no step lies.
  func missing(from steps: [Int]) -> [String] {
    parts.filter { part in !steps.contains { part.range.contains($0) } }.map(\.text)
  }
}
