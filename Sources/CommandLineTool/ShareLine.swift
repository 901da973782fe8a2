internal import Synchronization

/// A line on standard error with the share that is done, on a terminal only.
///
/// Threads may call it at the same time.
final class ShareLine: Sendable {
  private let shown = Mutex(-1)
  private let isWanted = Output.error.isTerminal

  /// Shows a share when it has grown by a thousandth.
  func show(_ share: Double) {
    guard isWanted else { return }
    let permille = Int(share * 1000)
    shown.withLock { shown in
      guard permille > shown else { return }
      shown = permille
      try? Output.error.write("\r\u{1B}[K\(Double(permille) / 10) %")
    }
  }

  /// Removes the line.
  func erase() {
    let wasShown = shown.withLock { $0 >= 0 }
    if wasShown { try? Output.error.write("\r\u{1B}[K") }
  }
}
