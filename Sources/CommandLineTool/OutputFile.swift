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
  /// Writes a file by a function that is given a sink for texts.
  static func write(
    _ path: String, _ body: (_ sink: (String) throws -> Void) throws -> Void
  ) throws {
    try open(path) { output in
      var pending = PendingBytes(output)
      try body { try pending.add($0.utf8) }
      try pending.flush()
    }
  }

  /// Writes a file by a function that is given a sink for bytes.
  static func write(
    _ path: String, bytes body: (_ sink: @escaping ([UInt8]) throws -> Void) throws -> Void
  ) throws {
    try open(path) { output in
      var pending = PendingBytes(output)
      try body { try pending.add($0) }
      try pending.flush()
    }
  }

  private static func open(_ path: String, _ body: (Output) throws -> Void) throws {
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
    let descriptor = systemOpen(target, O_WRONLY | O_TRUNC | O_CLOEXEC, 0)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "open", code: errno) }
    defer { close(descriptor) }
    try body(Output(descriptor: descriptor, name: path))
  }

  private static func replace(
    _ target: String, _ path: String, _ body: (Output) throws -> Void
  ) throws {
    let temporary = temporaryName(for: target)
    try TemporaryFiles.whileListed(temporary) { try replace(target, temporary, path, body) }
    syncDirectory(of: target)
  }

  private static func replace(
    _ target: String, _ temporary: String, _ path: String, _ body: (Output) throws -> Void
  ) throws {
    let descriptor = systemOpen(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
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

  private static func temporaryName(for path: String) -> String {
    OutputTarget.directory(of: path)
      + ".fpaudit.\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp"
  }

  /// Makes the rename itself durable.
  ///
  /// Some file systems cannot sync directories; the contents are safe by then.
  private static func syncDirectory(of path: String) {
    let directory = OutputTarget.directory(of: path)
    let descriptor = systemOpen(
      directory.isEmpty ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

/// `open(2)`, whose name a function here has too.
private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
  unsafe open(path, flags, mode)
}

/// Gathers small pieces, so that a row of a table is not a system call.
private struct PendingBytes {
  private let output: Output
  private var bytes: [UInt8] = []
  private static let limit = 1 << 16

  init(_ output: Output) { self.output = output }

  mutating func add(_ piece: String.UTF8View) throws {
    bytes.append(contentsOf: piece)
    if bytes.count >= PendingBytes.limit { try flush() }
  }

  mutating func add(_ piece: [UInt8]) throws {
    // What is large goes its way without being copied.
    if piece.count >= PendingBytes.limit {
      try flush()
      return try output.write(piece)
    }
    bytes += piece
    if bytes.count >= PendingBytes.limit { try flush() }
  }

  mutating func flush() throws {
    try output.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
