/// Which files of a directory are meant, by their paths below it.
///
/// Lists of patterns separated by commas, such as `*.npy,checkpoints/**`. In a pattern `*`
/// stands for any run of characters without a slash, `**` for any run at all, `?` for one
/// character that is no slash; a backslash takes the next character as it is. A pattern
/// without a slash is held against a file's name, any other against the whole path below
/// the directory. A file is meant if a pattern to include matches it, where there is one,
/// and none to exclude does.
public struct FileFilter: Hashable, Sendable {
  /// The lists that were read.
  public let included: [String]
  /// The lists of what is left out.
  public let excluded: [String]
  private let inclusions: [NamePattern]
  private let exclusions: [NamePattern]

  /// Every file.
  public static let all = FileFilter(included: [], excluded: [], inclusions: [], exclusions: [])

  private init(
    included: [String], excluded: [String], inclusions: [NamePattern], exclusions: [NamePattern]
  ) {
    (self.included, self.excluded) = (included, excluded)
    (self.inclusions, self.exclusions) = (inclusions, exclusions)
  }

  /// Reads lists of patterns.
  ///
  /// - Throws: ``TensorFilterError`` that says which is none.
  public init(including included: [String], excluding excluded: [String]) throws(TensorFilterError)
  {
    self.init(
      included: included, excluded: excluded, inclusions: try FileFilter.patterns(included),
      exclusions: try FileFilter.patterns(excluded))
  }

  private static func patterns(_ lists: [String]) throws(TensorFilterError) -> [NamePattern] {
    var patterns: [NamePattern] = []
    for list in lists {
      for part in TensorFilter.parts(of: list) {
        if part.isEmpty { throw .emptyPattern(list) }
        guard let pattern = NamePattern(part, stopsAt: ["/"]) else { throw .nothingEscaped(list) }
        patterns.append(pattern)
      }
    }
    return patterns
  }

  /// Whether a file is meant.
  ///
  /// - Parameter path: Its path below the directory, or its own where it was named itself.
  func contains(_ path: String) -> Bool {
    if inclusions.isEmpty && exclusions.isEmpty { return true }
    let place = Place(path)
    return (inclusions.isEmpty || inclusions.contains { place.isMatched(by: $0) })
      && !exclusions.contains { place.isMatched(by: $0) }
  }

  /// The patterns to include that match none of some paths.
  func inclusionsWithoutMatch(among paths: [String]) -> [String] {
    if inclusions.isEmpty { return [] }
    let places = paths.map(Place.init)
    return inclusions.filter { pattern in !places.contains { $0.isMatched(by: pattern) } }
      .map(\.text)
  }

  /// A path as patterns see it.
  private struct Place {
    private let path: [Unicode.Scalar]
    private let name: [Unicode.Scalar]

    init(_ path: String) {
      self.path = Array(path.unicodeScalars)
      name = Array(self.path.suffix(while: { $0 != "/" }))
    }

    func isMatched(by pattern: NamePattern) -> Bool {
      pattern.matches(pattern.text.unicodeScalars.contains("/") ? path : name)
    }
  }
}

extension Array {
  /// The longest end of elements that satisfy a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
    self[(lastIndex { !condition($0) }.map { $0 + 1 } ?? startIndex)...]
  }
}
