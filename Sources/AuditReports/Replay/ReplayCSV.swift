import GradientAudit

/// A replay as comma-separated values, one row for each scaler and step.
///
/// RFC 4180, but with `\n` as the end of a line. `overflow` and `skipped` are 1 or 0,
/// scales shortest decimals (`inf` where one has become infinite), `culprits` the names
/// of the tensors that overflow, joined by `;`, with a backslash before a `;` or a backslash in
/// a name. The step on which a stack raises has no
/// row: no scale is decided on after it.
public struct ReplayCSV: ReplayReport {
  private let replay: Replay

  /// The names of the columns.
  public static let columns = [
    "scaler", "index", "step", "scale_before", "overflow", "skipped", "scale_after", "culprits",
  ]

  /// Prepares the report; nothing of the context but the replay shows in it.
  public init(_ context: ReplayContext) { replay = context.replay }

  /// Writes the head, then some hundred rows at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(ReplayCSV.columns.joined(separator: ",") + "\n")
    for run in replay.runs {
      var text = ""
      for row in run.rows {
        text += line(row, run)
        guard row.index % 256 == 255 else { continue }
        try sink(text)
        text = ""
      }
      try sink(text)
    }
  }

  private static func escaped(_ name: String) -> String {
    name.utf8.contains { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "\\") }
      ? name.replacing("\\", with: "\\\\").replacing(";", with: "\\;") : name
  }

  private func line(_ row: ReplayRow, _ run: ScalerRun) -> String {
    let culprits = replay.culprits(of: row, run).map(ReplayCSV.escaped).joined(separator: ";")
    return "\(run.scaler.name),\(row.index),\(replay.step(at: row.index).number),"
      + "\(LossScale.decimal(row.scaleBefore)),\(row.overflows ? 1 : 0),"
      + "\(row.isSkipped ? 1 : 0),\(LossScale.decimal(row.scaleAfter)),"
      + "\(CSVField.quoted(culprits))\n"
  }
}
