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
    let rate = Double(progress.bytesRead) / seconds
    let left = Double(progress.byteCount) - Double(progress.bytesRead)
    let file = min(progress.filesDone + 1, progress.fileCount)
    var line = "file \(file) of \(progress.fileCount), \(megabytes) MB, \(Int(rate / 1e6)) MB/s"
    if left > 0 && rate > 0 { line += ", \(ProgressLine.duration(left / rate)) left" }
    try? Output.error.write("\r\u{1B}[K\(line)")
  }

  /// A time as people say it: 9 s, 4 min 10 s, 2 h 5 min.
  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    return whole < 3600
      ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
  }

  /// Removes the line.
  func erase() {
    if isShown { try? Output.error.write("\r\u{1B}[K") }
    isShown = false
  }
}
