/// Collections that are found in several places and are looked into in the first.
struct SharedObjects {
  /// The most places that are told.
  private static let limit = 100

  private var places: [(place: Int, first: Int)] = []

  /// Notes that a collection was found again.
  mutating func add(_ place: Int, first: Int) { places.append((place, first)) }

  /// One warning for each place under which tensors could have been listed.
  func warnings(_ pickle: Pickle, _ names: PickleNames) -> [TensorFileError] {
    places.lazy.filter { names.hasTensor(at: $0.first) }.prefix(Self.limit).map { pair in
      let (name, first) = (name(pair.place, names), name(pair.first, names))
      return pickle.error(
        .objectNotRead, "\(name) is \(first) again, whose tensors are listed once", at: nil)
    }
  }

  private func name(_ place: Int, _ names: PickleNames) -> String {
    names.name(of: place).map { "`\($0.escapedForDisplay)`" } ?? "the whole"
  }
}
