/// Names of what is found in a pickle: the keys and positions on the way to it.
///
/// A name is made when it is asked for; until then a place is a key and the place above.
struct PickleNames {
  /// How deep a place may be.
  static let depthLimit = 512
  /// The place of the root, which has no name.
  static let root = 0

  private var places = [Place(parent: 0, key: nil, depth: 0)]

  private struct Place {
    let parent: Int
    let key: String?
    let depth: Int32
    var hasTensor = false
  }

  /// The place of a value under a key; without one, that of what holds it.
  mutating func add(_ key: String?, to parent: Int) -> Int {
    guard let key else { return parent }
    places.append(Place(parent: parent, key: key, depth: places[parent].depth + 1))
    return places.count - 1
  }

  /// How many keys lead to a place.
  func depth(of place: Int) -> Int { Int(places[place].depth) }

  /// Notes that there is a tensor at a place, and so below all places above it.
  mutating func markTensor(at place: Int) {
    var place = place
    while !places[place].hasTensor {
      places[place].hasTensor = true
      place = places[place].parent
    }
  }

  /// Whether there is a tensor at or below a place.
  func hasTensor(at place: Int) -> Bool { places[place].hasTensor }

  /// The bytes of a name, without making it.
  func byteCount(of place: Int) -> Int {
    var (place, count) = (place, 0)
    while let key = places[place].key {
      count += key.utf8.count + 1
      place = places[place].parent
    }
    return count
  }

  /// The name of a place: its keys with dots between them; `nil` for the root.
  func name(of place: Int) -> String? {
    var keys: [String] = []
    var place = place
    while let key = places[place].key {
      keys.append(key)
      place = places[place].parent
    }
    return keys.isEmpty ? nil : keys.reversed().joined(separator: ".")
  }
}
