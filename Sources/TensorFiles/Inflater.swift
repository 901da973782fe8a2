internal import CZlib

/// Inflates an entry of a ZIP archive from its beginning on, in bounded memory.
///
/// Nothing is handed out without being counted: an entry that becomes longer or shorter
/// than its archive promises, or has another checksum, is an error. Used by one thread
/// at a time, which takes it out of an `InflaterPool`. Holds all calls of zlib's
/// inflation, and the pointers that it wants.
@safe final class Inflater: @unchecked Sendable {
  /// What is inflated.
  let entry: ZipEntry
  /// How many bytes have been handed out.
  private(set) var position: UInt64 = 0

  /// zlib keeps a pointer back to this record, which therefore never moves.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input = [UInt8](repeating: 0, count: 64 * 1024)
  private var inputStart = 0
  private var inputEnd = 0
  /// How many compressed bytes have been read from the file.
  private var readByteCount: UInt64 = 0
  private var checksum: UInt32 = 0
  private var isAtEnd = false

  /// Begins with the first byte of an entry.
  init(_ entry: ZipEntry, _ file: borrowing OpenFile) throws(TensorFileError) {
    self.entry = entry
    unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // A negative window means a bare stream, without a header of its own.
    let status = unsafe inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw entry.fault(.readFailed, "cannot be inflated: zlib says \(status)", file, remedy: nil)
    }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// The next bytes.
  ///
  /// - Precondition: The entry promises so many.
  func bytes(_ count: Int, from file: borrowing OpenFile) throws(TensorFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try fill(&bytes, byteCount: count, from: file)
    return bytes
  }

  /// Steps over bytes up to a position.
  func skip(to target: UInt64, from file: borrowing OpenFile) throws(TensorFileError) {
    if position >= target { return }
    var scratch = [UInt64](repeating: 0, count: 8 * 1024)
    while position < target {
      let count = Int(min(UInt64(scratch.count * 8), target - position))
      try fill(&scratch, byteCount: count, from: file)
    }
  }

  /// Fills the first bytes of an array with the next ones.
  ///
  /// With the last byte that is promised, the stream has to end and its checksum to be
  /// right.
  func fill<Word: BitwiseCopyable>(
    _ words: inout [Word], byteCount: Int, from file: borrowing OpenFile
  ) throws(TensorFileError) {
    precondition(UInt64(byteCount) <= entry.byteCount - position, "more than is promised")
    let count = try inflate(&words, byteCount, file)
    position += UInt64(count)
    guard count == byteCount else {
      throw entry.fault(
        .sizeMismatch, "is said to have \(entry.byteCount) bytes, and inflates to \(position)", file
      )
    }
    checksum = unsafe words.withUnsafeBytes {
      let bytes = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: $0[..<byteCount]))
      return Checksum.of(bytes, after: checksum)
    }
    if position == entry.byteCount { try finish(file) }
  }

  /// Checks that the stream ends here.
  private func finish(_ file: borrowing OpenFile) throws(TensorFileError) {
    var more = [UInt8](repeating: 0, count: 64 * 1024)
    let count = try inflate(&more, more.count, file)
    guard count == 0 else {
      throw entry.fault(
        .sizeMismatch,
        "is said to have \(entry.byteCount) bytes, and inflates to \(position + UInt64(count)) or "
          + "more", file, remedy: "do not trust the archive; write it again")
    }
    guard inputStart == inputEnd, readByteCount == entry.compressedByteCount else {
      throw entry.fault(.malformedCompression, "has bytes behind its compressed data", file)
    }
    try entry.check(checksum, file)
  }

  /// Inflates up to a number of bytes; fewer only at the end of the stream.
  private func inflate<Word: BitwiseCopyable>(
    _ words: inout [Word], _ byteCount: Int, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> Int {
    var done = 0
    while done < byteCount && !isAtEnd {
      if inputStart == inputEnd { try readOn(file) }
      let (made, status) = step(&words, done..<byteCount)
      done += made
      switch status {
      case Z_OK: break
      case Z_STREAM_END: isAtEnd = true
      case Z_BUF_ERROR where readByteCount < entry.compressedByteCount: break
      case Z_BUF_ERROR:
        throw entry.fault(
          .malformedCompression,
          "ends inside its compressed data, after \(position + UInt64(done)) bytes", file)
      default:
        throw entry.fault(
          .malformedCompression,
          "cannot be inflated behind its first \(position + UInt64(done)) bytes", file)
      }
    }
    return done
  }

  /// Reads the next compressed bytes.
  private func readOn(_ file: borrowing OpenFile) throws(TensorFileError) {
    let count = Int(min(UInt64(input.count), entry.compressedByteCount - readByteCount))
    try file.read(into: &input, byteCount: count, at: entry.byteOffset + readByteCount)
    readByteCount += UInt64(count)
    (inputStart, inputEnd) = (0, count)
  }

  /// Calls zlib once.
  private func step<Word: BitwiseCopyable>(
    _ words: inout [Word], _ range: Range<Int>
  ) -> (made: Int, status: Int32) {
    // The slices check the ranges, and no pointer outlives the call; any bytes are a
    // valid value of a bitwise copyable word.
    unsafe words.withUnsafeMutableBytes { output in
      let output = unsafe UnsafeMutableRawBufferPointer(rebasing: output[range])
      return unsafe input.withUnsafeMutableBufferPointer { input in
        let input = unsafe UnsafeMutableBufferPointer(rebasing: input[inputStart..<inputEnd])
        unsafe stream.pointee.next_in = input.baseAddress
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
        let room = unsafe stream.pointee.avail_out
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        unsafe inputStart += input.count - Int(stream.pointee.avail_in)
        unsafe stream.pointee.next_in = nil
        unsafe stream.pointee.next_out = nil
        return unsafe (Int(room - stream.pointee.avail_out), status)
      }
    }
  }
}
