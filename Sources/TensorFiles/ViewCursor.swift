/// A place among the elements of a view, in reading order.
struct ViewCursor {
  private let loops: [StridedLayout.Loop]
  /// The index of each loop, the fastest first.
  private var indices: [Int]
  /// The place of the element in storage, counted from the first one.
  private var place = 0

  /// The place of an element.
  init(_ view: ViewReading, at element: Int) {
    loops = view.loops
    var rest = element
    indices = loops.map { loop in
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: loop.extent)
      rest = quotient
      return index
    }
    place = zip(loops, indices).reduce(0) { $0 + $1.0.stride * $1.1 }
  }

  /// Elements that follow each other at one stride.
  struct Run {
    /// The place of the first in storage.
    let place: Int
    let stride: Int
    let count: Int

    /// The places from the first to the last, both included.
    var places: ClosedRange<Int> { place...place + (count - 1) * stride }

    /// Which of its elements lie in a range of places.
    func elements(in window: Range<Int>) -> Range<Int> {
      func position(of end: Int) -> Int {
        if end <= place { return 0 }
        return stride == 0 ? count : min(count, (end - place - 1) / stride + 1)
      }
      return position(of: window.lowerBound)..<position(of: window.upperBound)
    }

    /// The part of the run that lies in a range, if its elements are numbered from a start on.
    func clamped(from start: Int, to range: Range<Int>) -> Run {
      let skipped = max(0, range.lowerBound - start)
      return Run(
        place: place + skipped * stride, stride: stride,
        count: min(start + count, range.upperBound) - start - skipped)
    }
  }

  /// The elements from here to the end of the fastest loop.
  func run(atMost limit: Int) -> Run {
    guard let inner = loops.first else { return Run(place: place, stride: 1, count: 1) }
    return Run(place: place, stride: inner.stride, count: min(limit, inner.extent - indices[0]))
  }

  /// Steps over elements of a run.
  mutating func advance(by count: Int) {
    guard let inner = loops.first else { return }
    indices[0] += count
    place += count * inner.stride
    var level = 0
    while indices[level] == loops[level].extent, level + 1 < loops.count {
      place -= loops[level].extent * loops[level].stride
      indices[level] = 0
      level += 1
      indices[level] += 1
      place += loops[level].stride
    }
  }
}
