/// Where the elements of a tensor lie that is put together from boxes.
///
/// The tensor itself is read in C order. Its boxes fill it, each element once.
struct Assembly: Hashable, Sendable {
  /// The boxes that have elements, by their first ones.
  let boxes: [Box]
  /// How the storage of each is read.
  let sources: [BlockCache.Source]

  /// Takes boxes that fill a tensor.
  init(_ boxes: [Box]) {
    let boxes = boxes.sorted { $0.first < $1.first }
    var sources = boxes.map(\.source)
    let blockSize = sources.map(\.blockSize).max() ?? BlockCache.smallBlock
    for number in sources.indices {
      sources[number].number = number
      sources[number].blockSize = blockSize
    }
    self.boxes = boxes
    self.sources = sources
  }

  /// A box of elements, which lie in one file.
  struct Box: Hashable, Sendable {
    /// Which of the files.
    let part: Int
    /// What lies there; its layout is that of the box.
    let tensor: StoredTensor
    /// The number in the whole tensor, in C order, of the first element.
    let first: Int
    /// The number of the last.
    let last: Int
    /// The loops over its elements, the slowest first.
    private let loops: [Loop]

    private struct Loop: Hashable {
      let extent: Int
      /// The stride in storage.
      let stride: Int
      /// The stride in the whole tensor.
      let wholeStride: Int
    }

    /// A box at some offsets in a tensor of a shape; it has elements and lies inside.
    init(_ tensor: StoredTensor, part: Int, at offsets: [Int], in shape: [Int]) {
      self.part = part
      self.tensor = tensor
      var loops: [Loop] = []
      var (wholeStride, first, last) = (1, 0, 0)
      for axis in shape.indices.reversed() {
        let (extent, stride) = (tensor.shape[axis], tensor.layout.strides[axis])
        first += offsets[axis] * wholeStride
        last += (offsets[axis] + extent - 1) * wholeStride
        if extent == 1 {
          // Has no stride.
        } else if let inner = loops.last, inner.extent * inner.wholeStride == wholeStride,
          inner.extent * inner.stride == stride
        {
          loops[loops.count - 1] = Loop(
            extent: inner.extent * extent, stride: inner.stride, wholeStride: inner.wholeStride)
        } else {
          loops.append(Loop(extent: extent, stride: stride, wholeStride: wholeStride))
        }
        wholeStride *= shape[axis]
      }
      (self.first, self.last) = (first, last)
      // A box is one row at least: of one element in a tensor of no dimension.
      if loops.first?.wholeStride != 1 {
        loops.insert(Loop(extent: 1, stride: 1, wholeStride: 1), at: 0)
      }
      self.loops = loops.reversed()
    }

    /// The storage from the first element to the last.
    fileprivate var source: BlockCache.Source {
      let width = tensor.elementWidth
      return BlockCache.Source(
        byteOffset: tensor.byteOffset, span: tensor.layout.span, elementWidth: width,
        blockSize: ViewReading.blockSize(loops.reversed().map { ($0.extent, $0.stride) }, width))
    }

    /// The number of rows: elements that stand side by side in the whole tensor.
    var rowCount: Int { loops.dropLast().reduce(1) { $0 * $1.extent } }

    /// The number of a row's first element, and where it lies.
    func row(_ number: Int) -> (start: Int, run: ViewCursor.Run) {
      var (rest, start, place) = (number, first, 0)
      for loop in loops.dropLast().reversed() {
        let (quotient, index) = rest.quotientAndRemainder(dividingBy: loop.extent)
        start += index * loop.wholeStride
        place += index * loop.stride
        rest = quotient
      }
      let inner = loops[loops.count - 1]
      return (start, ViewCursor.Run(place: place, stride: inner.stride, count: inner.extent))
    }

    /// The first row that does not end before an element.
    func firstRow(from element: Int) -> Int {
      var (low, high) = (0, rowCount)
      while low < high {
        let middle = (low + high) / 2
        let (start, run) = row(middle)
        if start + run.count <= element { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }
}
