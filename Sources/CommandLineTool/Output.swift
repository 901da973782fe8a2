#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The one sink that writes: every byte that leaves this program goes through
/// `write(2)`, and every failure of it is an error.
struct Output {
  /// Standard output.
  static let standard = Output(descriptor: STDOUT_FILENO, name: "standard output")
  /// Standard error.
  static let error = Output(descriptor: STDERR_FILENO, name: "standard error")

  private let descriptor: Int32
  private let name: String
  /// Whether it appears whole or not at all.
  private let isWhole: Bool

  init(descriptor: Int32, name: String, isWhole: Bool = false) {
    self.descriptor = descriptor
    self.name = name
    self.isWhole = isWhole
  }

  /// Whether a person reads it.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether colours are welcome: on a terminal that is not dumb, unless NO_COLOR
  /// is set; anywhere when CLICOLOR_FORCE is.
  var showsColour: Bool {
    if isSet("CLICOLOR_FORCE") { return true }
    return isTerminal && !isSet("NO_COLOR") && environment("TERM") != "dumb"
  }

  /// Writes all of a text.
  ///
  /// - Throws: `OutputError` as soon as the system refuses a byte.
  func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

  /// Writes all of some bytes.
  ///
  /// - Throws: `OutputError` as soon as the system refuses a byte.
  func write(_ bytes: [UInt8]) throws(OutputError) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe systemWrite(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        throw OutputError(name: name, action: "write", code: errno, isWhole: isWhole)
      }
    }
  }
}

extension Output {
  /// Does what writes; ends it early where the reader of a pipe has gone, which is
  /// no error and changes nothing of what is known.
  ///
  /// - Throws: Any other error.
  static func whileRead(_ body: () throws -> Void) throws {
    do { try body() } catch let error as OutputError where error.isClosedPipe {}
  }
}

private func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// Whether a variable is there and neither empty nor 0.
private func isSet(_ name: String) -> Bool {
  guard let value = environment(name) else { return false }
  return !value.isEmpty && value != "0"
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}

/// An output that could not be written.
struct OutputError: Error, CustomStringConvertible {
  let name: String
  let action: String
  let code: Int32
  /// Whether the output appears whole or not at all; if not, a part of it may
  /// have been written.
  var isWhole = false

  /// Whether the reader of a pipe has gone, which is no error of ours.
  var isClosedPipe: Bool { code == EPIPE }

  var description: String {
    "\(name): cannot \(action): \(unsafe String(cString: strerror(code)))\(consequence)"
  }

  private var consequence: String {
    if isWhole { return "; nothing of it was kept" }
    return action == "write" ? "; it ends here" : ""
  }
}
