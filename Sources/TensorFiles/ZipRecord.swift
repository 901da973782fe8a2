/// The bytes of one record of a ZIP archive, with its fields by their places.
struct ZipRecord {
  /// The record's bytes, as many as the file had of them.
  let bytes: ArraySlice<UInt8>
  /// The offset in the file of the first of them.
  let offset: UInt64

  /// The integer at a place, least significant byte first; bytes that are not there
  /// count as zero.
  func field(_ place: Int, width: Int) -> UInt64 {
    bytes.dropFirst(place).prefix(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The bytes of a range, as many as there are.
  func part(_ place: Int, count: Int) -> ArraySlice<UInt8> {
    bytes.dropFirst(place).prefix(count)
  }

  /// Whether the record has all of its bytes and begins with `PK` and two more.
  func isRecord(_ kind: Kind, count: Int) -> Bool {
    bytes.count >= count && field(0, width: 4) == kind.rawValue
  }

  /// The four bytes that records begin with.
  ///
  /// Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.3.
  enum Kind: UInt64 {
    case localHeader = 0x0403_4B50
    case descriptor = 0x0807_4B50
    case centralHeader = 0x0201_4B50
    case end64 = 0x0606_4B50
    case locator64 = 0x0706_4B50
    case end = 0x0605_4B50
  }
}
