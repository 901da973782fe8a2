extension Pickle {
  /// The numbers of a tuple, a list or a `torch.Size`; none is negative, and there are no
  /// more than PyTorch has axes.
  func extents(_ value: PickleValue) -> [Int]? {
    var value = value
    if let object = object(value), object.kind == .call,
      globalName(object.items[0]) == "torch.Size",
      let inner = sequence(object.items[1])?.first
    {
      value = inner
    }
    guard let items = sequence(value), items.count <= 64 else { return nil }
    let numbers = items.compactMap(\.integer)
    return numbers.count == items.count && numbers.allSatisfy { $0 >= 0 } ? numbers : nil
  }
}
