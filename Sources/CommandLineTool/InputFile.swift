#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that is read once from its beginning to its end, as a pipe is; `-` is
/// standard input.
final class InputFile {
  /// The name in messages.
  let name: String
  private let descriptor: Int32
  private static let chunkSize = 1 << 16

  /// Opens a file.
  ///
  /// - Throws: `InputError`.
  init(_ path: String) throws {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(name: path, action: "open", code: errno) }
  }

  deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

  /// The next bytes; none at the end.
  ///
  /// - Throws: `InputError`.
  func nextChunk() throws -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: InputFile.chunkSize)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 { return Array(chunk.prefix(count)) }
      guard errno == EINTR else { throw InputError(name: name, action: "read", code: errno) }
    }
  }
}

/// An input that could not be read.
struct InputError: Error, CustomStringConvertible {
  let name: String
  let action: String
  let code: Int32

  var description: String {
    "\(name): cannot \(action): \(unsafe String(cString: strerror(code))); check the path"
  }
}
