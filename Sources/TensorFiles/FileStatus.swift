/// What the system knows about a file: enough to notice that it changed.
struct FileStatus: Hashable, Sendable {
  /// The kinds of things that a path may lead to.
  enum Kind: String, Sendable {
    case regular = "a regular file"
    case directory = "a directory"
    case symbolicLink = "a symbolic link"
    case fifo = "a FIFO"
    case socket = "a socket"
    case device = "a device"
  }

  /// The file whatever its name is.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
  }

  let kind: Kind
  let identity: Identity
  let byteCount: UInt64
  let modifiedSeconds: Int
  let modifiedNanoseconds: Int
}
