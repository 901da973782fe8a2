/// What is wrong with a file, where, and what to do.
///
/// The text reads `FILE: what is wrong, at byte N; what to do`. It is one line
/// whatever the names hold: control characters, direction marks and invisible
/// characters of paths and tensor names are written as `\u{…}`.
public struct TensorFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which invariant is broken.
  public let code: Code
  /// The path as it was given or found.
  public let path: String
  /// The tensor concerned, where there is one and it has a name.
  public let tensor: String?
  /// The offset in the file where the fault was noticed.
  public let byteOffset: UInt64?
  /// What is wrong, in words: lower case, no full stop.
  public let what: String
  /// What the user can do about it.
  public let remedy: String?

  /// Describes a fault in a file.
  public init(
    _ code: Code, path: String, tensor: String? = nil, byteOffset: UInt64? = nil, what: String,
    remedy: String? = nil
  ) {
    self.code = code
    self.path = path
    self.tensor = tensor
    self.byteOffset = byteOffset
    self.what = what
    self.remedy = remedy
  }

  /// The same fault at another place.
  func at(_ byteOffset: UInt64?) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: tensor, byteOffset: byteOffset, what: what, remedy: remedy)
  }

  /// The same fault, said of a tensor.
  func concerning(tensor: String) -> TensorFileError {
    concerning(tensor: tensor, at: byteOffset)
  }

  /// The same fault, said of a tensor and a place.
  func concerning(tensor: String, at byteOffset: UInt64?) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: tensor, byteOffset: byteOffset, what: what, remedy: remedy)
  }

  /// One line for a person, without the program's name.
  public var description: String {
    var text = path.escapedForDisplay + ": "
    if let tensor { text += "tensor `\(tensor.escapedForDisplay)`: " }
    text += what
    if let byteOffset { text += ", at byte \(byteOffset)" }
    if let remedy { text += "; \(remedy)" }
    return text
  }
}
