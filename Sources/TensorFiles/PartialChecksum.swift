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
  /// Of parts that overlap, the longer is kept: no checksum of what they share is known. So
  /// a few bytes that were read before never stand in the way of all of them.
  mutating func add(_ range: Range<UInt64>, _ checksum: UInt32) {
    if range.isEmpty { return }
    let overlapping = parts.filter { $0.range.overlaps(range) }
    if overlapping.contains(where: { $0.range.count >= range.count }) { return }
    parts.removeAll { $0.range.overlaps(range) }
    let place = parts.firstIndex { $0.range.lowerBound >= range.lowerBound } ?? parts.count
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
