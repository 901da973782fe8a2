/// A way to write vectors as lines.
protocol VectorDialect {
  /// What the lines are, in words.
  var description: String { get }

  /// The vector of a line; nil for a line without one.
  mutating func vector(_ line: TextLine) throws(VectorError) -> ConformanceVector?

  /// What is missing now that the lines are at an end.
  func finish() throws(VectorError)
}
