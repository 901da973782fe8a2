/// Which of the processes of a training run has written a file.
///
/// One number, as `rank_3`, or one for each kind of parallelism, as DeepSpeed's
/// `zero_pp_rank_0_mp_rank_01` and Megatron's `mp_rank_01_002`: in the order of the path.
public struct Rank: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The numbers; at least one.
  public let numbers: [Int]

  /// - Precondition: There is a number.
  init(_ numbers: [Int]) {
    precondition(!numbers.isEmpty, "a rank is a number")
    self.numbers = numbers
  }

  /// Reads a rank such as `3` or `0.1`; nil if the text is none.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.allSatisfy(\.isDigit) ? Int(String(Substring(part))) : nil
    }
    guard numbers.count == parts.count else { return nil }
    self.init(numbers)
  }

  /// The text that reads back as the same rank.
  public var description: String { numbers.map(String.init).joined(separator: ".") }

  /// The part of a tensor's name that tells the rank: `rank3`, `rank0.1`.
  public var label: String { "rank\(self)" }

  /// The order of the numbers.
  public static func < (left: Rank, right: Rank) -> Bool {
    left.numbers.lexicographicallyPrecedes(right.numbers)
  }

  /// The ranks that are missing among some: those that fewer numbers leave out.
  ///
  /// Numbers of one place run from 0 to the greatest that occurs there. At most a hundred
  /// are told; ranks with other numbers of places are looked at by themselves.
  static func missing(among ranks: Set<Rank>) -> [Rank] {
    Dictionary(grouping: ranks, by: \.numbers.count).sorted { $0.key < $1.key }
      .flatMap { missing(among: $1) }
  }

  private static let missingLimit = 100

  private static func missing(among ranks: [Rank]) -> [Rank] {
    let present = Set(ranks)
    let greatest = (ranks.first?.numbers.indices ?? 0..<0).map { place in
      ranks.reduce(0) { max($0, $1.numbers[place]) }
    }
    var missing: [Rank] = []
    var next = greatest.map { _ in 0 }
    // Each step finds a rank, or one that is missing: bounded by both.
    while missing.count < missingLimit {
      if !present.contains(Rank(next)) { missing.append(Rank(next)) }
      guard let place = next.indices.last(where: { next[$0] < greatest[$0] }) else { break }
      next[place] += 1
      for later in next.indices where later > place { next[later] = 0 }
    }
    return missing
  }
}
