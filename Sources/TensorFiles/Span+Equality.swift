extension Span<UInt8> {
  /// Whether the same bytes stand in another span, compared eight at a time.
  package func isEqual(to other: borrowing Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    if count < 8 {
      for index in 0..<count where self[index] != other[index] { return false }
      return true
    }
    // Integers have no padding, so every byte is initialised; words lie within the count.
    let (own, others) = unsafe (bytes, other.bytes)
    var place = 0
    while true {
      let word = unsafe own.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      let match = unsafe others.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)
      if word != match { return false }
      if place == count - 8 { return true }
      // The last word may overlap the one before.
      place = Swift.min(place + 8, count - 8)
    }
  }
}
