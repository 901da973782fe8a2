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
    var names = NameNumbers()
    var numbers: [Int] = []
    numbers.reserveCapacity(tensors.count)
    let tensors = tensors.span
    for index in tensors.indices { numbers.append(names.number(of: tensors[index].tensor)) }
    let ranks = names.ranks
    var keys: [Key] = []
    keys.reserveCapacity(tensors.count)
    for index in tensors.indices {
      keys.append(Key(step: tensors[index].step, rank: ranks[numbers[index]]))
    }
    self.keys = keys
  }

  /// Whether each tensor comes behind all before it, so that none is there twice.
  var isStrict: Bool { keys.indices.dropFirst().allSatisfy { keys[$0 - 1] < keys[$0] } }

  /// The tensors in their order.
  func sorted(_ tensors: [TensorHistogram]) -> [TensorHistogram] {
    isStrict ? tensors : keys.indices.sorted { keys[$0] < keys[$1] }.map { tensors[$0] }
  }
}
