/// A line of a text, without its end.
public struct TextLine: Hashable, Sendable {
  /// The line's number, from 1.
  public let number: Int
  /// The line's bytes, without the line feed or carriage return and line feed.
  public let bytes: ArraySlice<UInt8>
}

/// Cuts a stream of bytes into lines, keeping no more than a chunk and a line.
public struct LineReader {
  /// No line may be longer, in bytes.
  public static let lengthLimit = 4096

  private let nextChunk: () throws -> [UInt8]
  private var buffer: [UInt8] = []
  private var position = 0
  private var number = 0
  private var isAtEnd = false

  /// Creates a reader.
  ///
  /// - Parameter nextChunk: Gives the next bytes of the stream; none at its end.
  public init(nextChunk: @escaping () throws -> [UInt8]) { self.nextChunk = nextChunk }

  /// Creates a reader of bytes in memory, handed out in chunks.
  public init(_ bytes: [UInt8], chunkSize: Int = 1 << 16) {
    var rest = bytes[...]
    self.init {
      defer { rest = rest.dropFirst(chunkSize) }
      return Array(rest.prefix(chunkSize))
    }
  }

  /// The next line, of which the last may do without an end; nil behind it.
  ///
  /// - Throws: `VectorError` for a line beyond the limit, and what `nextChunk`
  ///   throws.
  public mutating func next() throws -> TextLine? {
    var searched = position
    while true {
      if let end = buffer[searched...].firstIndex(of: lineFeed) {
        return try line(upTo: end, restAt: end + 1)
      }
      try checkLength(buffer.count - position)
      if isAtEnd {
        return position < buffer.count ? try line(upTo: buffer.count, restAt: buffer.count) : nil
      }
      searched = buffer.count - position
      try refill()
    }
  }

  /// Drops what was read and appends the next chunk.
  private mutating func refill() throws {
    buffer.removeSubrange(..<position)
    position = 0
    let chunk = try nextChunk()
    isAtEnd = chunk.isEmpty
    buffer += chunk
  }

  private mutating func line(upTo end: Int, restAt rest: Int) throws -> TextLine {
    try checkLength(end - position)
    var bytes = buffer[position..<end]
    if bytes.last == carriageReturn { bytes.removeLast() }
    number += 1
    position = rest
    return TextLine(number: number, bytes: bytes)
  }

  private func checkLength(_ length: Int) throws {
    guard length <= LineReader.lengthLimit else {
      throw VectorError(
        .lineTooLong, line: number + 1, "the line is longer than \(LineReader.lengthLimit) bytes",
        remedy: "give a text file of vectors; decompress it first, as with xz -dc")
    }
  }
}

private let lineFeed: UInt8 = 0x0A
private let carriageReturn: UInt8 = 0x0D
