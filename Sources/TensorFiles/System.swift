#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The system calls of this module, and all of its unsafe code.
///
/// C functions take and return pointers, so strict memory safety asks for a
/// mark on each call. No pointer leaves a function of this file.
enum System {
  /// Opens a file or directory for reading, without waiting for anyone.
  ///
  /// `O_NONBLOCK` keeps a FIFO without a writer from hanging the program, and has
  /// no effect on regular files.
  static func open(_ path: String) throws(SystemError) -> Int32 {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
    while true {
      // Swift passes the string as a NUL-terminated copy that outlives the call.
      #if canImport(Glibc)
        let descriptor = unsafe Glibc.open(path, flags)
      #elseif canImport(Musl)
        let descriptor = unsafe Musl.open(path, flags)
      #else
        let descriptor = unsafe Darwin.open(path, flags)
      #endif
      if descriptor >= 0 { return descriptor }
      let number = errno
      if number != EINTR { throw SystemError(number: number) }
    }
  }

  /// Closes a descriptor; for one that only reads there is no error to lose.
  static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// The descriptor of standard input.
  static var standardInput: Int32 { STDIN_FILENO }

  /// Another descriptor of an open file.
  static func duplicate(_ descriptor: Int32) throws(SystemError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    if copy < 0 { throw SystemError(number: errno) }
    return copy
  }

  /// The directory for temporary files.
  static var temporaryDirectory: String {
    unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
  }

  /// An empty file in a directory that goes away when it is closed.
  static func temporaryFile(in directory: String) throws(SystemError) -> Int32 {
    // Six letters, which are changed in place.
    let pattern = String(repeating: "X", count: 6)
    var name = Array("\(directory)/fpaudit-\(pattern)".utf8CString)
    let descriptor = unsafe name.withUnsafeMutableBufferPointer { name -> Int32 in
      guard let start = name.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(start)
      if descriptor >= 0 { unsafe unlink(start) }
      return descriptor
    }
    if descriptor < 0 { throw SystemError(number: errno) }
    return descriptor
  }

  /// Reads what comes next into an array; returns the bytes read, zero at the end.
  static func readNext(
    _ descriptor: Int32, into buffer: inout [UInt8]
  ) throws(SystemError) -> Int {
    try repeated {
      unsafe buffer.withUnsafeMutableBytes { unsafe readOnce(descriptor, $0) }
    }
  }

  /// Writes the first bytes of an array.
  static func write(
    _ descriptor: Int32, _ buffer: [UInt8], count: Int
  ) throws(SystemError) {
    var done = 0
    while done < count {
      done += try repeated {
        unsafe buffer.withUnsafeBytes {
          unsafe writeOnce(descriptor, UnsafeRawBufferPointer(rebasing: $0[done..<count]))
        }
      }
    }
  }

  /// The result of a call, which is repeated where a signal has interrupted it, and where
  /// there is nothing to read yet.
  private static func repeated(_ call: () -> Int) throws(SystemError) -> Int {
    while true {
      let count = call()
      if count >= 0 { return count }
      let number = errno
      if number == EAGAIN || number == EWOULDBLOCK {
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // The record is a local that outlives the call.
        _ = unsafe poll(&request, 1, -1)
      } else if number != EINTR {
        throw SystemError(number: number)
      }
    }
  }

  /// The status of an open file.
  static func status(_ descriptor: Int32) throws(SystemError) -> FileStatus {
    var record = stat()
    // The record is a local that outlives the call.
    guard unsafe fstat(descriptor, &record) == 0 else { throw SystemError(number: errno) }
    return FileStatus(record)
  }

  /// The status of what a path leads to, or of a symbolic link itself.
  static func status(
    ofPath path: String, followingLinks: Bool
  ) throws(SystemError) -> FileStatus {
    var record = stat()
    // Path and record outlive the call.
    let result =
      followingLinks ? unsafe stat(path, &record) : unsafe lstat(path, &record)
    guard result == 0 else { throw SystemError(number: errno) }
    return FileStatus(record)
  }

