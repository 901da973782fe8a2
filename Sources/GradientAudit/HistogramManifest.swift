internal import Synchronization
internal import TensorFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The pieces of a recording that earlier runs have counted: what lets an interrupted run
/// go on.
///
/// A list of JSON lines, one a piece, to which a run adds. A piece is known again if its
/// file has the same path, size and time of modification. Lines that cannot be read,
/// since a crash tore them or another version wrote them, are passed over.
public final class HistogramManifest: Sendable {
  private let known: [Piece: MagnitudeHistogram]
  private let used = Atomic(0)
  private let pending = Mutex(Pending())
  private let append: @Sendable (String) -> Void

  /// Takes the lines that earlier runs have written.
  ///
  /// - Parameter append: Called now and then with further lines, each with its line feed,
  ///   by any thread, never by two at once. They count only when they are on the disk.
  public init(
    lines: some Sequence<some StringProtocol>, append: @escaping @Sendable (String) -> Void
  ) {
    var known: [Piece: MagnitudeHistogram] = [:]
    let decoder = JSONDecoder()
    for line in lines {
      guard let entry = try? decoder.decode(Entry.self, from: Data(line.utf8)),
        entry.version == HistogramFileVersion.newest.rawValue,
        let bytes = Data(base64Encoded: entry.histogram)
      else { continue }
      var reader = ByteReader([UInt8](bytes)[...])
      guard let histogram = try? MagnitudeHistogram(&reader, version: .newest), reader.isAtEnd,
        histogram.count == UInt64(exactly: entry.piece.elementCount)
      else { continue }
      known[entry.piece] = histogram
    }
    self.known = known
    self.append = append
  }

  /// How many pieces are known.
  public var count: Int { known.count }

  /// How many of them a run had no need to count.
  public var usedCount: Int { used.load(ordering: .relaxed) }

  /// What an earlier run has counted in a part; nil if none has.
  func histogram(of part: TensorPart) -> MagnitudeHistogram? {
    guard !known.isEmpty, let histogram = known[Piece(part)] else { return nil }
    used.add(1, ordering: .relaxed)
    return histogram
  }

  /// Notes what was counted in a part.
  func note(_ part: TensorPart, _ histogram: MagnitudeHistogram) {
    var writer = ByteWriter()
    histogram.write(to: &writer)
    let entry = Entry(
      version: HistogramFileVersion.newest.rawValue, piece: Piece(part),
      histogram: Data(writer.bytes).base64EncodedString())
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(entry) else { return }
    pending.withLock { pending in
      pending.lines += String(decoding: line, as: UTF8.self) + "\n"
      let now = ContinuousClock.now
      guard now - pending.lastWritten >= HistogramManifest.interval else { return }
      write(&pending, now)
    }
  }

  /// Hands over the lines that are left.
  func flush() {
    pending.withLock { pending in
      if !pending.lines.isEmpty { write(&pending, .now) }
    }
  }

  private func write(_ pending: inout Pending, _ now: ContinuousClock.Instant) {
    append(pending.lines)
    pending = Pending(lines: "", lastWritten: now)
  }

  /// No more than so much work is lost.
  private static let interval = Duration.seconds(1)
}

/// The lines that are not handed over yet.
private struct Pending {
  var lines = ""
  var lastWritten = ContinuousClock.now
}

/// A line of a manifest.
private struct Entry: Codable {
  /// That of the histogram files which are written alike.
  let version: UInt32
  let piece: Piece
  /// As in a histogram file, in base 64.
  let histogram: String
}

/// Some elements of a tensor in a file that was not changed.
private struct Piece: Codable, Hashable {
  let file: ByteName
  let byteCount: UInt64
  let modifiedSeconds: Int
  let modifiedNanoseconds: Int
  let tensorOffset: UInt64
  let elementType: String
  let firstElement: Int
  let elementCount: Int
  /// The strides and extents of a view; nil where elements lie side by side.
  let view: [Int]?
  /// The loss scale that is undone; nil for none.
  let recordedScale: Double?

  init(_ part: TensorPart) {
    file = ByteName(part.file.path)
    byteCount = part.file.byteCount
    (modifiedSeconds, modifiedNanoseconds) = part.file.modificationTime
    tensorOffset = part.tensor.byteOffset
    elementType = part.tensor.elementType.name
    firstElement = part.elements.lowerBound
    elementCount = part.elements.count
    recordedScale = part.recordedScale?.value
    let layout = part.tensor.layout
    view =
      layout.isDense ? nil : layout.readingAxes.flatMap { [layout.strides[$0], layout.shape[$0]] }
  }
}
