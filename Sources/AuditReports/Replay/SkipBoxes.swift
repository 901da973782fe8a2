import GradientAudit

/// The skipped steps of a scaler, each with a text that names what overflows; where they
/// are many, runs of them.
struct SkipBoxes {
  /// A step that is skipped, or several one after the other.
  struct Box {
    /// From the first index to the one behind the last.
    let indices: Range<Int>
    /// Which steps, at which scale, and because of what.
    let title: String
  }

  /// As many boxes as a page has room for; those behind them become one.
  private static let limit = 150

  /// The boxes, in the order of their steps.
  let boxes: [Box]

  init(_ run: ScalerRun, _ words: ReplayWords) {
    let single = run.rows.lazy.filter(\.isSkipped).prefix(SkipBoxes.limit + 1).map {
      $0.index..<$0.index + 1
    }
    let runs = single.count > SkipBoxes.limit ? SkipBoxes.runs(run) : Array(single)
    let shown = runs.prefix(SkipBoxes.limit).map { range in
      Box(indices: range, title: SkipBoxes.title(range, run, words))
    }
    let rest = runs.dropFirst(SkipBoxes.limit)
    guard let first = rest.first, let last = rest.last else {
      boxes = shown
      return
    }
    let count = rest.reduce(0) { $0 + $1.count }
    let title = "\(NumberText.counted(count, "more skipped step")), in the CSV and JSON reports"
    boxes = shown + [Box(indices: first.lowerBound..<last.upperBound, title: title)]
  }

  private static func runs(_ run: ScalerRun) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for (index, row) in run.rows.enumerated() where row.isSkipped {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }

  private static func title(
    _ range: Range<Int>, _ run: ScalerRun, _ words: ReplayWords
  ) -> String {
    let replay = words.context.replay
    let first = run.rows[range.lowerBound]
    let names = replay.culprits(of: first, run)
    let steps =
      "\(run.scaler.name) skips step \(replay.step(at: first.index).number)"
      + (range.count > 1 ? " and \(NumberText.grouped(range.count - 1)) after it" : "")
    return "\(steps) at \(words.scale(first.scaleBefore))"
      + (names.isEmpty ? "" : ": \(words.culprits(names, width: 60))")
  }
}
