/// Bytes that lie in a pickle as text: each is the character of its number, in UTF-8.
///
/// So Python 3 writes bytes by pickle protocol 2, whose pickles have texts only: a call of
/// `_codecs.encode(text, 'latin1')`. A byte from 0x80 on takes two in the file.
struct LatinText: Hashable, Sendable {
  /// The decoded bytes from one known place to the next.
  private static let pieceSize = 64 * 1024

  /// The offset in the file of the text.
  let byteOffset: UInt64
  /// The bytes of the text in the file.
  let encodedByteCount: UInt64
  /// The number of bytes that it stands for; none where not all characters do.
  private(set) var byteCount: UInt64 = 0
  /// Where in the text each piece begins.
  private var places: [UInt64] = []

  init(byteOffset: UInt64, encodedByteCount: UInt64) {
    self.byteOffset = byteOffset
    self.encodedByteCount = encodedByteCount
  }

  /// Reads all of the text once, and notes where its pieces are.
  mutating func index(_ file: borrowing OpenFile) throws(TensorFileError) {
    byteCount = try decodedByteCount(file) ?? 0
  }

  private mutating func decodedByteCount(
    _ file: borrowing OpenFile
  ) throws(TensorFileError) -> UInt64? {
    var byteCount: UInt64 = 0
    places = []
    var (place, isInside, last): (UInt64, Bool, UInt8) = (0, false, 0)
    while place < encodedByteCount {
      let bytes = try file.bytes(at: byteOffset + place, atMost: chunk(from: place))
      for byte in bytes {
        if isInside {
          guard 0x80...0xBF ~= byte, 0xC2...0xC3 ~= last else { return nil }
          isInside = false
        } else {
          guard byte < 0x80 || 0xC2...0xC3 ~= byte else { return nil }
          if byteCount.isMultiple(of: UInt64(Self.pieceSize)) { places.append(place) }
          byteCount += 1
          isInside = byte >= 0x80
        }
        last = byte
        place += 1
      }
    }
    return isInside ? nil : byteCount
  }

  /// The bytes of a range.
  ///
  /// - Precondition: The text has been indexed, and stands for so many.
  func bytes(
    _ range: Range<UInt64>, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> [UInt8] {
    guard !range.isEmpty else { return [] }
    let piece = range.lowerBound / UInt64(Self.pieceSize)
    let start = piece * UInt64(Self.pieceSize)
    var place = places[Int(piece)]
    var decoded = [UInt8](repeating: 0, count: Int(range.upperBound - start))
    var (count, lead): (Int, UInt8) = (0, 0)
    while count < decoded.count {
      let bytes = try file.bytes(at: byteOffset + place, atMost: chunk(from: place))
      if bytes.isEmpty {
        throw file.changed("the file was changed while it was read", at: byteOffset + place)
      }
      place += UInt64(bytes.count)
      Self.decode(bytes, into: &decoded, &count, &lead)
    }
    let skipped = Int(range.lowerBound - start)
    return skipped == 0 ? decoded : Array(decoded.dropFirst(skipped))
  }

  /// Decodes bytes of the text until all is filled.
  ///
  /// The first byte of a pair is overwritten by the whole, so that nothing depends on what
  /// the bytes are.
  ///
  /// - Parameter lead: The first byte of a pair whose second one comes next, or zero.
  private static func decode(
    _ bytes: [UInt8], into decoded: inout [UInt8], _ count: inout Int, _ lead: inout UInt8
  ) {
    let bytes = bytes.span
    var target = decoded.mutableSpan
    var (filled, first) = (count, lead)
    for index in bytes.indices {
      if filled == target.count { break }
      let byte = bytes[index]
      target[filled] = first << 6 | byte & (first == 0 ? 0xFF : 0x3F)
      let isLead = byte >= 0xC0
      filled += isLead ? 0 : 1
      first = isLead ? byte : 0
    }
    (count, lead) = (filled, first)
  }

  private func chunk(from place: UInt64) -> Int {
    Int(min(UInt64(Self.pieceSize), encodedByteCount - place))
  }
}
