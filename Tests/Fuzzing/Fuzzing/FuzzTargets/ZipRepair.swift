@testable import TensorFiles

/// Makes the sizes and checksums of a ZIP archive right, and writes its directory again.
///
/// What stands between two headers is taken for an entry's bytes; names, methods and extra
/// fields stay as the mutant has them.
enum ZipRepair {
  static func repair(_ mutant: [UInt8]) -> [UInt8]? {
    let starts = signatures(in: mutant)
    guard let last = starts.last, mutant[last + 2] != 3 else { return nil }
    var repaired: [UInt8] = []
    var directory: [UInt8] = []
    for (start, end) in zip(starts, starts.dropFirst()) where mutant[start + 2] == 3 {
      guard let entry = Entry(mutant[start..<end]) else { continue }
      directory += entry.directoryRecord(at: repaired.count)
      repaired += entry.bytes
    }
    let count = UInt64(starts.count { mutant[$0 + 2] == 3 })
    let end =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + [UInt8](count, width: 2) + [UInt8](count, width: 2)
      + [UInt8](UInt64(directory.count), width: 4) + [UInt8](UInt64(repaired.count), width: 4)
      + [0, 0]
    return repaired + directory + end
  }

  /// The places of headers of entries, of descriptors, and of what follows the entries.
  private static func signatures(in bytes: [UInt8]) -> [Int] {
    let kinds: [[UInt8]] = [[3, 4], [7, 8], [1, 2], [5, 6], [6, 6]]
    return bytes.indices.dropLast(3).filter {
      bytes[$0] == 0x50 && bytes[$0 + 1] == 0x4B && kinds.contains([bytes[$0 + 2], bytes[$0 + 3]])
    }
  }

  /// An entry, its header and bytes made to agree.
  private struct Entry {
    private static let headerCount = 30

    private var header: [UInt8]
    private let texts: ArraySlice<UInt8>
    private let data: ArraySlice<UInt8>

    /// - Parameter slice: From the header's first byte to the next header; nil where the
    ///   header does not fit.
    init?(_ slice: ArraySlice<UInt8>) {
      guard slice.count >= Self.headerCount else { return nil }
      header = Array(slice.prefix(Self.headerCount))
      let count = Int(header.number(at: 26, width: 2) + header.number(at: 28, width: 2))
      texts = slice.dropFirst(Self.headerCount).prefix(count)
      guard texts.count == count else { return nil }
      data = slice.dropFirst(Self.headerCount + count)
      let plain = header.number(at: 8, width: 2) == 8 ? RawInflation.bytes(of: data) : nil
      let contents = plain ?? Array(data)
      header.set(UInt64(Checksum.of(contents[...])), at: 14, width: 4)
      header.set(UInt64(data.count), at: 18, width: 4)
      header.set(UInt64(contents.count), at: 22, width: 4)
    }

    private var hasDescriptor: Bool { header[6] & 8 != 0 }

    /// Header, texts, data, and the sizes behind them if the header says so.
    var bytes: [UInt8] {
      header + texts + data + (hasDescriptor ? [0x50, 0x4B, 7, 8] + header[14..<26] : [])
    }

    /// What the directory says of it.
    func directoryRecord(at offset: Int) -> [UInt8] {
      [0x50, 0x4B, 1, 2, 20, 0] + header[4..<30] + [UInt8](repeating: 0, count: 10)
        + [UInt8](UInt64(offset), width: 4) + texts
    }
  }
}
