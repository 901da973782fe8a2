internal import TensorFiles

/// The tensors of several ranks that have the same values: replicas, which count once.
///
/// Of one step, one name without the rank, one type and one shape; the ends of their data
/// have the same checksum, and all their values the same distribution. What differs is a
/// part of a whole, or a gradient that was not summed yet, and counts by itself.
struct Replicas {
  /// The tensors without replicas, in their order.
  let tensors: [TensorHistogram]
  /// The places of those that were left out.
  let places: Set<Int>
  /// The first that others repeat.
  let example: String?

  /// How many were left out.
  var count: Int { places.count }

  private struct Key: Hashable {
    let step: Int
    let name: ByteName
    let type: ElementType
    let shape: [Int]
    let checksum: UInt32
  }

  init(among tensors: [TensorHistogram]) {
    guard tensors.contains(where: { $0.rank != nil }) else {
      (self.tensors, places, example) = (tensors, [], nil)
      return
    }
    var first: [Key: [Int]] = [:]
    var example: String?
    let kept = tensors.indices.filter { index in
      guard let key = Replicas.key(of: tensors[index]) else { return true }
      let known = first[key, default: []]
      if let original = known.first(where: { Replicas.areEqual(tensors[$0], tensors[index]) }) {
        example = example ?? tensors[original].tensor
        return false
      }
      first[key] = known + [index]
      return true
    }
    self.tensors = kept.map { tensors[$0] }
    places = Set(tensors.indices).subtracting(kept)
    self.example = example
  }

  private static func key(of tensor: TensorHistogram) -> Key? {
    guard let rank = tensor.rank, tensor.elementCount > 0, tensor.isComplete else { return nil }
    let name = String(Substring(tensor.tensor.utf8.dropFirst(rank.label.utf8.count + 1)))
    return Key(
      step: tensor.step, name: ByteName(name), type: tensor.elementType, shape: tensor.shape,
      checksum: tensor.checksum)
  }

  private static func areEqual(_ one: TensorHistogram, _ other: TensorHistogram) -> Bool {
    one.rank != other.rank && one.recordedScale == other.recordedScale
      && one.histogram == other.histogram
  }
}
