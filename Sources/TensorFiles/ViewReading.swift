/// How a view that is not dense is read: by windows of its storage.
struct ViewReading {
  /// The bytes of a run of neighbours that is read straight to its place.
  static let longRun = 4096
  /// The most bytes of storage that are held at a time.
  static let windowSize = 256 * 1024
  /// Elements that are farther apart are not read together.
  private static let gap = 4096

  /// The bytes of an element: 2, 4 or 8.
  let elementWidth: Int
  /// The loops over elements, the fastest first.
  let loops: [StridedLayout.Loop]
  private let tensor: StoredTensor
  /// The elements of storage that are worth reading at once.
  private let blockSpan: Int

  /// Prepares for a tensor that has elements.
  init(_ tensor: StoredTensor, elementWidth: Int) {
    self.tensor = tensor
    self.elementWidth = elementWidth
    loops = tensor.layout.loops
    var span = 1
    // No product overflows: each is at most the layout's span.
    for loop in loops {
      if (loop.stride - span) * elementWidth > Self.gap { break }
      span += (loop.extent - 1) * loop.stride
    }
    blockSpan = span
  }

  /// Where the element at a place of the storage lies in the file.
  ///
  /// The layout's span is proven to lie inside the file.
  func byteOffset(of place: Int) -> UInt64 {
    tensor.byteOffset + UInt64(place) * UInt64(elementWidth)
  }

  /// How many elements of storage to hold from a place on; at least one.
  func windowLength(at place: Int) -> Int {
    min(blockSpan, Self.windowSize / elementWidth, tensor.layout.span - place)
  }
}
