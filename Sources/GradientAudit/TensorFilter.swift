/// Which tensors of a recording are meant, by their names.
///
/// A list of patterns separated by commas, such as `layers.*.weight,!layers.0.**`. A name
/// is meant if any pattern matches it whole and none that begins with `!` does; with
/// exclusions alone, all other names are meant. In a pattern `*` stands for any run of
/// characters without a dot or slash, `**` for any run at all, `?` for one character that
/// is neither; a backslash takes the next character as it is. Names are compared byte by
/// byte; a character is a Unicode scalar.
public struct TensorFilter: Hashable, Sendable, CustomStringConvertible {
  /// The text that was read.
  public let description: String
  private let included: [NamePattern]
  private let excluded: [NamePattern]

  /// Every tensor.
  public static let all = TensorFilter(description: "", included: [], excluded: [])

  private init(description: String, included: [NamePattern], excluded: [NamePattern]) {
    self.description = description
    self.included = included
    self.excluded = excluded
  }

  /// Reads a list of patterns.
  ///
  /// - Throws: ``TensorFilterError`` that says which pattern is none.
  public init(_ text: String) throws(TensorFilterError) {
    var (included, excluded): ([NamePattern], [NamePattern]) = ([], [])
    for part in TensorFilter.parts(of: text) {
      let isExclusion = part.first == "!"
      let body = isExclusion ? part.dropFirst() : part
      if body.isEmpty { throw .emptyPattern(text) }
      guard let pattern = NamePattern(body, stopsAt: TensorFilter.stops) else {
        throw .nothingEscaped(text)
      }
      if isExclusion { excluded.append(pattern) } else { included.append(pattern) }
    }
    self.init(description: text, included: included, excluded: excluded)
  }

  /// A pattern that matches one name and no other.
  public static func pattern(of name: String) -> String {
    var pattern = String.UnicodeScalarView()
    for (index, scalar) in name.unicodeScalars.enumerated() {
      if special.contains(scalar) || (index == 0 && scalar == "!") { pattern.append("\\") }
      pattern.append(scalar)
    }
    return String(pattern)
  }

  /// What separates the parts of names.
  private static let stops: Set<Unicode.Scalar> = [".", "/"]

  private static let special: Set<Unicode.Scalar> = ["*", "?", ",", "\\"]

  /// Whether a tensor is meant.
  public func contains(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    return (included.isEmpty || included.contains { $0.matches(scalars) })
      && !excluded.contains { $0.matches(scalars) }
  }

  /// The patterns, but those that exclude, that match none of some names.
  public func patternsWithoutMatch(among names: [String]) -> [String] {
    let names = names.map { Array($0.unicodeScalars) }
    return included.filter { pattern in !names.contains(where: pattern.matches) }.map(\.text)
  }

  /// The patterns that exclude and match none of some names, with their exclamation mark.
  public func exclusionsWithoutMatch(among names: [String]) -> [String] {
    let names = names.map { Array($0.unicodeScalars) }
    return excluded.filter { pattern in !names.contains(where: pattern.matches) }
      .map { "!" + $0.text }
  }

  /// The parts between commas that no backslash stands before.
  static func parts(of text: String) -> [ArraySlice<Unicode.Scalar>] {
    let scalars = Array(text.unicodeScalars)
    var (parts, start, isEscaped): ([ArraySlice<Unicode.Scalar>], Int, Bool) = ([], 0, false)
    for (index, scalar) in scalars.enumerated() {
      if scalar == ",", !isEscaped {
        parts.append(scalars[start..<index])
        start = index + 1
      }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return parts + [scalars[start...]]
  }
}

/// Why a text is no list of patterns.
public enum TensorFilterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing stands between two commas, or behind an exclamation mark.
  case emptyPattern(String)
  /// A backslash stands at the end of a pattern.
  case nothingEscaped(String)

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .emptyPattern(let text):
      "`\(text)` has an empty pattern; write patterns such as layers.*.weight,!**.bias"
    case .nothingEscaped(let text):
      "a backslash ends a pattern of `\(text)`; write two for one"
    }
  }
}
