/// Objects of a pickle that are no data and were not read, by the names of what makes them.
struct UnreadObjects {
  /// The most names that are told.
  private static let limit = 100

  private var order: [String] = []
  private var first: [String: (place: Int, offset: UInt64, count: Int)] = [:]

  /// Notes an object.
  mutating func add(_ function: String, _ place: Int, _ offset: UInt64) {
    if first[function] == nil {
      order.append(function)
      first[function] = (place, offset, 0)
    }
    first[function]?.count += 1
  }

  /// One warning for each name.
  func warnings(_ pickle: Pickle, _ names: PickleNames) -> [TensorFileError] {
    order.prefix(Self.limit).compactMap { function in
      guard let (place, offset, count) = first[function] else { return nil }
      let more = count > 1 ? ", and so were \(count - 1) more of its kind" : ""
      let name = names.name(of: place).map { " in `\($0.escapedForDisplay)`" } ?? ""
      return pickle.error(
        .objectNotRead, "`\(function.escapedForDisplay)`\(name) was not read\(more)", at: offset,
        remedy: "if it holds tensors, save these by themselves")
    }
  }
}
