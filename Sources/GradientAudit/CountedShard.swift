internal import TensorFiles

/// A shard of a recording that is counted.
struct CountedShard: Hashable, Sendable {
  /// The paths that were recorded, as they were given.
  let sources: [ByteName]
  /// Which shard.
  let shard: Shard

  private struct Work: Hashable {
    let sources: [ByteName]
    let count: Int
  }

  private var work: Work { Work(sources: sources, count: shard.count) }

  /// The shards of work of which others are missing, each once and in order.
  static func incomplete(_ shards: [CountedShard]) -> [CountedShard] {
    Dictionary(grouping: Set(shards), by: \.work)
      .filter { $0.value.count < $0.key.count }.values.joined()
      .sorted { $0.isBefore($1) }
  }

  /// The shards that are missing, by work: `shards 3 and 5 of 8`.
  static func missing(_ shards: [CountedShard]) -> [(sources: [ByteName], text: String)] {
    let groups = Dictionary(grouping: incomplete(shards), by: \.work)
    return groups.values.sorted { $0[0].isBefore($1[0]) }.map { group in
      let present = Set(group.map(\.shard.number))
      let count = group[0].shard.count
      // As many as there is room for, however many there are.
      let missing = (1...count).lazy.filter { !present.contains($0) }.prefix(9).map(String.init)
      let hasMore = count - present.count > 8
      let names = missing.prefix(8).joined(separator: ", ") + (hasMore ? ", …" : "")
      let noun = count - present.count == 1 ? "shard" : "shards"
      return (group[0].sources, "\(noun) \(names) of \(count)")
    }
  }

  private func isBefore(_ other: CountedShard) -> Bool {
    if sources != other.sources {
      return sources.lexicographicallyPrecedes(other.sources) {
        $0.text.utf8.lexicographicallyPrecedes($1.text.utf8)
      }
    }
    return (shard.count, shard.number) < (other.shard.count, other.shard.number)
  }
}

extension CountedShard {
  func write(to writer: inout ByteWriter) {
    writer.append(sources) { $0.append($1.text) }
    writer.append(count: shard.number)
    writer.append(count: shard.count)
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    sources = try reader.items { reader throws(ByteReader.Fault) in ByteName(try reader.text()) }
    let (number, count) = (try reader.count(), try reader.count())
    guard let shard = Shard("\(number)/\(count)") else {
      throw reader.fault("a shard is none")
    }
    self.shard = shard
  }

  /// A shard of a recording.
  init(_ sources: [String], _ shard: Shard) {
    (self.sources, self.shard) = (sources.map(ByteName.init), shard)
  }
}
