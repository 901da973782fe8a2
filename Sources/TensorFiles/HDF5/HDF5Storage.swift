#if HDF5
  /// How the elements of a dataset are had where the file's bytes are not the elements.
  struct HDF5Storage: Sendable {
    /// The path of the dataset in its file.
    let path: String
    /// nil for a dataset without chunks, which is read at once.
    let chunks: HDF5Chunks?
    let pipeline: HDF5Pipeline
    let leavesEdgesAlone: Bool
    /// The bytes of an element that was never written; empty where they are zeros.
    let fill: [UInt8]

    /// The most bytes of a chunk, which is held in memory as a whole.
    static let chunkLimit = 256 << 20
    /// About how many bytes are had at a time.
    private static let slabSize = 16 << 20
    /// The most bytes of a row of chunks that are had at a time.
    private static let rowLimit = 64 << 20

    /// How many elements to have at a time: whole rows of chunks where they are not too
    /// large, so that no chunk is inflated twice.
    func slabLength(elementCount: Int) -> Int {
      let width = pipeline.elementWidth
      guard let chunks, let outer = chunks.extents.first else { return max(elementCount, 1) }
      let inner = chunks.shape.dropFirst().reduce(1, *)
      let (row, overflow) = inner.multipliedReportingOverflow(by: outer)
      if overflow || row > Self.rowLimit / width { return Self.rowLimit / width }
      return row * max(1, Self.slabSize / width / max(row, 1))
    }

    /// The elements of a range as they lie in the file, from the first byte on.
    func words(
      of elements: Range<Int>, in dataset: HDF5Library.Object, _ library: borrowing HDF5Library,
      _ tensor: StoredTensor, _ file: borrowing OpenFile
    ) throws(TensorFileError) -> [UInt64] {
      let width = pipeline.elementWidth
      var words = [UInt64](repeating: 0, count: (elements.count * width + 7) / 8)
      guard let chunks else {
        guard library.readWhole(dataset, &words) else {
          throw Self.fault(library.reason, tensor, file)
        }
        return words
      }
      try chunks.forEach(in: elements) { (start, runs) throws(TensorFileError) in
        let stored = library.chunk(at: start, of: dataset, limit: file.byteCount)
        guard let stored else { throw Self.fault(library.reason, tensor, file) }
        let bytes: [UInt8]
        do throws(HDF5Pipeline.Fault) {
          bytes = try self.elements(of: stored, chunks.isPartial(start))
        } catch {
          throw Self.fault("\(error.what), of the chunk at \(start)", tensor, file)
        }
        for run in runs { HDF5Library.copy(run, of: bytes, to: &words, width: width) }
      }
      return words
    }

    private func elements(
      of stored: HDF5Library.StoredChunk, _ isPartial: Bool
    ) throws(HDF5Pipeline.Fault) -> [UInt8] {
      if stored.bytes.isEmpty {
        let unit = fill.isEmpty ? [0] : fill
        return (0..<pipeline.chunkByteCount / unit.count).flatMap { _ in unit }
      }
      let skipped = leavesEdgesAlone && isPartial ? .max : stored.skippedFilters
      return try pipeline.elements(stored.bytes, skipping: skipped)
    }

    private static func fault(
      _ reason: String, _ tensor: StoredTensor, _ file: borrowing OpenFile
    ) -> TensorFileError {
      TensorFileError(
        .malformedHDF5, path: file.path, tensor: tensor.name, byteOffset: tensor.byteOffset,
        what: "its values cannot be read: \(reason)",
        remedy: HDF5Library.remedy(reason))
    }
  }
#endif
