internal import ArgumentParser
internal import Conformance

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

/// The blocks of inputs that earlier runs of the same build have finished.
///
/// JSON lines, one a block, appended and synchronised as soon as it is done. A line
/// that a crash tore is left out, and so are those of another build.
struct ResumeFile {
  /// One finished block.
  struct Entry: Codable {
    let build: String
    let check: String
    let block: Int
    let tally: ConformanceTally
  }

  private struct Key: Hashable {
    let check: String
    let block: Int
  }

  private let path: String
  private let build: String
  private let done: [Key: ConformanceTally]
  private let isTorn: Bool

  /// Reads a file, which need not exist yet.
  ///
  /// - Parameter build: The identity of this build.
  /// - Throws: `OutputError` if the file exists and cannot be read.
  init(_ path: String, build: String) throws {
    self.path = path
    self.build = build
    let bytes = try ResumeFile.read(path)
    isTorn = bytes.last != nil && bytes.last != UInt8(ascii: "\n")
    var done: [Key: ConformanceTally] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let entry = try? JSONDecoder().decode(Entry.self, from: Data(line))
      guard let entry, entry.build == build else { continue }
      done[Key(check: entry.check, block: entry.block)] = entry.tally
    }
    self.done = done
  }

  /// Checks that a path is none of a directory.
  ///
  /// - Throws: `ValidationError`.
  static func requireNoDirectory(_ path: String) throws {
    guard FileMode.of(path)?.type == S_IFDIR else { return }
    let prefix = path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
    throw ValidationError(
      "--resume: `\(path)` is a directory; name a file, such as `\(prefix)verify.jsonl`")
  }

  /// What a finished block has counted; nil for any other.
  func tally(_ check: String, _ block: Int) -> ConformanceTally? {
    done[Key(check: check, block: block)]
  }

  /// How many blocks are known.
  var count: Int { done.count }

  /// Adds a finished block and makes it durable.
  func append(_ check: String, _ block: Int, _ tally: ConformanceTally) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entry = Entry(build: build, check: check, block: block, tally: tally)
    let line = String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n"
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw OutputError(name: path, action: "open", code: errno) }
    defer { close(descriptor) }
    // A torn line ends here; an empty one means nothing.
    try Output(descriptor: descriptor, name: path).write((isTorn ? "\n" : "") + line)
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
