/// What is wrong with a vector file, where, and what to do.
public struct VectorError: Error, Hashable, Sendable {
  /// The kinds of faults.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// A line is longer than any line of a vector file.
    case lineTooLong
    /// The file is none of the kinds that can be checked.
    case unknownKind
    /// The file says that it is of a later version.
    case unknownSchema
    /// A function of TestFloat that is not known here.
    case unknownFunction
    /// A rounding direction that is not known here.
    case unknownDirection
    /// A column or a field is missing.
    case missingField
    /// A column is there more than once.
    case repeatedField
    /// A line is not what its kind of file wants.
    case malformedLine
    /// A field holds something else than it should.
    case malformedField
    /// Two fields of a line contradict each other.
    case contradiction
    /// Rows are missing, in the middle or at the end.
    case missingRows
    /// There is not one vector in the file.
    case noVectors
  }

  /// The kind of fault.
  public let code: Code
  /// The line's number, from 1; nil where no line is at fault.
  public let line: Int?
  /// What is wrong.
  public let what: String
  /// What to do about it.
  public let remedy: String

  /// Creates an error.
  public init(_ code: Code, line: Int? = nil, _ what: String, remedy: String) {
    self.code = code
    self.line = line
    self.what = what
    self.remedy = remedy
  }
}

extension VectorError: CustomStringConvertible {
  /// Where, what, and what to do, on one line.
  public var description: String {
    (line.map { "line \($0): " } ?? "") + what + "; " + remedy
  }
}
