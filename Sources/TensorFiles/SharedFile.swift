/// An open file that several values refer to; closed with the last of them.
final class SharedFile: Sendable {
  /// The file.
  let file: OpenFile

  init(_ file: consuming OpenFile) { self.file = file }

  /// The file once more, with a descriptor of its own.
  static func sharing(_ file: borrowing OpenFile) throws(TensorFileError) -> SharedFile {
    SharedFile(try file.part())
  }
}
