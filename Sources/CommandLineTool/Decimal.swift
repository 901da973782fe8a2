#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Decimals for people.
enum Decimal {
  /// A value with a number of significant digits, as C's `%g` writes it; the C
  /// locale's point, whatever the user's locale is.
  static func rounded(_ value: Double, digits: Int) -> String {
    unsafe withVaList([Int32(digits), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = unsafe vsnprintf(&buffer, buffer.count, "%.*g", arguments)
      let text = buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
