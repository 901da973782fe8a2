internal import TensorFiles

/// The parts of the tensors of some files that are to be counted.
///
/// Elements that a file has under several names, such as tied weights, are counted once for
/// all of them, and their histogram is held once.
struct PartsToCount: Sendable {
  /// A tensor, by the numbers of its file and its own.
  struct Place: Hashable, Sendable {
    let reading: Int
    let tensor: Int
  }

  private struct Key: Hashable {
    let reading: Int
    let stored: StoredTensor
    let first: Int
  }

  /// The parts.
  private(set) var parts: [TensorPart] = []
  /// The tensor of each part that had it first.
  private var places: [Place] = []
  /// The other tensors of a part.
  private var others: [Int: [Place]] = [:]
  private var known: [Key: Int] = [:]

  /// Adds a part of a tensor.
  ///
  /// - Parameter mayRepeat: Whether another tensor of the file begins where this one does.
  mutating func add(_ part: TensorPart, _ place: Place, mayRepeat: Bool) {
    if mayRepeat {
      let key = Key(
        reading: place.reading, stored: part.tensor.unnamed, first: part.elements.lowerBound)
      if let index = known[key] {
        others[index, default: []].append(place)
        return
      }
      known[key] = parts.count
    }
    parts.append(part)
    places.append(place)
  }

  /// All tensors of a part.
  func places(of index: Int) -> [Place] { [places[index]] + (others[index] ?? []) }

  /// Forgets how parts are told apart, when all are there.
  mutating func finish() { known = [:] }
}
