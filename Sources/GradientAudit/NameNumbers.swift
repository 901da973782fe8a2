internal import TensorFiles

/// A number for each name, in the order in which names come first.
struct NameNumbers: Sendable {
  /// The names by their numbers.
  private(set) var names: [String] = []
  private var numbers: [ByteName: Int] = [:]
  /// The number that is likely to come next: most steps have the names of the one before, in
  /// their order.
  private var next = 0
  /// For each name, one that stands behind it in the natural order; itself where none is known.
  private var followers: [Int] = []

  /// The number of a name.
  mutating func number(of text: String) -> Int {
    let name = ByteName(text)
    var number = next
    if next == names.count || ByteName(names[next]) != name {
      number = numbers[name] ?? names.count
    }
    if number == names.count {
      names.append(text)
      numbers[name] = number
      followers.append(number)
    }
    next = number + 1 < names.count ? number + 1 : 0
    return number
  }

  /// Whether the name of a number stands before that of another in the natural order.
  mutating func isAscending(_ first: Int, _ second: Int) -> Bool {
    // As at the step before, most often.
    if followers[first] == second, first != second { return true }
    guard TensorName(names[first]) < TensorName(names[second]) else { return false }
    followers[first] = second
    return true
  }

  /// The numbers of all names in their natural order.
  var inNaturalOrder: [Int] {
    let keys = names.map(TensorName.init)
    return keys.indices.sorted { keys[$0] < keys[$1] }
  }

  /// For each name, its place in the natural order of all of them.
  var ranks: [Int] {
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, number) in inNaturalOrder.enumerated() { ranks[number] = rank }
    return ranks
  }
}
