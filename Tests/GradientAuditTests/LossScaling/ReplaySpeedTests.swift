import FloatEmulation
import Foundation
import GradientAudit
import Testing

/// `FPAUDIT_REPLAY_FILE=run.fphist` replays it with all scalers, and says how long that
/// takes once it is read.
@Suite("The speed of a replay")
struct ReplaySpeedTests {
  private static let file = ProcessInfo.processInfo.environment["FPAUDIT_REPLAY_FILE"]

  @Test("all scalers over what is kept of a recording", .enabled(if: file != nil))
  func everyScaler() throws {
    let histogram = try RecordingHistogram(path: try #require(Self.file))
    for countsValues in [false, true, false, true] {
      var query = Replayer.Query(LossScaler.catalogue)
      query.countsValues = countsValues
      let clock = ContinuousClock()
      let start = clock.now
      let replay = try Replayer(query).replay(histogram)
      let time = clock.now - start
      let skipped = replay.runs.reduce(0) { $0 + $1.skippedCount }
      print(
        "\(replay.steps.count) steps, \(histogram.tensors.count) tensors, values counted: "
          + "\(countsValues): \(time), \(skipped) skipped")
      #expect(replay.runs.count == LossScaler.catalogue.count)
    }
  }
}
