/// Collections that are found in several places and are looked into in the first.
struct SharedObjects {
  /// The most places that are told.
  private static let limit = 3

  private var places: [(place: Int, first: Int)] = []

  /// Notes that a collection was found again.
  mutating func add(_ place: Int, first: Int) { places.append((place, first)) }

  /// Warnings of the places under which tensors could have been listed.
  func warnings(_ pickle: Pickle, _ names: PickleNames) -> [TensorFileError] {
    let told = places.filter { names.hasTensor(at: $0.first) }
    var texts = told.prefix(Self.limit).map { pair in
      "\(name(pair.place, names)) is \(name(pair.first, names)) again, whose tensors are listed once"
    }
    if told.count > Self.limit {
      texts.append("so are \(told.count - Self.limit) more places others again")
    }
    return texts.map { pickle.error(.objectNotRead, $0, at: nil) }
  }

  private func name(_ place: Int, _ names: PickleNames) -> String {
    names.name(of: place).map { "`\($0.escapedForDisplay)`" } ?? "the whole"
  }
}
