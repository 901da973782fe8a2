#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Written under a temporary name in the same directory, with the permissions of
/// the file that it replaces, then fsync, rename, and fsync of the directory.
/// After a failed fsync nothing is retried: the kernel may have dropped the pages
/// already. Links are followed first. What is no regular file is streamed.
enum OutputFile {
  /// Writes a file by a function that is given a sink for text.
  static func write(
    _ path: String, _ body: (_ sink: (String) throws -> Void) throws -> Void
  ) throws {
    try write(path, to: { try buffered($0, body) })
  }

  /// Writes a file that has these bytes.
  static func write(_ path: String, bytes: [UInt8]) throws {
    try write(path, to: { try $0.write(bytes) })
  }

  private static func write(_ path: String, to body: (Output) throws -> Void) throws {
    switch OutputTarget(path) {
    case .descriptor(STDOUT_FILENO): try body(.standard)
    case .descriptor(let number): try body(Output(descriptor: number, name: path))
    case .stream(let target): try stream(target, path, body)
    case .file(let target): try replace(target, path, body)
    }
  }

  private static func stream(
    _ target: String, _ path: String, _ body: (Output) throws -> Void
  ) throws {
    let descriptor = unsafe open(target, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "open", code: errno) }
    defer { close(descriptor) }
    try body(Output(descriptor: descriptor, name: path))
  }

  private static func replace(
    _ target: String, _ path: String, _ body: (Output) throws -> Void
  ) throws {
    let temporary = temporaryName(for: target)
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "create", code: errno) }
    do {
      // Some file systems keep no permissions; then there are none to lose.
      if let mode = FileMode.of(target) { fchmod(descriptor, mode.permissions) }
      try fill(descriptor, path, body)
      guard unsafe rename(temporary, target) == 0 else {
        throw OutputError(name: path, action: "rename", code: errno, isWhole: true)
      }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    syncDirectory(of: target)
  }

  private static func fill(
    _ descriptor: Int32, _ path: String, _ body: (Output) throws -> Void
  ) throws {
    do {
      try body(Output(descriptor: descriptor, name: path, isWhole: true))
      guard fsync(descriptor) == 0 else {
        throw OutputError(name: path, action: "sync", code: errno, isWhole: true)
      }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else {
      throw OutputError(name: path, action: "close", code: errno, isWhole: true)
    }
  }

  /// Gathers small pieces, so that a row of a table is not a system call.
  private static func buffered(
    _ output: Output, _ body: ((String) throws -> Void) throws -> Void
  ) throws {
    var pending = ""
    try body { text in
      pending += text
      if pending.utf8.count >= 1 << 16 {
        try output.write(pending)
        pending = ""
      }
    }
    try output.write(pending)
  }

  private static func temporaryName(for path: String) -> String {
    OutputTarget.directory(of: path)
      + ".fpaudit.\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
  }

  /// Makes the rename itself durable.
  ///
  /// Some file systems cannot sync directories; the contents are safe by then.
  private static func syncDirectory(of path: String) {
    let directory = OutputTarget.directory(of: path)
    let descriptor = unsafe open(
      directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
