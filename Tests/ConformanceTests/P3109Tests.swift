import FloatEmulation
import Testing

@Suite("IEEE P3109's published value tables")
struct P3109Tests {
  static let names = PublishedVectors.names(in: "p3109", suffix: ".csv")

  /// A row: the code, its value and whether it is marked as subnormal.
  struct Row {
    let code: UInt64
    let value: Double
    let isSubnormal: Bool
  }

  @Test("every row is what decode says, and every finite one encodes back", arguments: names)
  func table(name: String) throws {
    let format = try FloatFormat(named: name)
    let rows = try rows(name)
    #expect(rows.map(\.code) == Array(0...format.codeMask))
    for row in rows {
      let value = format.decode(row.code)
      #expect(value == row.value && value.sign == row.value.sign || value.isNaN && row.value.isNaN)
      #expect(format.valueClass(of: row.code) == expectedClass(row))
      #expect(format.encode(exactly: row.value) == row.code)
    }
  }

  @Test("of the 504 formats up to 16 bits, those with a wider exponent than binary64's are refused")
  func limit() {
    var counts = (all: 0, refused: 0)
    for width in 3...16 {
      for (isSigned, isExtended) in [(true, true), (true, false), (false, true), (false, false)] {
        for precision in 1...(isSigned ? width - 1 : width) {
          counts.all += 1
          do throws(FormatError) {
            _ = try FloatFormat(
              p3109Width: width, precision: precision, isSigned: isSigned, isExtended: isExtended)
          } catch {
            counts.refused += 1
            #expect(error == .exponentBitCount(width - precision + (isSigned ? 0 : 1)))
            #expect("\(error)".contains("is outside 1...11"))
          }
        }
      }
    }
    #expect(counts == (504, 50))
  }

  @Test("are all there: 120 formats, 13,296 rows")
  func completeness() throws {
    #expect(Self.names.count == 120)
    let counts = try Self.names.map { try rows($0).count }
    #expect(counts.reduce(0, +) == 13_296)
  }

  private func expectedClass(_ row: Row) -> ValueClass {
    if row.value.isNaN { return .nan }
    if row.value.isInfinite { return .infinite }
    if row.value == 0 { return .zero }
    return row.isSubnormal ? .subnormal : .normal
  }

  private func rows(_ name: String) throws -> [Row] {
    let text = String(
      decoding: try PublishedVectors.bytes("p3109", name + ".csv"), as: UTF8.self)
    return try text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",")
      return Row(
        code: try #require(UInt64(fields[0].dropFirst(2), radix: 16)),
        value: try #require(Double(String(fields[1]))), isSubnormal: fields[2].hasPrefix("*"))
    }
  }
}