  /// Reads once, at an offset, into a part of an array; returns the bytes read.
  ///
  /// Zero means the end of the file. Interrupted calls are repeated.
  static func read<Word: BitwiseCopyable>(
    _ descriptor: Int32, into words: inout [Word], range: Range<Int>, at offset: UInt64
  ) throws(SystemError) -> Int {
    guard let position = off_t(exactly: offset) else { throw SystemError(number: EINVAL) }
    while true {
      // The slice checks the range against the array's bytes; any bytes are a
      // valid value of a bitwise copyable word.
      let (count, number) = unsafe words.withUnsafeMutableBytes { bytes in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
        let count = unsafe pread(descriptor, part.baseAddress, part.count, position)
        return (count, errno)
      }
      if count >= 0 { return count }
      if number != EINTR { throw SystemError(number: number) }
    }
  }

  /// Copies bytes in memory from an offset on into a part of an array; returns how many
  /// there were.
  static func copy<Word: BitwiseCopyable>(
    _ bytes: [UInt8], from offset: UInt64, into words: inout [Word], range: Range<Int>
  ) -> Int {
    guard offset < bytes.count else { return 0 }
    let start = Int(offset)
    let count = min(range.count, bytes.count - start)
    // The slices check both ranges; any bytes are a valid value of a bitwise copyable word.
    unsafe words.withUnsafeMutableBytes { target in
      let target = unsafe UnsafeMutableRawBufferPointer(rebasing: target[range])
      unsafe bytes.withUnsafeBytes { source in
        unsafe target.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[start..<start + count]))
      }
    }
    return count
  }

  /// Passes on the first bytes of an array of words.
  static func withBytes(
    of words: [UInt64], count: Int, _ body: (RawSpan) throws -> Void
  ) rethrows {
    // Integers have no padding, so every byte is initialised; the span checks the count.
    try body(unsafe words.span.bytes.extracting(0..<count))
  }

  /// The next data (`hole: false`) or the next hole at or behind an offset.
  ///
  /// `nil` where there is none, or where the file system cannot tell.
  static func seek(_ descriptor: Int32, from offset: UInt64, hole: Bool) -> UInt64? {
    #if canImport(Darwin)
      let whence: Int32 = hole ? 3 : 4
    #else
      let whence: Int32 = hole ? 4 : 3  // SEEK_HOLE and SEEK_DATA; not every header shows them.
    #endif
    guard let start = off_t(exactly: offset) else { return nil }
    return UInt64(exactly: lseek(descriptor, start, whence))
  }

  /// The names in a directory as bytes, without `.` and `..`, in no order.
  static func names(inDirectory path: String) throws(SystemError) -> [[UInt8]] {
    // The stream is closed below on every way out; no name outlives its entry.
    guard let stream = unsafe opendir(path) else { throw SystemError(number: errno) }
    defer { unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      let name = unsafe bytes(ofNameIn: entry)
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    if errno != 0 { throw SystemError(number: errno) }
    return names
  }

  /// A directory entry's name; the record may be shorter than its C type says,
  /// so the name is read in place up to its NUL.
  private static func bytes(ofNameIn entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let name = unsafe (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
    return unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }

  /// The system's own words for an error number.
  static func message(for number: Int32) -> String {
    // The text is copied before any other call can reuse it.
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
  }
}

/// Reads once; outside of `System`, whose own functions have the same names.
private func readOnce(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
  unsafe read(descriptor, bytes.baseAddress, bytes.count)
}

/// Writes once.
private func writeOnce(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  unsafe write(descriptor, bytes.baseAddress, bytes.count)
}

extension FileStatus {
  /// Takes over what the system says.
  fileprivate init(_ record: stat) {
    #if canImport(Darwin)
      let modified = record.st_mtimespec
    #else
      let modified = record.st_mtim
    #endif
    self.init(
      kind: Kind(mode: record.st_mode),
      identity: Identity(
        device: UInt64(truncatingIfNeeded: record.st_dev),
        inode: UInt64(truncatingIfNeeded: record.st_ino)),
      byteCount: UInt64(clamping: record.st_size),
      modifiedSeconds: Int(modified.tv_sec),
      modifiedNanoseconds: Int(modified.tv_nsec))
  }
}

extension FileStatus.Kind {
  fileprivate init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    case S_IFIFO: self = .fifo
    case S_IFSOCK: self = .socket
    default: self = .device
    }
  }
}
