internal import Synchronization

/// What is known of the checksums of a file's stored entries, whose bytes are read in
/// parts and by several threads.
final class EntryChecks: Sendable {
  private let states = Mutex<[UInt64: State]>([:])

  private enum State {
    case reading(PartialChecksum)
    case proven
    case damaged
  }

  /// Whether all bytes of an entry have been read and are what was written.
  func isProven(_ member: ArchiveMember) -> Bool {
    states.withLock {
      if case .proven = $0[member.entry.byteOffset] { true } else { false }
    }
  }

  /// Notes the checksum of some bytes of an entry.
  ///
  /// - Throws: `.checksumMismatch` where these were the last, and all of them together
  ///   are not what was written.
  func note(
    _ range: Range<UInt64>, _ checksum: UInt32, of member: ArchiveMember,
    _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let entry = member.entry
    let whole = states.withLock { states -> UInt32? in
      var partial = PartialChecksum()
      switch states[entry.byteOffset] {
      case .proven: return entry.checksum
      case .damaged: return ~entry.checksum
      case .reading(let known): partial = known
      case nil: break
      }
      partial.add(range, checksum)
      let data = member.headerByteCount..<entry.byteCount
      let whole = partial.checksum(of: data).map {
        Checksum.joined(member.headerChecksum, $0, secondByteCount: UInt64(data.count))
      }
      states[entry.byteOffset] = whole == entry.checksum ? .proven : .reading(partial)
      return whole
    }
    if let whole { try entry.check(whole, file) }
  }

  /// Reads all bytes of an entry, unless they are known.
  ///
  /// - Throws: `.checksumMismatch` where they are not what was written.
  func prove(_ entry: ZipEntry, _ file: borrowing OpenFile) throws(TensorFileError) {
    switch states.withLock({ $0[entry.byteOffset] }) {
    case .proven: return
    case .damaged: throw entry.damage(file)
    case .reading, nil: break
    }
    do throws(TensorFileError) {
      try entry.verify(file)
      states.withLock { $0[entry.byteOffset] = .proven }
    } catch {
      // What is damaged is not read again for each of its tensors.
      if error.code == .checksumMismatch {
        states.withLock { $0[entry.byteOffset] = .damaged }
      }
      throw error
    }
  }
}
