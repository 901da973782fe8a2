internal import TensorFiles

/// The way from the place of a value in the order of reading to its place in the tensor.
///
/// The latter counts in C order: the last index varies fastest. In Fortran order the
/// first does so in the file; of other views it may be any.
struct IndexOrder: Hashable, Sendable {
  /// The extents and the strides in C order of the axes, the one that varies fastest in
  /// reading first.
  let axes: [Axis]
  /// Whether both places are always the same.
  let isFlat: Bool

  struct Axis: Hashable, Sendable {
    /// Which axis of the tensor.
    let number: Int
    let extent: Int
    let stride: Int
  }

  init(_ layout: StridedLayout) {
    var stride = 1
    var axes: [Axis] = []
    for (number, extent) in layout.shape.enumerated().reversed() {
      axes.append(Axis(number: number, extent: extent, stride: stride))
      stride &*= extent  // at most the number of elements, which is proven to fit
    }
    axes.reverse()
    self.axes = layout.readingAxes.reversed().map { axes[$0] }
    isFlat = layout.isCOrder
  }

  /// The place in C order of the value at a place in the file.
  @inline(__always)
  func flatIndex(ofStored place: Int) -> Int {
    isFlat ? place : converted(place)
  }

  private func converted(_ place: Int) -> Int {
    var (rest, flat) = (place, 0)
    for axis in axes {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: axis.extent)
      flat += index * axis.stride
      rest = quotient
    }
    return flat
  }
}
