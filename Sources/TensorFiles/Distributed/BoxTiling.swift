/// Whether boxes fill a tensor, each element once.
enum BoxTiling {
  /// What is wrong with some boxes.
  enum Fault: Equatable {
    /// A box that goes beyond the tensor.
    case outside(Int)
    /// Two that share elements.
    case overlap(Int, Int)
    /// So many elements that none has.
    case hole(Int)
    /// More boxes side by side than are compared.
    case tooMany
  }

  /// The most pairs that are compared.
  private static let comparisonLimit = 50_000_000

  /// The first fault of some boxes in a tensor whose elements can be counted.
  static func fault(
    _ boxes: [DistributedMetadata.Chunk], in shape: [Int], elementCount: Int
  ) -> Fault? {
    for (index, box) in boxes.enumerated() {
      for axis in shape.indices
      where box.sizes[axis] > shape[axis] || box.offsets[axis] > shape[axis] - box.sizes[axis] {
        return .outside(index)
      }
    }
    let filled = boxes.indices.filter { !boxes[$0].sizes.contains(0) }
    if let overlap = overlap(boxes, filled, shape.count) { return overlap }
    // They lie inside and share nothing, so that the sum is at most the whole.
    let covered = filled.reduce(0) { $0 + boxes[$1].sizes.reduce(1, *) }
    return covered == elementCount ? nil : .hole(elementCount - covered)
  }

  /// Two boxes that share elements, found along the axis on which they begin at most places.
  private static func overlap(
    _ boxes: [DistributedMetadata.Chunk], _ filled: [Int], _ rank: Int
  ) -> Fault? {
    let axis = (0..<rank).max { left, right in
      Set(filled.map { boxes[$0].offsets[left] }).count
        < Set(filled.map { boxes[$0].offsets[right] }).count
    }
    guard let axis else { return filled.count > 1 ? .overlap(filled[0], filled[1]) : nil }
    var active: [Int] = []
    var comparisons = 0
    for index in filled.sorted(by: { boxes[$0].offsets[axis] < boxes[$1].offsets[axis] }) {
      let start = boxes[index].offsets[axis]
      active.removeAll { boxes[$0].offsets[axis] + boxes[$0].sizes[axis] <= start }
      comparisons += active.count
      if comparisons > comparisonLimit { return .tooMany }
      for other in active where overlap(boxes[index], boxes[other]) {
        return .overlap(min(index, other), max(index, other))
      }
      active.append(index)
    }
    return nil
  }

  private static func overlap(
    _ left: DistributedMetadata.Chunk, _ right: DistributedMetadata.Chunk
  ) -> Bool {
    left.sizes.indices.allSatisfy { axis in
      left.offsets[axis] < right.offsets[axis] + right.sizes[axis]
        && right.offsets[axis] < left.offsets[axis] + left.sizes[axis]
    }
  }
}
