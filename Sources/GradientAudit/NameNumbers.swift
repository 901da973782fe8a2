internal import TensorFiles

/// A number for each name, in the order in which names come first.
struct NameNumbers: Sendable {
  /// The names by their numbers.
  private(set) var names: [String] = []
  private var numbers: [ByteName: Int] = [:]
  /// The number that is likely to come next: most steps have the names of the one before, in
  /// their order.
  private var next = 0
  /// For each of the first names, its place in the natural order of these.
  private var firstRanks: [Int] = []
  /// How often names were compared of which one is not among these.
  private var unrankedCount = 0

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
    }
    next = number + 1 < names.count ? number + 1 : 0
    return number
  }

  /// Whether the name of a number stands before that of another in the natural order.
  mutating func isAscending(_ first: Int, _ second: Int) -> Bool {
    if max(first, second) >= firstRanks.count {
      // To rank all of them pays once they are compared as often as there are names.
      unrankedCount += 1
      if unrankedCount <= names.count {
        return TensorName(names[first]) < TensorName(names[second])
      }
      (firstRanks, unrankedCount) = (ranks, 0)
    }
    return firstRanks[first] < firstRanks[second]
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
