extension Output {
  /// Writes a text, piece by piece, to a sink.
  typealias Writer = (_ sink: (String) throws -> Void) throws -> Void

  /// Writes the files that are asked for, then a page for people unless one of them is
  /// standard output.
  ///
  /// Where the reader of one has gone, the others are written all the same.
  static func write(_ files: [(path: String?, writer: Writer)], page: Writer?) throws {
    let asked = files.compactMap { file in file.path.map { (path: $0, writer: file.writer) } }
    for file in asked { try whileRead { try OutputFile.write(file.path, file.writer) } }
    guard let page, !asked.contains(where: { OutputTarget($0.path).isStandardOutput }) else {
      return
    }
    try whileRead { try OutputFile.write("-", page) }
  }
}
