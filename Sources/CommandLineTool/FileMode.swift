#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The type and the permissions of a file.
struct FileMode {
  private let bits: mode_t

  /// The mode of what a path leads to; nil where there is nothing.
  static func of(_ path: String) -> FileMode? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? FileMode(bits: status.st_mode) : nil
  }

  /// The bits of `S_IFMT`.
  var type: mode_t { bits & S_IFMT }
  /// The bits that `chmod` sets.
  var permissions: mode_t { bits & 0o7777 }
}
