internal import GradientAudit

/// A line on standard error that says how far a run is: only on a terminal, only
/// after a moment, and gone at the end.
final class ProgressLine {
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  private let isWanted = Output.error.isTerminal
  private var isShown = false

  init() {
    start = clock.now
    lastShown = start
  }

  /// Shows the progress, at most ten times a second.
  func show(_ progress: Auditor.Progress) {
    guard isWanted else { return }
    let now = clock.now
    guard now - start > .milliseconds(300), now - lastShown > .milliseconds(100) else { return }
    lastShown = now
    isShown = true
    let seconds = (now - start) / .seconds(1)
    let megabytes = progress.bytesRead / 1_000_000
    let rate = UInt64(Double(megabytes) / seconds)
    let file = min(progress.filesDone + 1, progress.fileCount)
    try? Output.error.write(
      "\r\u{1B}[Kfile \(file) of \(progress.fileCount), \(megabytes) MB, \(rate) MB/s")
  }

  /// Removes the line.
  func erase() {
    if isShown { try? Output.error.write("\r\u{1B}[K") }
    isShown = false
  }
}
