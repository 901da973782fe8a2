/// A regular file that is open for reading, or a part of one, or bytes in memory in its
/// place; closed when it goes away.
struct OpenFile: ~Copyable {
  /// The path it was opened under.
  let path: String
  /// What the system said about it at that moment.
  let status: FileStatus
  /// The offset in the whole file of the first byte.
  let origin: UInt64
  /// The number of bytes, where it is a part of a file.
  private let partByteCount: UInt64?
  private let source: Source

  /// Where the bytes come from.
  private enum Source {
    case descriptor(Int32)
    case memory([UInt8])

    /// The same once more, to be closed by itself.
    func duplicated() throws(SystemError) -> Source {
      guard case .descriptor(let descriptor) = self else { return self }
      return .descriptor(try System.duplicate(descriptor))
    }
  }

  /// Takes bytes in memory for a file.
  init(bytes: [UInt8], path: String) {
    self.path = path
    status = FileStatus(
      kind: .regular, identity: FileStatus.Identity(device: 0, inode: 0),
      byteCount: UInt64(bytes.count), modifiedSeconds: 0, modifiedNanoseconds: 0)
    source = .memory(bytes)
    origin = 0
    partByteCount = nil
  }

  /// Opens a regular file, or standard input for `-`; everything else is an error that
  /// says what it is.
  init(path source: String) throws(TensorFileError) {
    let path = StandardInput.displayed(source)
    guard !path.utf8.contains(0) else {
      throw TensorFileError(.invalidPath, path: path, what: "the path holds a NUL byte")
    }
    let descriptor: Int32
    let status: FileStatus
    if source == StandardInput.path {
      descriptor = try StandardInput.open()
    } else {
      do throws(SystemError) {
        descriptor = try System.open(path)
      } catch {
        throw error.tensorFileError(path: path)
      }
    }
    do throws(SystemError) {
      status = try System.status(descriptor)
    } catch {
      System.close(descriptor)
      throw error.tensorFileError(path: path)
    }
    guard status.kind == .regular else {
      System.close(descriptor)
      throw status.kind.refusal(path: path)
    }
    self.path = path
    self.status = status
    self.source = .descriptor(descriptor)
    origin = 0
    partByteCount = nil
  }

  /// The same file once more, or a part of it that is read as if it were one: offsets, in
  /// errors too, count from its first byte.
  ///
  /// - Precondition: The range lies in the file.
  func part(_ range: Range<UInt64>? = nil) throws(TensorFileError) -> OpenFile {
    let range = range ?? 0..<byteCount
    precondition(range.upperBound <= byteCount, "a part that is not in the file")
    return try OpenFile(partOf: self, range)
  }

  private init(partOf whole: borrowing OpenFile, _ range: Range<UInt64>) throws(TensorFileError) {
    do throws(SystemError) {
      source = try whole.source.duplicated()
    } catch {
      throw error.tensorFileError(path: whole.path)
    }
    path = whole.path
    status = whole.status
    origin = whole.origin + range.lowerBound
    partByteCount = UInt64(range.count)
  }

  deinit {
    if case .descriptor(let descriptor) = source { System.close(descriptor) }
  }

  /// What the system knows it by; `nil` for bytes in memory.
  var descriptor: Int32? {
    guard case .descriptor(let descriptor) = source else { return nil }
    return descriptor
  }

  /// The size in bytes when it was opened.
  var byteCount: UInt64 { partByteCount ?? status.byteCount }

  /// Fills bytes of an array from the file, through short reads.
  ///
  /// An end of file before `byteCount` means that the file shrank since it was
  /// opened, for callers ask for no more than it had.
  func read<Word: BitwiseCopyable>(
    into words: inout [Word], from start: Int = 0, byteCount: Int, at offset: UInt64
  ) throws(TensorFileError) {
    var done = 0
    while done < byteCount {
      let place = offset + UInt64(done)
      let range = start + done..<start + byteCount
      let count: Int
      do throws(SystemError) {
        count = try readOnce(into: &words, range, at: origin + place)
      } catch {
        throw error.tensorFileError(path: path, at: place)
      }
      if count == 0 { throw changed("the file became shorter while it was read", at: place) }
      done += count
    }
  }

  /// Reads into a part of an array; zero bytes at the end.
  private func readOnce<Word: BitwiseCopyable>(
    into words: inout [Word], _ range: Range<Int>, at offset: UInt64
  ) throws(SystemError) -> Int {
    switch source {
    case .descriptor(let descriptor):
      try System.read(descriptor, into: &words, range: range, at: offset)
    case .memory(let bytes):
      System.copy(bytes, from: offset, into: &words, range: range)
    }
  }

  /// The bytes at an offset, fewer where the file ends before.
  func bytes(at offset: UInt64, atMost count: Int) throws(TensorFileError) -> [UInt8] {
    let available = byteCount > offset ? byteCount - offset : 0
    var bytes = [UInt8](repeating: 0, count: Int(min(UInt64(count), available)))
    try read(into: &bytes, byteCount: bytes.count, at: offset)
    return bytes
  }

  /// Throws `.changedWhileRead` where the file is no longer what was opened.
  func verifyUnchanged() throws(TensorFileError) {
    guard case .descriptor(let descriptor) = source else { return }
    let now: FileStatus
    do throws(SystemError) {
      now = try System.status(descriptor)
    } catch {
      throw error.tensorFileError(path: path)
    }
    if now != status { throw changed("the file was changed while it was read", at: nil) }
  }

  /// The offset where a hole begins that runs to the end of the file.
  ///
  /// `nil` where the last byte is stored, or where the file system cannot tell.
  func holeToEnd() -> UInt64? {
    guard case .descriptor(let descriptor) = source, byteCount > 0,
      System.seek(descriptor, from: 0, hole: true) != nil
    else { return nil }
    guard System.seek(descriptor, from: byteCount - 1, hole: false) == nil else { return nil }
    var place: UInt64 = 0
    while let hole = System.seek(descriptor, from: place, hole: true), hole < byteCount {
      guard let data = System.seek(descriptor, from: hole, hole: false) else { return hole }
      place = data
    }
    return nil
  }

  /// That the file is no longer what was opened.
  func changed(_ what: String, at offset: UInt64?) -> TensorFileError {
    TensorFileError(
      .changedWhileRead, path: path, byteOffset: offset, what: what,
      remedy: "wait until it is completely written and run again")
  }
}

extension FileStatus.Kind {
  /// The error for a thing that is no regular file.
  func refusal(path: String) -> TensorFileError {
    if self == .directory {
      let (code, what, remedy) = SystemError.directory
      return TensorFileError(code, path: path, what: what, remedy: remedy)
    }
    return TensorFileError(
      .notRegularFile, path: path, what: "is \(rawValue), not a regular file",
      remedy: "give a regular file or a directory")
  }
}
