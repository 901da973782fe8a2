/// Tells of which few of many counters one may have counted something.
struct Marks {
  /// A mark for each few counters: 1 where it is set.
  var bytes: [UInt8]

  /// The marks that are looked at together.
  private static let groupSize = 64

  /// Makes whole groups of marks, none of which is set.
  init(atLeast count: Int) {
    let groupCount = (count + Marks.groupSize - 1) / Marks.groupSize
    bytes = [UInt8](repeating: 0, count: groupCount * Marks.groupSize)
  }

  /// Where marks are set, ascending; then none is any more.
  mutating func take() -> [Int] {
    var taken: [Int] = []
    precondition(bytes.count % Marks.groupSize == 0, "a part of a group")
    var bytes = bytes.mutableSpan
    for start in stride(from: 0, to: bytes.count, by: Marks.groupSize) {
      let group = start..<start + Marks.groupSize
      // Few binades occur in a tensor, so hardly any group has one.
      var any: UInt8 = 0
      for mark in group { any |= unsafe bytes[unchecked: mark] }
      if any == 0 { continue }
      for mark in group where bytes[mark] > 0 {
        taken.append(mark)
        bytes[mark] = 0
      }
    }
    return taken
  }
}
