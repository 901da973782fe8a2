import TensorFiles
import Testing

/// A file of Datasets/malformed and the error that opening it has to give.
struct MalformedCase: CustomTestStringConvertible, Sendable {
  /// The file's name.
  let file: String
  /// The broken invariant.
  let code: TensorFileError.Code
  /// The offset in the file where it is noticed.
  let byteOffset: UInt64
  /// The message behind the path.
  let message: String

  init(_ file: String, _ code: TensorFileError.Code, _ byteOffset: UInt64, _ message: String) {
    self.file = file
    self.code = code
    self.byteOffset = byteOffset
    self.message = message
  }

  var testDescription: String { file }
}
