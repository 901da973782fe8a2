#if HDF5
  /// The chunks of an array: a grid of boxes of the same extents, the last of which reach
  /// beyond its shape.
  struct HDF5Chunks: Hashable, Sendable {
    let shape: [Int]
    /// The extents of a chunk, one for each axis.
    let extents: [Int]

    /// The boxes of elements in C order that hold a range, each with the chunks in it.
    ///
    /// - Parameter take: Gets the first indices of a chunk, and the runs that it has in the
    ///   range: from which element of the chunk on, to which of the range, how many.
    func forEach(
      in elements: Range<Int>,
      _ take: (_ chunk: [Int], _ runs: [Run]) throws(TensorFileError) -> Void
    ) throws(TensorFileError) {
      var place = 0
      var runs: [[Int]: [Run]] = [:]
      for box in HDF5Box.boxes(of: elements, in: shape) {
        for chunk in chunks(meeting: box) {
          runs[chunk, default: []] += self.runs(of: chunk, in: box, from: place)
        }
        place += box.count
      }
      for (chunk, own) in runs.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        try take(chunk, own)
      }
    }

    /// Neighbouring elements of a chunk that are neighbours in the array.
    struct Run: Hashable {
      let from: Int
      let to: Int
      let count: Int
    }

    /// Whether a chunk reaches beyond the shape.
    func isPartial(_ chunk: [Int]) -> Bool {
      chunk.indices.contains { chunk[$0] + extents[$0] > shape[$0] }
    }

    /// The first indices of the chunks that have elements of a box.
    private func chunks(meeting box: HDF5Box) -> [[Int]] {
      zip(box.start, zip(box.extents, extents)).reduce([[]]) { starts, axis in
        let (start, (count, extent)) = axis
        let numbers = start / extent...(start + count - 1) / extent
        return starts.flatMap { start in numbers.map { start + [$0 * extent] } }
      }
    }

    /// The runs of a chunk in a box whose first element is to go to a place.
    private func runs(of chunk: [Int], in box: HDF5Box, from place: Int) -> [Run] {
      let axes = shape.indices
      let first = axes.map { max(chunk[$0], box.start[$0]) }
      let end = axes.map { min(chunk[$0] + extents[$0], box.start[$0] + box.extents[$0]) }
      guard let inner = axes.last else { return [Run(from: 0, to: place, count: 1)] }
      var (runs, index): ([Run], [Int]) = ([], first)
      while true {
        let from = axes.reduce(0) { $0 * extents[$1] + index[$1] - chunk[$1] }
        let to = axes.reduce(0) { $0 * box.extents[$1] + index[$1] - box.start[$1] }
        runs.append(Run(from: from, to: place + to, count: end[inner] - first[inner]))
        // The next row: the last axis but one goes first.
        guard let axis = axes.dropLast().last(where: { index[$0] + 1 < end[$0] }) else {
          return runs
        }
        index[axis] += 1
        for later in axis + 1..<inner + 1 { index[later] = first[later] }
      }
    }
  }
#endif
