/// A part of the work on a recording: every n-th of the pieces of its tensors.
///
/// Pieces are eight megabytes, numbered through the recording in its order, so the
/// shards of one recording have nothing in common and make up the whole.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// Which shard it is, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// The only shard.
  public static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// Reads a text such as `2/7`, the second of seven.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]),
      number >= 1, number <= count
    else { return nil }
    self.init(number: number, count: count)
  }

  /// The text that reads back as the same shard.
  public var description: String { "\(number)/\(count)" }

  /// Whether a piece belongs to the shard.
  func contains(part: Int) -> Bool { part % count == number - 1 }
}
