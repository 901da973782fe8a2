/// How the elements of a tensor lie in storage: an extent and a stride for each axis.
///
/// The element at indices i lies Σ i·stride elements behind the first one. Strides are not
/// negative; one of zero repeats the same elements along its axis.
///
/// Elements are read in *reading order*: the axis with the largest stride is the slowest.
/// So places in storage only go up, whatever the order of the axes: a transposed matrix
/// or an image with its channels last is read from its first byte to its last. Of an array
/// in C order, that is C order.
public struct StridedLayout: Hashable, Sendable {
  /// The extents, outermost first; empty for a tensor of no dimension.
  public let shape: [Int]
  /// The strides in elements, one for each extent.
  ///
  /// Zero for axes of one element, and in tensors without elements, where a stride means
  /// nothing.
  public let strides: [Int]
  /// The number of elements: the product of `shape`, proven not to overflow.
  public let elementCount: Int
  /// The number of elements of storage from the first to the last one, both included.
  public let span: Int
  /// The axes in reading order, the slowest first; axes of one element stand in front.
  public let readingAxes: [Int]

  /// A layout with any strides.
  ///
  /// - Returns: `nil` where a number is negative, or a product or a place overflows.
  init?(shape: [Int], strides: [Int]) {
    guard shape.count == strides.count, let count = StoredTensor.elementCount(of: shape),
      shape.allSatisfy({ $0 >= 0 }), count == 0 || strides.allSatisfy({ $0 >= 0 })
    else { return nil }
    var last = 0
    for (extent, stride) in zip(shape, strides) where count > 0 {
      let (distance, isTooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflow) = last.addingReportingOverflow(distance)
      if isTooFar || overflow || sum == .max { return nil }
      last = sum
    }
    self.shape = shape
    self.strides = zip(shape, strides).map { count == 0 || $0 == 1 ? 0 : $1 }
    elementCount = count
    span = count == 0 ? 0 : last + 1
    readingAxes = Self.readingAxes(shape, self.strides)
  }

  /// The layout of elements that stand one behind the other.
  ///
  /// - Returns: `nil` where the number of elements overflows.
  init?(shape: [Int], isFortranOrder: Bool) {
    var stride = 1
    var strides = shape
    for axis in isFortranOrder ? Array(shape.indices) : shape.indices.reversed() {
      strides[axis] = stride
      stride &*= shape[axis]  // Overflows only without elements, where strides mean nothing.
    }
    self.init(shape: shape, strides: strides)
  }

  /// Whether elements fill their span, each place once, and are read as they lie.
  public var isDense: Bool { elementCount == span && loops.allSatisfy { $0.stride == 1 } }

  /// Whether reading order is C order: the last index varies fastest.
  public var isCOrder: Bool {
    let axes = readingAxes.filter { shape[$0] != 1 }
    return zip(axes, axes.dropFirst()).allSatisfy(<)
  }

  /// Whether elements stand one behind the other, the first index varying fastest.
  public var isFortranOrder: Bool {
    let axes = readingAxes.filter { shape[$0] != 1 }
    return isDense && axes.count > 1 && zip(axes, axes.dropFirst()).allSatisfy(>)
  }

  /// The axes as nested loops, the fastest first; axes that go on where a faster one
  /// ends are one loop with it.
  var loops: [Loop] {
    var loops: [Loop] = []
    for axis in readingAxes.reversed() where shape[axis] != 1 && elementCount > 0 {
      let loop = Loop(extent: shape[axis], stride: strides[axis])
      if let inner = loops.last, let joined = inner.joined(by: loop) {
        loops[loops.count - 1] = joined
      } else {
        loops.append(loop)
      }
    }
    return loops
  }

  /// One of the nested loops that visit all elements.
  struct Loop: Hashable, Sendable {
    let extent: Int
    let stride: Int

    /// Both loops as one, where the outer goes on where this one ends.
    fileprivate func joined(by outer: Loop) -> Loop? {
      let (reach, isTooFar) = stride.multipliedReportingOverflow(by: extent)
      let (extent, overflow) = extent.multipliedReportingOverflow(by: outer.extent)
      if isTooFar || overflow || outer.stride != reach { return nil }
      return Loop(extent: extent, stride: stride)
    }
  }

  /// Axes by falling stride; equal ones, and all of a tensor without elements, in C order.
  private static func readingAxes(_ shape: [Int], _ strides: [Int]) -> [Int] {
    if shape.contains(0) { return Array(shape.indices) }
    func key(_ axis: Int) -> (Int, Int) { (shape[axis] == 1 ? .min : -strides[axis], axis) }
    return shape.indices.sorted { key($0) < key($1) }
  }
}
