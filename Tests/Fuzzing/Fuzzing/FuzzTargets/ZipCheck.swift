@testable import TensorFiles

/// Reads all entries of a ZIP archive, in pieces and at once.
enum ZipCheck {
  private static let limit = 1 << 16

  static func run(_ input: [UInt8]) {
    let file = OpenFile(bytes: input, path: "a.zip")
    let archive: ZipArchive
    do throws(TensorFileError) {
      archive = try ZipArchive(file)
    } catch {
      return require(error, over: input)
    }
    for error in archive.problems { require(error, over: input) }
    requireApart(archive.entries, input)
    for entry in archive.entries { run(entry, archive, file, input) }
  }

  /// Entries lie in the file, share no byte, and have names of their own.
  private static func requireApart(_ entries: [ZipEntry], _ input: [UInt8]) {
    for (entry, next) in zip(entries, entries.dropFirst()) {
      require(entry.endOffset <= next.byteOffset, "two entries share bytes")
    }
    require(entries.last?.endOffset ?? 0 <= UInt64(input.count), "an entry ends behind the file")
    require(Set(entries.map { Array($0.name.utf8) }).count == entries.count, "a name twice")
  }

  private static func run(
    _ entry: ZipEntry, _ archive: ZipArchive, _ file: borrowing OpenFile, _ input: [UInt8]
  ) {
    do throws(TensorFileError) {
      let whole = try archive.bytes(of: entry, atMost: limit, in: file)
      require(whole.count == entry.byteCount, "another size")
      let bytes = try EntryBytes(entry, file)
      var pieces: [UInt8] = []
      while pieces.count < whole.count { pieces += try bytes.next(999, file) }
      require(pieces == whole, "pieces are not the whole")
    } catch {
      require(error, over: input)
    }
  }
}
