/// Counts the values of tensors of an 8-bit type, by code.
///
/// One counter serves many tensors, one after the other, on one thread.
struct Float8Counter {
  private let table: Float8Bins
  /// Four counters a code, taken in turn: adding to one does not wait for the one before,
  /// though neighbours are often the same.
  private var counts = [UInt64](repeating: 0, count: 4 * codeCount)

  private static var codeCount: Int { 256 }

  init(_ table: Float8Bins) { self.table = table }

  /// Counts the values with these codes.
  mutating func count(_ codes: Span<UInt8>) { Float8Counter.count(codes, &counts) }

  @inline(never)
  private static func count(_ codes: Span<UInt8>, _ counts: inout [UInt64]) {
    var counts = counts.mutableSpan
    precondition(counts.count == 4 * codeCount)
    for index in 0..<codes.count {
      // A byte and one of four; below the count.
      let code = unsafe Int(codes[unchecked: index])
      unsafe counts[unchecked: 4 &* code &+ (index & 3)] &+= 1
    }
  }

  /// The histogram of all values counted since the last call.
  mutating func finish() -> MagnitudeHistogram {
    let sums = (0..<Float8Counter.codeCount).map { code in
      counts[4 * code..<4 * code + 4].reduce(0, +)
    }
    let counted = table.order.filter { sums[Int($0)] > 0 }
    if counted.isEmpty { return MagnitudeHistogram() }
    for index in counts.indices { counts[index] = 0 }
    var entries: [(bin: UInt32, count: UInt64)] = []
    for code in counted.map(Int.init) {
      if let last = entries.last, last.bin == table.bins[code] {
        entries[entries.count - 1].count += sums[code]
      } else {
        entries.append((table.bins[code], sums[code]))
      }
    }
    let finite = counted.map { table.magnitudes[Int($0)] }.filter { $0 > 0 && $0.isFinite }
    return MagnitudeHistogram(
      entries,
      partials: table.codesBelowCuts.map { codes in
        CountBounds(codes.reduce(0) { $0 + sums[Int($1)] })
      },
      leastMagnitude: finite.min() ?? .infinity, greatestMagnitude: finite.max() ?? 0,
      hasLowBits: false)  // bfloat16 has every value of eight bits.
  }
}
