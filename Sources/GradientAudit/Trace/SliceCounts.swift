/// How many values of each slice of a tensor are lost.
///
/// A slice is what is left of a tensor when one index is held: a row of a matrix, or
/// all that belongs to one channel. For each index along each axis there are two
/// counters, so that memory grows with the sum of the extents, not with their product.
/// Counts of the same shape can be merged: of parts of a tensor, or of several steps. An
/// axis of more than ``extentLimit`` slices is not counted.
public struct SliceCounts: Hashable, Sendable {
  /// The most slices along an axis that are counted: a million.
  public static let extentLimit = 1 << 20

  /// The extents of the tensor.
  public let shape: [Int]
  /// Where the counters of each axis begin.
  private let offsets: [Int]
  private var finite: [UInt64]
  private var lost: [UInt64]

  /// The slices along one axis.
  public struct Axis: Hashable, Sendable {
    /// Which axis of the tensor, from 0.
    public let number: Int
    /// For each index, the values of the slice that are finite and not zero.
    public let finiteNonzero: [UInt64]
    /// For each index, how many of these have a chosen outcome.
    public let lost: [UInt64]

    /// The number of slices.
    public var extent: Int { lost.count }

    /// The indices of the slices that have finite, non-zero values and have lost all of
    /// them, ascending.
    ///
    /// A slice without such values had nothing to lose, and is not among them.
    public var whollyLost: [Int] {
      lost.indices.filter { finiteNonzero[$0] > 0 && lost[$0] == finiteNonzero[$0] }
    }

    /// The indices of slices that have lost some of their values and not all, those
    /// with the largest share first; equal shares in the order of the indices.
    public func worst(_ limit: Int) -> [Int] {
      let hurt = lost.indices.filter { lost[$0] > 0 && lost[$0] < finiteNonzero[$0] }
      return Array(hurt.sorted { isWorse($0, $1) }.prefix(limit))
    }

    private func isWorse(_ left: Int, _ right: Int) -> Bool {
      let one = lost[left].multipliedFullWidth(by: finiteNonzero[right])
      let two = lost[right].multipliedFullWidth(by: finiteNonzero[left])
      return one == two ? left < right : (one.high, one.low) > (two.high, two.low)
    }
  }

  /// No values yet.
  public init(shape: [Int]) {
    self.shape = shape
    var (offsets, end) = ([Int](), 0)
    // Of a tensor without elements an extent may be any number.
    let extents = shape.map { shape.contains(0) || $0 > SliceCounts.extentLimit ? 0 : $0 }
    for extent in extents {
      offsets.append(end)
      end += extent
    }
    self.offsets = offsets + [end]
    finite = [UInt64](repeating: 0, count: end)
    lost = finite
  }

  /// The axes along which there are at least two slices.
  public var axes: [Axis] {
    shape.indices.compactMap { number in
      let range = offsets[number]..<offsets[number + 1]
      guard range.count >= 2 else { return nil }
      return Axis(number: number, finiteNonzero: Array(finite[range]), lost: Array(lost[range]))
    }
  }

  /// Adds the counts of other values.
  ///
  /// - Precondition: The shapes are the same.
  public mutating func merge(_ other: SliceCounts) {
    precondition(shape == other.shape, "slices of tensors of different shapes")
    for index in finite.indices {
      finite[index] += other.finite[index]
      lost[index] += other.lost[index]
    }
  }

  /// Counts values that stand one behind the other in a file.
  ///
  /// - Parameters:
  ///   - count: How many values.
  ///   - place: The place in the file of the first.
  ///   - finiteFlags: 1 for each value that is finite and not zero, 0 for others.
  ///   - lostFlags: 1 for each of these that has a chosen outcome, 0 for others.
  mutating func add(
    _ count: Int, from place: Int, in order: IndexOrder, finiteFlags: [UInt8],
    lostFlags: [UInt8]
  ) {
    guard let inner = order.axes.first else { return }
    // The index along each axis, the fastest first.
    var rest = place
    var indices = order.axes.map { axis in
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: axis.extent)
      rest = quotient
      return index
    }
    var start = 0
    while start < count {
      let run = start..<min(start + inner.extent - indices[0], count)
      let counter = offsets[inner.number] + indices[0]
      let sums =
        isCounted(inner.number)
        ? (
          SliceCounts.add(finiteFlags, run, to: &finite, from: counter),
          SliceCounts.add(lostFlags, run, to: &lost, from: counter)
        ) : (SliceCounts.sum(finiteFlags, run), SliceCounts.sum(lostFlags, run))
      for (axis, index) in zip(order.axes, indices).dropFirst() where isCounted(axis.number) {
        finite[offsets[axis.number] + index] += sums.0
        lost[offsets[axis.number] + index] += sums.1
      }
      start = run.upperBound
      SliceCounts.advance(&indices, by: run.count, order)
    }
  }

  private func isCounted(_ axis: Int) -> Bool { offsets[axis + 1] > offsets[axis] }

  /// The number of flags that are set.
  private static func sum(_ flags: [UInt8], _ run: Range<Int>) -> UInt64 {
    flags[run].reduce(0) { $0 + UInt64($1) }
  }

  /// Adds flags to counters.
  ///
  /// - Returns: The number of flags that are set.
  private static func add(
    _ flags: [UInt8], _ run: Range<Int>, to counters: inout [UInt64], from first: Int
  ) -> UInt64 {
    precondition(run.upperBound <= flags.count && first + run.count <= counters.count)
    let source = flags.span
    var target = counters.mutableSpan
    var sum: UInt64 = 0
    for offset in 0..<run.count {
      // Both checked above.
      let flag = unsafe UInt64(source[unchecked: run.lowerBound &+ offset])
      unsafe target[unchecked: first &+ offset] &+= flag
      sum &+= flag
    }
    return sum
  }

  /// Moves on along the fastest axis, and from its end to the next ones.
  private static func advance(_ indices: inout [Int], by count: Int, _ order: IndexOrder) {
    indices[0] += count
    var axis = 0
    while axis + 1 < indices.count, indices[axis] == order.axes[axis].extent {
      indices[axis] = 0
      axis += 1
      indices[axis] += 1
    }
  }
}
