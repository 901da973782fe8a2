#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An error number of the operating system (`errno`).
struct SystemError: Error, Hashable {
  /// The number.
  let number: Int32

  /// The fault as a user meets it.
  func tensorFileError(path: String, at offset: UInt64? = nil) -> TensorFileError {
    let (code, what, remedy) = meaning
    return TensorFileError(code, path: path, byteOffset: offset, what: what, remedy: remedy)
  }

  private var meaning: (TensorFileError.Code, String, String?) {
    switch number {
    case ENOENT: (.notFound, "no such file or directory", "check the path")
    case ENOTDIR: (.notFound, "a part of the path is no directory", "check the path")
    case EACCES, EPERM:
      (.permissionDenied, "permission denied", "give yourself read permission or run as its owner")
    case EISDIR: Self.directory
    case ENXIO, ENODEV:
      (.notRegularFile, "is a socket or a device", "give a regular file or a directory")
    case ELOOP: (.symbolicLinkLoop, "symbolic links form a loop", "remove or mend the links")
    case EMFILE, ENFILE:
      (.tooManyOpenFiles, "too many open files", "raise the limit with `ulimit -n`")
    case ENAMETOOLONG: (.invalidPath, "the path is too long", "use a shorter path")
    default: (.readFailed, "cannot be read: \(System.message(for: number))", nil)
    }
  }

  /// How a directory in the place of a file is reported.
  static let directory: (TensorFileError.Code, String, String?) =
    (.isDirectory, "is a directory", "walk it, or give one of the files in it")
}
