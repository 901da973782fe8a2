internal import Conformance

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The blocks of inputs that earlier runs of the same build have finished.
///
/// JSON lines, one a block. A line that a crash tore is left out, and so are those of
/// another build.
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

  private let journal: JournalFile
  private let build: String
  private let done: [Key: ConformanceTally]

  /// Reads a file, which need not exist yet.
  ///
  /// - Parameter build: The identity of this build.
  /// - Throws: `OutputError` if the file exists and cannot be read.
  init(_ path: String, build: String) throws {
    self.build = build
    journal = try JournalFile(path)
    var done: [Key: ConformanceTally] = [:]
    for line in journal.lines {
      let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))
      guard let entry, entry.build == build else { continue }
      done[Key(check: entry.check, block: entry.block)] = entry.tally
    }
    self.done = done
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
    try journal.append(String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n")
  }
}
