/// Keeps those of many values that come first in an order, in bounded memory.
///
/// A binary heap whose root is the last of those kept.
struct ValueSelector: Sendable {
  /// A value that may be listed.
  struct Candidate: Hashable, Sendable {
    /// What decides first: the magnitude, or none for an order by places alone.
    let rank: UInt64
    let flatIndex: Int
    let bits: UInt64

    @inline(__always)
    fileprivate func precedes(_ other: Candidate) -> Bool {
      rank == other.rank ? flatIndex < other.flatIndex : rank < other.rank
    }
  }

  private let limit: Int
  private let selection: TraceSelection
  private var heap: [Candidate] = []

  /// Keeps nothing of a selection that lists all.
  init(_ selection: TraceSelection) {
    self.selection = selection
    switch selection {
    case .first(let count), .largest(let count), .smallest(let count): limit = max(0, count)
    case .all: limit = 0
    }
  }

  /// Whether no value at a place or behind it would be kept.
  func isClosed(from flatIndex: Int) -> Bool {
    guard heap.count == limit else { return false }
    guard case .first = selection, let last = heap.first else { return limit == 0 }
    return flatIndex > last.flatIndex
  }

  /// Takes a value into account.
  @inline(__always)
  mutating func offer(bits: UInt64, magnitude: UInt64, at flatIndex: Int) {
    let rank: UInt64 =
      switch selection {
      case .first, .all: 0
      case .largest: ~magnitude
      case .smallest: magnitude
      }
    let candidate = Candidate(rank: rank, flatIndex: flatIndex, bits: bits)
    if heap.count == limit {
      if let last = heap.first, candidate.precedes(last) { replaceLast(by: candidate) }
    } else {
      insert(candidate)
    }
  }

  private mutating func insert(_ candidate: Candidate) {
    heap.append(candidate)
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2].precedes(heap[child]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func replaceLast(by candidate: Candidate) {
    heap[0] = candidate
    var parent = 0
    while true {
      let (left, right) = (2 * parent + 1, 2 * parent + 2)
      var last = parent
      if left < heap.count, heap[last].precedes(heap[left]) { last = left }
      if right < heap.count, heap[last].precedes(heap[right]) { last = right }
      if last == parent { return }
      heap.swapAt(parent, last)
      parent = last
    }
  }

  /// Takes all that another has kept into account.
  mutating func merge(_ other: ValueSelector) {
    for candidate in other.heap {
      if heap.count < limit {
        insert(candidate)
      } else if let last = heap.first, candidate.precedes(last) {
        replaceLast(by: candidate)
      }
    }
  }

  /// The values that are kept, in their order.
  var candidates: [Candidate] { heap.sorted { $0.precedes($1) } }
}
