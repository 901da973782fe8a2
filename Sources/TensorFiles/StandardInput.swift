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

  private static let source = Mutex<Int32?>(nil)

  /// A descriptor of its own for the file, which the caller closes.
  static func open() throws(SystemError) -> Int32 {
    let result = source.withLock { source -> Result<Int32, SystemError> in
      do throws(SystemError) {
        if let known = source { return .success(try System.duplicate(known)) }
        let file = try regularFile()
        source = file
        return .success(try System.duplicate(file))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// Standard input itself where it can be read in parts, or a copy of what comes.
  private static func regularFile() throws(SystemError) -> Int32 {
    switch try System.status(System.standardInput).kind {
    case .regular, .directory: return System.standardInput
    case .fifo, .socket, .device, .symbolicLink: break
    }
    let copy = try System.temporaryFile()
    do throws(SystemError) {
      try System.copy(System.standardInput, to: copy)
    } catch {
      System.close(copy)
      throw error
    }
    return copy
  }
}
