import Conformance
import Testing

@Suite("Lines of a stream")
struct LineReaderTests {
  @Test("are the same for any size of chunks", arguments: [1, 2, 3, 7, 1 << 16])
  func chunks(size: Int) throws {
    let text = "one\n\nthree\r\n" + String(repeating: "x", count: 4096) + "\nlast"
    var reader = LineReader(Array(text.utf8), chunkSize: size)
    var lines: [TextLine] = []
    while let line = try reader.next() { lines.append(line) }
    #expect(lines.map(\.number) == [1, 2, 3, 4, 5])
    #expect(lines.map(\.bytes.count) == [3, 0, 5, 4096, 4])
    #expect(lines.map { String(decoding: $0.bytes.prefix(5), as: UTF8.self) }.last == "last")
  }

  @Test("a last line with an end has no empty one behind it")
  func end() throws {
    var reader = LineReader(Array("a\n".utf8))
    #expect(try reader.next()?.number == 1)
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test("an empty stream has no line")
  func empty() throws {
    var reader = LineReader([])
    #expect(try reader.next() == nil)
  }

  @Test("one beyond the limit is an error, and no more than a chunk beyond it is read")
  func limit() throws {
    var chunkCount = 0
    var reader = LineReader {
      chunkCount += 1
      return [UInt8](repeating: 0x78, count: 1000)
    }
    #expect {
      _ = try reader.next()
    } throws: {
      ($0 as? VectorError)?.code == .lineTooLong && ($0 as? VectorError)?.line == 1
    }
    #expect(chunkCount == 5)
  }
}
