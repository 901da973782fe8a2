/// The least of the last numbers of a sequence, each looked at a few times however long
/// the window is.
package struct SlidingMinimum: Hashable, Sendable {
  private struct Item: Hashable {
    let place: Int
    let value: Int
  }

  /// How many numbers count.
  private let length: Int
  private var count = 0
  /// Those that may become the least yet: ascending, each later than the one before.
  private var items: ArraySlice<Item> = []

  /// Begins before the first number.
  package init(length: Int) { self.length = length }

  /// The least of the window; nil where there is no number.
  package var minimum: Int? { items.first?.value }

  /// Takes up the next number.
  package mutating func append(_ value: Int) {
    while let last = items.last, last.value >= value { items.removeLast() }
    items.append(Item(place: count, value: value))
    count += 1
    if let first = items.first, first.place + length < count { items.removeFirst() }
  }
}
