/// What a check, or a part of it, has counted.
public struct ConformanceTally: Hashable, Sendable, Codable {
  /// How many inputs each witness was asked.
  public var inputCount: UInt64 = 0
  /// How many comparisons with the first witness failed, of a code or of a value.
  public var mismatchCount: UInt64 = 0
  /// At most twenty failed comparisons.
  public var examples: [String] = []
  /// What each witness took, in nanoseconds of one processor.
  public var nanoseconds: [String: UInt64] = [:]
  /// How long it took, in seconds.
  public var seconds = 0.0

  /// Creates an empty tally.
  public init() {}

  /// Adds another part, which is as if both had been one.
  public mutating func merge(_ other: ConformanceTally) {
    inputCount += other.inputCount
    mismatchCount += other.mismatchCount
    examples = Array((examples + other.examples).sorted().prefix(20))
    nanoseconds.merge(other.nanoseconds, uniquingKeysWith: +)
    seconds += other.seconds
  }

  /// Whether a run over so many inputs can have counted this; what a file says
  /// need not be so.
  ///
  /// - Parameter witnessCount: How many witnesses were asked at most.
  public func isPlausible(inputCount: UInt64, witnessCount: Int) -> Bool {
    let comparisons = inputCount.multipliedReportingOverflow(by: UInt64(2 * witnessCount))
    return self.inputCount == inputCount && !comparisons.overflow
      && mismatchCount <= comparisons.partialValue
      && examples.count == min(20, Int(clamping: mismatchCount))
      && (0...ConformanceTally.longest).contains(seconds)
      && nanoseconds.values.allSatisfy { Double($0) <= ConformanceTally.longest * 1e9 }
  }

  /// No part takes longer, in seconds: a year of one processor.
  private static let longest = 366.0 * 86400
}
