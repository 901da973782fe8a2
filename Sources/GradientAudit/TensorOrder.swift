internal import TensorFiles

/// The order of a recording's tensors: by step, and then by name.
///
/// Each name is taken to pieces and compared with others once, however many steps have it.
struct TensorOrder {
  /// For each tensor, its step and the rank of its name among all names.
  private let keys: [Key]

  private struct Key: Comparable {
    let step: Int
    let rank: Int

    static func < (left: Key, right: Key) -> Bool {
      left.step == right.step ? left.rank < right.rank : left.step < right.step
    }
  }

  init(_ tensors: [TensorHistogram]) {
    var (places, names): ([ByteName: Int], [ByteName]) = ([:], [])
    var identities: [Int] = []
    identities.reserveCapacity(tensors.count)
    let tensors = tensors.span
    var next = 0
    for index in tensors.indices {
      let name = ByteName(tensors[index].tensor)
      // Most steps have the names of the one before, in their order.
      let isNext = next < names.count && names[next] == name
      let place = isNext ? next : places[name] ?? names.count
      if place == names.count {
        names.append(name)
        places[name] = place
      }
      identities.append(place)
      next = place + 1 < names.count ? place + 1 : 0
    }
    let ranks = TensorOrder.ranks(names.map { TensorName($0.text) })
    var keys: [Key] = []
    keys.reserveCapacity(tensors.count)
    for index in tensors.indices {
      keys.append(Key(step: tensors[index].step, rank: ranks[identities[index]]))
    }
    self.keys = keys
  }

  private static func ranks(_ names: [TensorName]) -> [Int] {
    var ranks = [Int](repeating: 0, count: names.count)
    let order = names.indices.sorted { names[$0] < names[$1] }
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return ranks
  }

  /// Whether each tensor comes behind all before it, so that none is there twice.
  var isStrict: Bool { keys.indices.dropFirst().allSatisfy { keys[$0 - 1] < keys[$0] } }

  /// The tensors in their order.
  func sorted(_ tensors: [TensorHistogram]) -> [TensorHistogram] {
    isStrict ? tensors : keys.indices.sorted { keys[$0] < keys[$1] }.map { tensors[$0] }
  }
}
