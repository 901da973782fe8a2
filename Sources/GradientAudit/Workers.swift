internal import Dispatch
internal import FloatEmulation
internal import Synchronization
internal import TensorFiles

/// What one thread needs to count values.
private final class Worker {
  let counters: SourceCounters
  private(set) lazy var buffer = ChunkBuffer()
  private(set) lazy var unscaler = Unscaler()

  init(_ tables: SourceTables) { counters = SourceCounters(tables) }

  /// The values of a part of a tensor, counted; its recorded scale is undone.
  func count(_ part: TensorPart) -> CountedPart {
    let type = part.tensor.elementType
    let divisor = part.recordedScale.flatMap { $0 == .one ? nil : $0.value }
    do throws(TensorFileError) {
      try part.file.forEachChunk(of: part.tensor, elements: part.elements, using: buffer) {
        if let divisor {
          unscaler.unscale($0, type, by: divisor) { counters.count(binary64: $0) }
        } else {
          counters.count($0, as: type)
        }
      }
    } catch {
      _ = counters.finish(type)  // forgets what was read
      _ = counters.finish(.float64)
      _ = unscaler.finish()
      return .failure(error)
    }
    if divisor == nil { return .success(counters.finish(type)) }
    var histogram = counters.finish(.float64)
    histogram.hasLowBits = unscaler.finish()
    return .success(histogram)
  }
}

/// Threads that take jobs in turn until none is left.
struct Workers {
  private let workers: [Worker]

  init(count: Int, _ tables: SourceTables) {
    workers = (0..<max(1, count)).map { _ in Worker(tables) }
  }

  /// Calls a function once for each index, on all threads.
  func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    forEach(count) { index, _ in body(index) }
  }

  /// The values of a part of a tensor, counted.
  ///
  /// - Parameter parts: Whose histograms `body` gets with their indices, in any order.
  func count(_ parts: [TensorPart], _ body: @Sendable (Int, CountedPart) -> Void) {
    forEach(parts.count) { index, worker in
      let part = parts[index]
      body(index, worker.count(part))
    }
  }

  /// The values of elements in memory, counted.
  ///
  /// - Precondition: The type is audited, and the bytes hold whole elements at their natural
  ///   alignment.
  func count(_ elements: RawSpan, as type: ElementType) -> MagnitudeHistogram {
    let size = Workers.partSize
    let partCount = (elements.byteCount + size - 1) / size
    unsafe elements.withUnsafeBytes { bytes in
      // Only read, by threads that have come to their end before the call has.
      nonisolated(unsafe) let bytes = unsafe bytes
      forEach(partCount) { index, worker in
        var rest = unsafe bytes.bytes.extracting(
          index * size..<min((index + 1) * size, bytes.count))
        // As from a file: chunks that stay in the second cache.
        while !rest.isEmpty {
          let chunk = rest.extracting(first: ChunkBuffer.defaultByteCount)
          rest = rest.extracting(chunk.byteCount...)
          worker.counters.count(chunk, as: type)
        }
      }
    }
    return workers.reduce(into: MagnitudeHistogram()) { $0.merge($1.counters.finish(type)) }
  }

  /// The bytes of a part of a tensor at most, a multiple of each element's width.
  static var partSize: Int { 8 * 1024 * 1024 }

  private func forEach(_ count: Int, _ body: @Sendable (Int, Worker) -> Void) {
    // Each worker is used by one thread at a time.
    nonisolated(unsafe) let workers = workers
    let next = Atomic(0)
    unsafe DispatchQueue.concurrentPerform(iterations: min(workers.count, count)) { number in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        unsafe body(index, workers[number])
      }
    }
  }
}

/// A part of a tensor that one thread reads.
struct TensorPart: Sendable {
  let file: TensorFile
  let tensor: StoredTensor
  let elements: Range<Int>
  /// The loss scale that is undone; nil where none is known.
  let recordedScale: LossScale?

  /// The bytes to read.
  var byteCount: UInt64 { UInt64(elements.count * tensor.elementWidth) }
}

/// The histogram of a part, or why it could not be read.
typealias CountedPart = Result<MagnitudeHistogram, TensorFileError>

extension StoredTensor {
  /// The elements in pieces of a few megabytes, and one piece at least.
  ///
  /// What is compressed is one piece, since it can only be read from its beginning.
  func parts(of opened: OpenedFile) -> [TensorPart] {
    func part(_ elements: Range<Int>) -> TensorPart {
      TensorPart(
        file: opened.file, tensor: self, elements: elements, recordedScale: opened.recordedScale)
    }
    if isCompressed { return [part(0..<elementCount)] }
    let size = Workers.partSize / elementWidth
    return stride(from: 0, to: max(elementCount, 1), by: size).map { start in
      part(start..<min(start + size, elementCount))
    }
  }
}
