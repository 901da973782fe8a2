#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A path without symbolic links, `.`, `..` and doubled slashes: by which two spellings of
/// one file are told.
public enum RealPath {
  /// The one path of what a path leads to; the path itself where there is nothing.
  public static func of(_ path: String) -> ByteName {
    // The buffer is the caller's to free; the text is copied before.
    guard path != StandardInput.path, let buffer = unsafe realpath(path, nil) else {
      return ByteName(path)
    }
    defer { unsafe free(buffer) }
    return ByteName(unsafe String(cString: buffer))
  }
}
