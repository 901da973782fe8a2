internal import TensorFiles

/// A histogram file that several threads read, piece by piece, without keeping its tensors.
///
/// For what asks little of many tensors. It takes files as `RecordingHistogram` writes them,
/// all of whose tensors are replayed, each by itself; of all others there is no result, and
/// whoever reads them as a whole learns why.
struct HistogramStream {
  private let path: String
  /// The size of the file.
  let byteCount: UInt64

  /// Takes a recording that is one such file, read as it is.
  init?(of recording: Recording) {
    guard let file = recording.files.first, recording.files.count == 1, file.isHistogram,
      recording.problems.isEmpty, recording.options.rank == nil,
      recording.options.recordedScale == nil, recording.options.tensors == .all
    else { return nil }
    path = file.path
    byteCount = recording.byteCount
  }
}

extension HistogramStream {
  /// Reads the file.
  ///
  /// - Parameters:
  ///   - builder: Makes what adds up tensors, one for each thread.
  ///   - take: Called with what became of the tensors, in their order; returns whether they
  ///     are as they should be.
  /// - Returns: All but the tensors; nil if the file is not as it should be: then what was
  ///   taken does not count.
  func read(
    threadCount: Int, builder: @escaping () -> StepBuilder, take: (StepBlock) -> Bool
  ) -> RecordingHistogram? {
    guard var pieces = try? TensorPieces(path) else { return nil }
    var sums: [(checksum: UInt32, byteCount: UInt64)] = []
    let isWhole = OrderedWorkers(threadCount: threadCount) { PieceWorker(builder) }.forEach(
      next: { worker in pieces.next(into: &worker.bytes) },
      make: { (piece, worker) -> (block: StepBlock?, checksum: UInt32, byteCount: UInt64) in
        (worker.block(of: piece), worker.checksum(of: piece), UInt64(piece.byteCount))
      },
      take: { part in
        guard let block = part.block, block.isWhole, take(block) else { return false }
        sums.append((part.checksum, part.byteCount))
        return true
      })
    return isWhole ? try? pieces.rest(behind: sums) : nil
  }
}

/// Some whole tensors of a histogram file.
private struct TensorPiece {
  let tensorCount: Int
  let byteCount: Int
}

/// Adds up the tensors of pieces, on one thread.
private final class PieceWorker {
  private let builder: Reusable<StepBuilder>
  /// Begins with the bytes of a piece.
  var bytes: [UInt8] = []

  init(_ builder: @escaping () -> StepBuilder) { self.builder = Reusable(builder) }

  /// What the tensors of the piece in `bytes` sum up to; nil if one is not as it should be.
  func block(of piece: TensorPiece) -> StepBlock? {
    let block = builder.use {
      $0.block(of: bytes[..<piece.byteCount], tensorCount: piece.tensorCount)
    }
    // What was added before is still in the builder.
    if block == nil { builder.discard() }
    return block
  }

  func checksum(of piece: TensorPiece) -> UInt32 { Checksum.of(bytes[..<piece.byteCount]) }
}

/// The pieces of a histogram file, handed out one after the other.
private struct TensorPieces {
  private let file: PiecewiseFile
  private let header: HistogramFileHeader
  private let sources: RecordingHistogram
  /// The bytes before the first tensor.
  private let head: ArraySlice<UInt8>
  /// Where the next piece begins.
  private var offset: UInt64
  private var tensorsLeft: Int

  /// Thrown for what is not as it should be.
  private struct Irregularity: Error {}

  /// The bytes that fill a piece, unless there are fewer: some hundredth of the file, so that
  /// most pieces have many steps.
  private let pieceByteCount: Int

  private static let leastByteCount = 1 << 20
  private static let chunkByteCount = 128 << 10

  init(_ path: String) throws {
    file = try PiecewiseFile(path: path)
    let headerCount = RecordingHistogram.headerCount
    let start = try file.bytes(at: 0, atMost: headerCount)
    guard start.count == headerCount, start.starts(with: RecordingHistogram.magic) else {
      throw Irregularity()
    }
    header = HistogramFileHeader(start)
    guard header.version == .newest,
      header.contentByteCount == file.byteCount - UInt64(headerCount)
    else { throw Irregularity() }
    pieceByteCount = min(
      max(TensorPieces.leastByteCount, Int(clamping: file.byteCount) / 64), 32 << 20)
    let bytes = try file.bytes(at: UInt64(headerCount), atMost: pieceByteCount)
    var reader = ByteReader(bytes[...])
    sources = try RecordingHistogram(sources: &reader)
    let count = try reader.count()
    head = bytes[..<reader.position]
    offset = UInt64(headerCount + reader.position)
    tensorsLeft = count
  }

  /// Reads the next piece over the first of some bytes: as many tensors as fill it, but one
  /// at least.
  ///
  /// - Returns: nil behind the last, and where there is something wrong.
  mutating func next(into bytes: inout [UInt8]) -> TensorPiece? {
    // Most pieces are not larger; that it grows would take as long as to read.
    if bytes.isEmpty {
      bytes = [UInt8](repeating: 0, count: pieceByteCount + TensorPieces.chunkByteCount)
    }
    if tensorsLeft == 0 { return nil }
    var (byteCount, end, count) = (0, 0, 0)
    // Small ones at the end, so that all threads end together.
    let left = Int(clamping: file.byteCount - offset)
    let size = min(pieceByteCount, max(TensorPieces.leastByteCount, left / 16))
    while count < tensorsLeft, count == 0 || byteCount < size {
      // Lengths are looked at while the cache has them.
      let read = try? file.read(
        into: &bytes, from: byteCount, at: offset + UInt64(byteCount),
        atMost: TensorPieces.chunkByteCount)
      guard let read, read > 0 else { return nil }
      byteCount += read
      var reader = ByteReader(bytes[end..<byteCount])
      while count < tensorsLeft, reader.skipsMeasured() { count += 1 }
      end = reader.position
    }
    offset += UInt64(end)
    tensorsLeft -= count
    return TensorPiece(tensorCount: count, byteCount: end)
  }

  /// All but the tensors.
  ///
  /// - Parameter parts: The checksum and size of each piece.
  /// - Throws: For what is not as it should be.
  func rest(
    behind parts: [(checksum: UInt32, byteCount: UInt64)]
  ) throws -> RecordingHistogram {
    guard tensorsLeft == 0 else { throw Irregularity() }
    let bytes = try file.bytes(
      at: offset, atMost: Int(clamping: file.byteCount - offset))
    var checksum = Checksum.of(head)
    for part in parts + [(Checksum.of(bytes[...]), UInt64(bytes.count))] {
      checksum = Checksum.joined(checksum, part.checksum, secondByteCount: part.byteCount)
    }
    guard checksum == header.checksum else { throw Irregularity() }
    var reader = ByteReader(bytes[...])
    var rest = sources
    try rest.readRest(&reader, version: .newest)
    try file.verifyUnchanged()
    return rest
  }
}
