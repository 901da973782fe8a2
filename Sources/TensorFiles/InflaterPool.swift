internal import Synchronization

/// Inflaters of a file's entries, each as far as it has come.
///
/// Threads that read a tensor's chunks in their order, one here and one there, find one
/// that is just before their chunk, so that no entry is inflated again for each of them.
final class InflaterPool: Sendable {
  private let inflaters = Mutex<[Inflater]>([])

  /// How many are kept.
  private static let limit = 16

  /// An inflater of an entry that has not come further than a position.
  func take(
    _ entry: ZipEntry, atMost position: UInt64, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> Inflater {
    let known = inflaters.withLock { inflaters -> Inflater? in
      let best = inflaters.indices
        .filter { inflaters[$0].position <= position && inflaters[$0].entry == entry }
        .max { inflaters[$0].position < inflaters[$1].position }
      return best.map { inflaters.remove(at: $0) }
    }
    if let known { return known }
    return try Inflater(entry, file)
  }

  /// Keeps an inflater for whoever goes on where it has come to.
  func put(_ inflater: Inflater) {
    if inflater.position == inflater.entry.byteCount { return }
    inflaters.withLock { inflaters in
      inflaters.append(inflater)
      guard inflaters.count > Self.limit else { return }
      let last = inflaters.indices.min { inflaters[$0].position < inflaters[$1].position }
      if let last { inflaters.remove(at: last) }
    }
  }
}
