/// The fields of 64 bits of an entry of a ZIP archive: in the order of the short fields
/// that are full.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.5.3.
struct ZipLongFields {
  private var fields: [UInt64] = []
  /// Whether a short field was full and had no long one.
  private(set) var isMissing = false

  /// Looks for the fields among the extra fields of a header.
  init(_ extra: ZipRecord) {
    var place = 0
    while place + 4 <= extra.bytes.count {
      let count = Int(extra.field(place + 2, width: 2))
      guard place + 4 + count <= extra.bytes.count else { return }
      if extra.field(place, width: 2) == 1 {
        fields = stride(from: 0, to: count / 8 * 8, by: 8)
          .map { extra.field(place + 4 + $0, width: 8) }
          .reversed()
        return
      }
      place += 4 + count
    }
  }

  /// The value of a field of 32 bits, or the long one that stands for it.
  mutating func take(for short: UInt64) -> UInt64 {
    guard short == 0xFFFF_FFFF else { return short }
    if let long = fields.popLast() { return long }
    isMissing = true
    return 0
  }
}
