import GradientAudit

/// The tables of a replay, in words that every report shares.
struct ReplayTable {
  private let context: ReplayContext
  private let words: ReplayWords
  /// The steps that are skipped, of all scalers, at most so many.
  static let skippedLimit = 20

  init(_ words: ReplayWords) {
    context = words.context
    self.words = words
  }

  private var replay: Replay { context.replay }

  /// The heads of the columns of `scalers`.
  var head: [String] {
    let parts = replay.runs.count > 1 ? ["parts"] : []
    return ["scaler", "start", "least", "end", "skipped"]
      + (replay.hasCounts ? ["underflow", "lost"] : []) + parts
  }

  /// A row for each scaler.
  var scalers: [[String]] { replay.runs.indices.map(row) }

  /// What the columns mean.
  var note: String {
    let counted =
      replay.hasCounts
      ? "Underflow: of the finite non-zero values in steps that are taken. Lost: those, and all "
        + "of the steps that are skipped. " : ""
    guard replay.runs.count > 1, let first = replay.runs.first else { return counted }
    return counted + "Parts: the first index at which a scaler does not do as "
      + "\(first.scaler.name) does."
  }

  private func row(_ index: Int) -> [String] {
    let run = replay.runs[index]
    let scales = run.rows.map(\.scaleAfter)
    let start = run.rows.first?.scaleBefore ?? run.raised?.scaleBefore
    let least = scales.min() ?? start
    return [run.scaler.name]
      + [start, least].map { $0.map(words.scale) ?? "–" }
      + [run.raised == nil ? (scales.last ?? start).map(words.scale) ?? "–" : "raises"]
      + [NumberText.grouped(run.skippedCount)]
      + lossShares(run) + parting(index)
  }

  private func lossShares(_ run: ScalerRun) -> [String] {
    guard replay.hasCounts, let losses = replay.losses(of: run) else { return [] }
    return [
      ShareText.percent(losses.underflow.upperBound, of: losses.taken),
      ShareText.percent(losses.lost.upperBound, of: losses.valueCount),
    ]
  }

  private func parting(_ index: Int) -> [String] {
    guard replay.runs.count > 1 else { return [] }
    return [replay.runs[index].parting(from: replay.runs[0]).map(NumberText.grouped) ?? "–"]
  }
}

extension ReplayTable {
  /// The heads of the columns of `skipped`.
  var skippedHead: [String] {
    (replay.runs.count > 1 ? ["scaler"] : []) + ["index", "step", "scale", "next"]
      + (replay.sequence == nil ? ["overflow", "tensors"] : [])
  }

  /// The first steps that are skipped: as many of each scaler as there is room for.
  var skipped: (rows: [[String]], hidden: Int) {
    let all = replay.runs.map { run in (run, run.rows.filter(\.isSkipped)) }
    let skipping = all.filter { !$0.1.isEmpty }
    let share = max(1, ReplayTable.skippedLimit / max(1, skipping.count))
    let shown = skipping.flatMap { run, rows in rows.prefix(share).map { skippedRow($0, run) } }
      .prefix(ReplayTable.skippedLimit)
    return (Array(shown), skipping.reduce(0) { $0 + $1.1.count } - shown.count)
  }

  private func skippedRow(_ row: ReplayRow, _ run: ScalerRun) -> [String] {
    let step = replay.step(at: row.index)
    let head =
      (replay.runs.count > 1 ? [run.scaler.name] : []) + [
        NumberText.grouped(row.index), "\(step.number)",
        words.scale(row.scaleBefore), words.scale(row.scaleAfter),
      ]
    guard replay.sequence == nil else { return head }
    let counts = replay.counts(of: row, run)
    let recorded =
      step.nonfiniteCount > 0 ? " + \(NumberText.grouped(step.nonfiniteCount)) Inf/NaN" : ""
    return head + [
      (counts.map { words.count($0.overflow) } ?? "–") + recorded,
      words.culprits(replay.culprits(of: row, run), width: 60),
    ]
  }
}
