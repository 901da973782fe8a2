/// The CRC-32 of the parts of some bytes that are known, put together where they meet.
struct PartialChecksum {
  private struct Part {
    let range: Range<UInt64>
    let checksum: UInt32
  }

  /// Ascending; no two meet or overlap.
  private var parts: [Part] = []

  /// Adds the checksum of a part.
  ///
  /// Parts within it give way to it. One that overlaps others otherwise is passed over:
  /// no checksum of what is new in it is known.
  mutating func add(_ range: Range<UInt64>, _ checksum: UInt32) {
    if range.isEmpty { return }
    parts.removeAll { range.contains($0.range) }
    let place = parts.firstIndex { $0.range.lowerBound >= range.lowerBound } ?? parts.count
    if place > 0, parts[place - 1].range.upperBound > range.lowerBound { return }
    if place < parts.count, parts[place].range.lowerBound < range.upperBound { return }
    parts.insert(Part(range: range, checksum: checksum), at: place)
    join(at: place + 1)
    join(at: place)
  }

  /// The checksum of a range that is one part.
  func checksum(of range: Range<UInt64>) -> UInt32? {
    parts.first { $0.range == range }?.checksum
  }

  /// Puts a part together with the one before it, where they meet.
  private mutating func join(at place: Int) {
    guard place > 0, place < parts.count,
      parts[place - 1].range.upperBound == parts[place].range.lowerBound
    else { return }
    let (first, second) = (parts[place - 1], parts.remove(at: place))
    parts[place - 1] = Part(
      range: first.range.lowerBound..<second.range.upperBound,
      checksum: Checksum.joined(
        first.checksum, second.checksum, secondByteCount: UInt64(second.range.count)))
  }
}
