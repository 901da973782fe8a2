internal import ArgumentParser

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file of lines that only grows: what is in it is on the disk.
///
/// A line that a crash tore stays without its end, and the next one begins anew.
struct JournalFile {
  private let path: String
  private let isTorn: Bool
  /// The lines that it had when it was opened.
  let lines: [Substring]

  /// Reads a file, which need not exist yet.
  ///
  /// - Parameter schema: What the first line names; a new file gets it, and no other file
  ///   is touched. Nil for one without such a line.
  /// - Throws: `OutputError` if the file exists and cannot be read, or cannot be written;
  ///   `ValidationError` if it is another kind of file.
  init(_ path: String, schema: String? = nil) throws {
    self.path = path
    let bytes = try JournalFile.read(path)
    isTorn = bytes.last != nil && bytes.last != UInt8(ascii: "\n")
    lines = bytes.split(separator: UInt8(ascii: "\n")).map {
      Substring(decoding: $0, as: UTF8.self)
    }
    guard let schema else { return }
    let head = #"{"schema":"\#(schema)"}"#
    if bytes.isEmpty {
      try append(head + "\n")
      return
    }
    guard lines.first == head[...] else {
      throw ValidationError(
        "--resume: `\(path)` is another kind of file, or of another version; name a new one")
    }
    try append("")  // says now if it cannot be written
  }

  /// Checks that a path is none of a directory.
  ///
  /// - Throws: `ValidationError`.
  static func requireNoDirectory(_ path: String, example: String) throws {
    guard FileMode.of(path)?.type == S_IFDIR else { return }
    let prefix = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
    throw ValidationError(
      "--resume: `\(path)` is a directory; name a file, such as `\(prefix)\(example)`")
  }

  /// Adds whole lines and makes them durable.
  func append(_ lines: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "open", code: errno) }
    defer { close(descriptor) }
    // A torn line ends here; an empty one means nothing.
    try Output(descriptor: descriptor, name: path).write((isTorn ? "\n" : "") + lines)
    guard fsync(descriptor) == 0 else { throw OutputError(name: path, action: "sync", code: errno) }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard FileMode.of(path) != nil else { return [] }
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw OutputError(name: path, action: "read", code: EIO)
    }
    return [UInt8](data)
  }
}
