#if HDF5
  /// A box of elements of an array, one index after the other along each axis.
  struct HDF5Box: Hashable {
    /// The least index along each axis.
    let start: [Int]
    /// How many indices along each axis.
    let extents: [Int]

    /// How many elements.
    var count: Int { extents.reduce(1, *) }

    /// The boxes that hold a range of elements in C order, in that order: at most two for
    /// each axis, less one.
    ///
    /// - Parameter shape: Whose product does not overflow.
    static func boxes(of elements: Range<Int>, in shape: [Int]) -> [HDF5Box] {
      if elements.isEmpty { return [] }
      guard let outer = shape.first else { return [HDF5Box(start: [], extents: [])] }
      let inner = Array(shape.dropFirst())
      let size = inner.reduce(1, *)
      let (first, last) = (elements.lowerBound / size, (elements.upperBound - 1) / size)
      func part(_ index: Int, _ range: Range<Int>) -> [HDF5Box] {
        if range == 0..<size { return [row(index, 1, inner)] }
        return boxes(of: range, in: inner).map {
          HDF5Box(start: [index] + $0.start, extents: [1] + $0.extents)
        }
      }
      precondition(last < outer, "elements outside the array")
      let head = elements.lowerBound - first * size
      let tail = elements.upperBound - last * size
      if first == last { return part(first, head..<tail) }
      let whole = (head == 0 ? first : first + 1)..<(tail == size ? last + 1 : last)
      return (head == 0 ? [] : part(first, head..<size))
        + (whole.isEmpty ? [] : [row(whole.lowerBound, whole.count, inner)])
        + (tail == size ? [] : part(last, 0..<tail))
    }

    private static func row(_ index: Int, _ count: Int, _ inner: [Int]) -> HDF5Box {
      HDF5Box(start: [index] + inner.map { _ in 0 }, extents: [count] + inner)
    }
  }
#endif
