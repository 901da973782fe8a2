internal import Conformance
internal import FloatEmulation
internal import Synchronization

/// A line on standard error that says how far a verification is, on a terminal only.
///
/// Threads may call it at the same time. The time that is left is estimated from
/// what was done so far, where a check counts by what its inputs cost.
final class VerificationProgress: Sendable {
  private struct State {
    var doneCost = 0.0
    var shown = ""
  }

  private let state = Mutex(State())
  private let isWanted = Output.error.isTerminal
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let totalCost: Double

  /// - Parameter totalCost: Of all that is left to do.
  init(totalCost: Double) {
    self.totalCost = totalCost
    start = clock.now
  }

  /// Counts a block that is done.
  func finish(cost: Double) { state.withLock { $0.doneCost += cost } }

  /// Shows a share of a block when the line changes by it.
  func show(_ check: PlannedCheck, _ share: Double, ofCost cost: Double) {
    guard isWanted else { return }
    state.withLock { state in
      let done = (state.doneCost + share * cost) / max(totalCost, 1)
      let line = text(check, done)
      guard line != state.shown else { return }
      state.shown = line
      try? Output.error.write("\r\u{1B}[K\(line)")
    }
  }

  private func text(_ check: PlannedCheck, _ done: Double) -> String {
    let seconds = (clock.now - start) / .seconds(1)
    let permille = Int(done * 1000)
    let name = "\(check.projection.format) \(check.projection.direction)"
    guard seconds > 5, done > 0 else { return "\(Double(permille) / 10) %  \(name)" }
    let total = seconds / done
    return "\(Double(permille) / 10) %  \(name), about \(minutes(total - seconds)) left of "
      + minutes(total)
  }

  private func minutes(_ seconds: Double) -> String {
    seconds < 100 ? "\(Int(seconds)) s" : "\(Int((seconds / 60).rounded())) min"
  }

  /// Removes the line.
  func erase() {
    let wasShown = state.withLock { state in
      defer { state.shown = "" }
      return !state.shown.isEmpty
    }
    if wasShown { try? Output.error.write("\r\u{1B}[K") }
  }
}
