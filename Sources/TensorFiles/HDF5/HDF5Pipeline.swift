#if HDF5
  internal import CZlib

  /// What chunks have to go through to be elements again: their filters, the last first.
  ///
  /// HDF5 would do it by itself, and would inflate a chunk to whatever size it has. Here
  /// nothing becomes longer than a chunk is.
  struct HDF5Pipeline: Hashable, Sendable {
    let filters: [HDF5Filter]
    /// The bytes of a chunk.
    let chunkByteCount: Int
    let elementWidth: Int

    /// Why a chunk is none.
    struct Fault: Error, Hashable {
      let what: String
    }

    /// The elements of a stored chunk.
    func elements(
      _ stored: [UInt8], skipping skipped: UInt32 = 0
    ) throws(Fault) -> [UInt8] {
      var bytes = stored
      for (place, filter) in filters.enumerated().reversed() where skipped >> place & 1 == 0 {
        switch filter.number {
        case 1: bytes = try inflated(bytes)
        case 2: bytes = unshuffled(bytes)
        default: bytes = try checked(bytes)
        }
      }
      guard bytes.count == chunkByteCount else {
        throw Fault(what: "a chunk has \(bytes.count) bytes, not \(chunkByteCount)")
      }
      return bytes
    }

    /// Inflates a chunk, with at most a checksum behind it.
    private func inflated(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
      var result = [UInt8](repeating: 0, count: chunkByteCount + 4)
      var count = uLongf(result.count)
      // Both arrays outlive the call, which writes no more than it is told to.
      let status = unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe bytes.withUnsafeBufferPointer { source in
          unsafe uncompress(target.baseAddress, &count, source.baseAddress, uLong(source.count))
        }
      }
      guard status == Z_OK else {
        throw Fault(
          what: status == Z_BUF_ERROR
            ? "a chunk inflates to more than its \(chunkByteCount) bytes, or ends too early"
            : "a chunk cannot be inflated")
      }
      result.removeLast(result.count - Int(count))
      return result
    }

    /// Puts the first bytes of all elements beside their second ones, and so on; what is no
    /// whole element stays behind.
    private func unshuffled(_ bytes: [UInt8]) -> [UInt8] {
      let count = bytes.count / elementWidth
      if elementWidth == 1 || count < 2 { return bytes }
      var result = bytes
      let source = bytes.span
      var target = result.mutableSpan
      for byte in 0..<elementWidth {
        let first = byte * count
        for index in 0..<count { target[index * elementWidth + byte] = source[first + index] }
      }
      return result
    }

    /// Takes away the checksum of four bytes behind a chunk.
    private func checked(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
      guard bytes.count >= 4 else { throw Fault(what: "a chunk has no checksum") }
      let data = Array(bytes.dropLast(4))
      let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard Self.checksums(data).contains(stored) else {
        throw Fault(what: "a chunk does not have its Fletcher checksum")
      }
      return data
    }

    /// Fletcher's checksum of words of two bytes, the first byte of a word being the upper
    /// one; and as HDF5 before 1.6.3 wrote it, with the bytes of each half exchanged.
    ///
    /// Source: HDF5 File Format Specification, "Fletcher32 checksum"; `H5Z_FLETCHER32`.
    static func checksums(_ bytes: [UInt8]) -> [UInt32] {
      var (sum, total): (UInt32, UInt32) = (0, 0)
      for index in stride(from: 0, to: bytes.count, by: 2) {
        let low = index + 1 < bytes.count ? UInt32(bytes[index + 1]) : 0
        sum = (sum + (UInt32(bytes[index]) << 8 | low)) % 65535
        total = (total + sum) % 65535
      }
      let checksum = total << 16 | sum
      return [checksum, (checksum & 0x00FF_00FF) << 8 | (checksum >> 8) & 0x00FF_00FF]
    }
  }
#endif
