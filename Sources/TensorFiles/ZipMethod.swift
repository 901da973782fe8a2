/// How the bytes of an entry of a ZIP archive are stored.
enum ZipMethod: UInt64, Hashable, Sendable {
  /// As they are.
  case stored = 0
  /// By DEFLATE, RFC 1951.
  case deflated = 8

  /// The name of a method that is not read.
  ///
  /// Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.4.5.
  static func name(_ number: UInt64) -> String {
    switch number {
    case 9: "Deflate64"
    case 12: "BZIP2"
    case 14: "LZMA"
    case 93: "Zstandard"
    case 95: "XZ"
    default: "method \(number)"
    }
  }
}
