internal import ArgumentParser
internal import TensorFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What the path of an output leads to.
enum OutputTarget {
  /// A descriptor that this process has open: `-`, `/dev/stdout`, `/dev/fd/3`.
  case descriptor(Int32)
  /// A device, a FIFO, or another process's descriptor: opened and written.
  case stream(String)
  /// A regular file, or the place for one: where symbolic links lead in the end.
  case file(String)

  /// Follows the links of a path.
  init(_ path: String) {
    self = path == "-" ? .descriptor(STDOUT_FILENO) : .following(path)
  }

  /// How many links are followed; as many as Linux follows.
  private static let linkLimit = 40

  private static func following(_ path: String) -> OutputTarget {
    var path = path
    for _ in 0..<linkLimit {
      if let descriptor = ownDescriptor(path) { return .descriptor(descriptor) }
      if isDescriptor(path) { return .stream(path) }
      guard let destination = destination(ofLink: path) else { break }
      path = destination.utf8.first == slash ? destination : directory(of: path) + destination
    }
    return isStream(path) ? .stream(path) : .file(path)
  }

  /// The descriptor that a path such as `/dev/fd/3` names.
  private static func ownDescriptor(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      let own = ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"]
      return own.first { path.hasPrefix($0) }.flatMap { Int32(path.dropFirst($0.count)) }
    }
  }

  /// Whether a path is `/proc/PID/fd/N`, whose link leads to no name that could
  /// be replaced.
  private static func isDescriptor(_ path: String) -> Bool {
    let parts = path.split(separator: "/")
    return parts.count == 4 && parts[0] == "proc" && parts[2] == "fd"
  }

  private static func isStream(_ path: String) -> Bool {
    guard let type = FileMode.of(path)?.type else { return false }
    return type != S_IFREG && type != S_IFDIR
  }

  private static func destination(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(validating: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The part of a path up to its last slash; empty for a name alone.
  static func directory(of path: String) -> String {
    path.utf8.lastIndex(of: slash).map { String(Substring(path.utf8[...$0])) } ?? ""
  }

  private static let slash = UInt8(ascii: "/")
}

extension OutputTarget {
  /// Whether standard output is written.
  var isStandardOutput: Bool {
    if case .descriptor(STDOUT_FILENO) = self { true } else { false }
  }

  /// What two outputs must not share; nil for a stream, which takes any number.
  private var exclusiveName: String? {
    switch self {
    case .descriptor(let number): "\(number)"
    case .stream: nil
    case .file(let path): OutputTarget.absolute(path)
    }
  }

  /// Checks that no two of the outputs that are asked for overwrite each other,
  /// however they are spelt.
  ///
  /// - Throws: `ValidationError`.
  static func requireDistinct(_ paths: [String?]) throws {
    let names = paths.compactMap(\.self).compactMap { OutputTarget($0).exclusiveName }
    guard Set(names.map(ByteName.init)).count < names.count else { return }
    throw ValidationError("two outputs would go to the same file; give each its own")
  }

  /// The path from the root on, with the links of its directory resolved.
  private static func absolute(_ path: String) -> String {
    let directory = directory(of: path)
    guard let buffer = unsafe realpath(directory.isEmpty ? "." : directory, nil) else {
      return path
    }
    defer { unsafe free(buffer) }
    let name = String(Substring(path.utf8.dropFirst(directory.utf8.count)))
    return unsafe String(cString: buffer) + "/" + name
  }
}
