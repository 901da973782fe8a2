extension Span<UInt8> {
  /// Whether the same bytes stand in another span, compared eight at a time.
  package func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    // Integers have no padding, so every byte is initialised; words lie within the count.
    let (own, others) = unsafe (bytes, other.bytes)
    var place = 0
    while place + 8 <= count {
      let word = unsafe own.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      let match = unsafe others.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      if word != match { return false }
      place += 8
    }
    while place < count {
      if self[place] != other[place] { return false }
      place += 1
    }
    return true
  }
}
