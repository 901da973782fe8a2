#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that appears whole or not at all.
///
/// Written under a temporary name in the same directory, then fsync, rename, and
/// fsync of the directory. After a failed fsync nothing is retried: the kernel
/// may have dropped the pages already. `-` is standard output.
enum OutputFile {
  /// Writes a file by a function that is given a sink.
  static func write(
    _ path: String, _ body: (_ sink: (String) throws -> Void) throws -> Void
  ) throws {
    if path == "-" { return try buffered(.standard, body) }
    if let device = streamable(path) { return try stream(device, path, body) }
    let temporary = temporaryName(for: path)
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "create", code: errno) }
    do {
      try fill(descriptor, path, body)
      guard unsafe rename(temporary, path) == 0 else {
        throw OutputError(name: path, action: "rename", code: errno)
      }
    } catch {
      _ = unsafe unlink(temporary)
      throw error
    }
    syncDirectory(of: path)
  }

  private static func fill(
    _ descriptor: Int32, _ path: String, _ body: ((String) throws -> Void) throws -> Void
  ) throws {
    do {
      try buffered(Output(descriptor: descriptor, name: path), body)
      guard fsync(descriptor) == 0 else {
        throw OutputError(name: path, action: "sync", code: errno)
      }
    } catch {
      close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 else {
      throw OutputError(name: path, action: "close", code: errno)
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

  /// Opens what exists and is no regular file (a device, a FIFO), where a
  /// temporary file beside it would make no sense.
  private static func streamable(_ path: String) -> Int32? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG,
      status.st_mode & S_IFMT != S_IFDIR
    else { return nil }
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    return descriptor >= 0 ? descriptor : nil
  }

  private static func stream(
    _ descriptor: Int32, _ path: String, _ body: ((String) throws -> Void) throws -> Void
  ) throws {
    defer { close(descriptor) }
    try buffered(Output(descriptor: descriptor, name: path), body)
  }

  private static func temporaryName(for path: String) -> String {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { path[...$0] } ?? ""
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    return "\(directory).\(name).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
  }

  /// Makes the rename itself durable.
  ///
  /// Some file systems cannot sync directories; the contents are safe by then.
  private static func syncDirectory(of path: String) {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
