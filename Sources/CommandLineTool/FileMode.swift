#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The type and the permissions of a file, and which one it is.
struct FileMode {
  private let bits: mode_t
  /// The file, whatever its name is.
  let identity: Identity

  /// A file on a device.
  struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64
  }

  /// The mode of what a path leads to; nil where there is nothing.
  static func of(_ path: String) -> FileMode? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    let identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino))
    return FileMode(bits: status.st_mode, identity: identity)
  }

  /// The bits of `S_IFMT`.
  var type: mode_t { bits & S_IFMT }
  /// The bits that `chmod` sets.
  var permissions: mode_t { bits & 0o7777 }
}
