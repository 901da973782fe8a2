#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The files that this process writes under temporary names, which a signal removes.
///
/// A handler may do next to nothing: it reads paths from memory that never moves and
/// unlinks them. A path is in a slot before its file is made, and leaves it when the file
/// has its own name, or is gone.
enum TemporaryFiles {
  /// As many files as are written at a time, and some more.
  private static var slotCount: Int { 16 }
  nonisolated(unsafe) private static let slots: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> =
    {
      let slots = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: slotCount)
      unsafe slots.initialize(repeating: nil, count: slotCount)
      return unsafe slots
    }()

  /// Removes temporary files when the process is told to end.
  static func removeOnSignals() {
    _ = unsafe slots  // made before any handler runs
    // A program that starts this one may have blocked them for itself.
    var endings = sigset_t()
    unsafe sigemptyset(&endings)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What was ignored stays so: nohup, or a job in the background.
      let former = unsafe unsafeBitCast(signal(number, handler), to: Int.self)
      if unsafe former == unsafeBitCast(SIG_IGN, to: Int.self) { signal(number, SIG_IGN) }
      unsafe sigaddset(&endings, number)
    }
    unsafe sigprocmask(SIG_UNBLOCK, &endings, nil)
  }

  /// Does something while a signal removes a file.
  ///
  /// Called on one thread at a time.
  static func whileListed<Result>(_ path: String, _ body: () throws -> Result) rethrows -> Result {
    let slot = (0..<slotCount).first { unsafe slots[$0] == nil }
    guard let slot else { return try body() }
    let text = unsafe strdup(path)
    unsafe slots[slot] = text
    defer {
      unsafe slots[slot] = nil
      unsafe free(text)
    }
    return try body()
  }

  private static let handler: @convention(c) (Int32) -> Void = { number in
    for index in 0..<slotCount {
      if let path = unsafe TemporaryFiles.slots[index] { _ = unsafe unlink(path) }
    }
    signal(number, SIG_DFL)
    raise(number)
  }
}
