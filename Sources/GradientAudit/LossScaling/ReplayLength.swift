/// How long a stream of steps is replayed.
public enum ReplayLength: Hashable, Sendable {
  /// So many times from its beginning to its end; not negative.
  case times(Int)
  /// So many steps, not negative: from the beginning again where it ends, or cut.
  case steps(Int)

  /// The steps of a replay of a stream; nil if they are too many to count.
  public func stepCount(of streamCount: Int) -> Int? {
    switch self {
    case .times(let times):
      let (count, overflows) = streamCount.multipliedReportingOverflow(by: times)
      return overflows ? nil : count
    case .steps(let count): return streamCount == 0 ? 0 : count
    }
  }
}
