internal import Synchronization

/// Standard input as a file: what `-` stands for among paths.
///
/// A regular file is read in place. What comes through a pipe goes into a temporary file
/// without a name first, once, so that it can be read in parts and more than once; the
/// disk alone bounds it.
public enum StandardInput {
  /// The path that stands for it.
  public static let path = "-"

  /// What it is called in messages and reports.
  public static let name = "standard input"

  /// A path as a person reads it.
  public static func displayed(_ path: String) -> String {
    ByteName(path) == ByteName(self.path) ? name : path
  }

  /// The file, or why there is none: what was read of a pipe is not read again.
  private static let source = Mutex<Result<Int32, TensorFileError>?>(nil)

  /// A descriptor of its own for the file, which the caller closes.
  static func open() throws(TensorFileError) -> Int32 {
    let result = source.withLock { source in
      let result = source ?? opened()
      source = result
      return result
    }
    let file = try result.get()
    return try reading { () throws(SystemError) in try System.duplicate(file) }
  }

  private static func opened() -> Result<Int32, TensorFileError> {
    do throws(TensorFileError) {
      return .success(try regularFile())
    } catch {
      return .failure(error)
    }
  }

  /// Standard input itself where it can be read in parts, or a copy of what comes.
  private static func regularFile() throws(TensorFileError) -> Int32 {
    let status = try reading { () throws(SystemError) in
      try System.status(System.standardInput)
    }
    switch status.kind {
    case .regular, .directory: return System.standardInput
    case .fifo, .socket, .device, .symbolicLink: break
    }
    let directory = System.temporaryDirectory
    let copy = try keeping(in: directory) { () throws(SystemError) in
      try System.temporaryFile(in: directory)
    }
    do throws(TensorFileError) {
      try fill(copy, in: directory)
    } catch {
      System.close(copy)
      throw error
    }
    return copy
  }

  /// Copies all that comes into a file.
  private static func fill(_ copy: Int32, in directory: String) throws(TensorFileError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = try reading { () throws(SystemError) in
        try System.readNext(System.standardInput, into: &buffer)
      }
      if count == 0 { return }
      try keeping(in: directory) { () throws(SystemError) in
        try System.write(copy, buffer, count: count)
      }
    }
  }

  private static func reading<Result>(
    _ body: () throws(SystemError) -> Result
  ) throws(TensorFileError) -> Result {
    do throws(SystemError) {
      return try body()
    } catch {
      throw error.tensorFileError(path: name)
    }
  }

  /// Does what keeps the data; where that fails, the data are not what is wrong.
  private static func keeping<Result>(
    in directory: String, _ body: () throws(SystemError) -> Result
  ) throws(TensorFileError) -> Result {
    do throws(SystemError) {
      return try body()
    } catch {
      throw TensorFileError(
        .notKept, path: name,
        what: "cannot be kept in a temporary file in `\(directory.escapedForDisplay)`: "
          + System.message(for: error.number),
        remedy: "set TMPDIR to a directory with room, or give the file instead of `-`")
    }
  }
}
