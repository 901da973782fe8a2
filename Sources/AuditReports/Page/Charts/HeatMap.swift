import GradientAudit
import TensorFiles

/// Tensors by steps, coloured by what is lost in the cell in focus.
///
/// One path for each class, with the neighbouring cells of a row in one run, never
/// one element for each cell.
struct HeatMap {
  static let rowHeight = 22
  private static let gapBelowTotal = 8

  let findings: Findings
  let focus: Focus
  private let stepIndex: [Int: Int]
  private let rows: [Row]
  private var paths: [String: String] = [:]

  private struct Row {
    let name: String
    var tallies: [Tally?]
  }

  init(_ findings: Findings, _ focus: Focus, rowLimit: Int) {
    self.findings = findings
    self.focus = focus
    let steps = findings.audit.steps
    stepIndex = Dictionary(uniqueKeysWithValues: steps.enumerated().map { ($1.step, $0) })
    let names = findings.worstFirst.prefix(rowLimit).map(\.rollup.tensor)
    rows =
      [Row(name: "all tensors", tallies: steps.map(\.tally))]
      + HeatMap.rows(names, findings.audit.entries, stepIndex)
    for (index, row) in rows.enumerated() { draw(row, y: y(index)) }
  }

  private static func rows(
    _ names: [String], _ entries: [AuditEntry], _ stepIndex: [Int: Int]
  ) -> [Row] {
    var tallies = Dictionary(
      uniqueKeysWithValues: names.map {
        (ByteName($0), [Tally?](repeating: nil, count: stepIndex.count))
      })
    for entry in entries {
      guard let step = stepIndex[entry.step] else { continue }
      tallies[ByteName(entry.tensor)]?[step] = entry.tally
    }
    return names.map { Row(name: $0, tallies: tallies[ByteName($0)] ?? []) }
  }

  /// The names of the rows, the whole recording first.
  var names: [String] { rows.map { $0.name.displayed.elided(to: 60) } }

  private var height: Int { rows.count * HeatMap.rowHeight + HeatMap.gapBelowTotal }

  private func y(_ row: Int) -> Int {
    row * HeatMap.rowHeight + (row > 0 ? HeatMap.gapBelowTotal : 0)
  }

  /// The drawing, with the first and last step beneath.
  func drawing(id: String, title: String) -> String {
    let steps = findings.audit.steps
    return SVG.named(id, title: title, description: description, ["height": "\(height + 20)"]) {
      svg in
      svg.stretched(width: steps.count * 10, height: height, pixels: height) { svg in
        for name in HeatMap.classes { svg.path(paths[name] ?? "", class: name) }
        svg.path(frames, class: "frame")
      }
      StepAxis(steps.map(\.step)).draw(y: height + 15, &svg)
    }
  }

  private static let classes = ["missing", "h1", "h2", "h3", "h4", "h5", "o", "x"]

  private var frames: String {
    let width = findings.audit.steps.count * 10
    return rows.indices.map { "M0 \(y($0) + 1)h\(width)v\(HeatMap.rowHeight - 2)H0z" }.joined()
  }

  private mutating func draw(_ row: Row, y: Int) {
    let losses = row.tallies.map(lossClass)
    let overflows = row.tallies.map { tally in
      tally.map { findings.outcomesInFocus($0, focus).overflow > 0 } == true ? "o" : nil
    }
    let nonfinite = row.tallies.map { tally in
      tally.map { $0.infiniteCount + $0.nanCount > 0 } == true ? "x" : nil
    }
    add(losses, y + 1, HeatMap.rowHeight - 2)
    add(overflows, y + HeatMap.rowHeight - 7, 6)
    add(nonfinite, y + 1, 6)
  }

  /// Adds the runs of the cells of one class.
  private mutating func add(_ classes: [String?], _ y: Int, _ height: Int) {
    var start = 0
    while start < classes.count {
      let end = classes[start...].firstIndex { $0 != classes[start] } ?? classes.count
      if let name = classes[start] {
        paths[name, default: ""] += "M\(start * 10) \(y)H\(end * 10)v\(height)H\(start * 10)z"
      }
      start = end
    }
  }

  private func lossClass(_ tally: Tally?) -> String? {
    guard let tally else { return "missing" }
    let counts = findings.outcomesInFocus(tally, focus)
    let lost = counts.lost.numerator
    if lost == 0 { return nil }
    let classes = HeatMap.bounds(findings.audit.plan.tolerance)
    let index = classes.firstIndex { $0.covers(lost, of: counts.finiteNonzero) }
    return "h\((index ?? classes.count) + 1)"
  }

  /// The upper bounds of the classes but the last.
  static func bounds(_ tolerance: Share) -> [Share] {
    [tolerance, Share(1, of: 100), Share(1, of: 10), Share(1, of: 2)]
  }

  private var description: String {
    let losing = rows.dropFirst().filter { row in
      row.tallies.contains { tally in
        tally.map { findings.outcomesInFocus($0, focus).lost.numerator > 0 } == true
      }
    }
    return "\(NumberText.counted(rows.count - 1, "tensor")) by "
      + "\(NumberText.counted(findings.audit.steps.count, "step")); \(losing.count) of them lose values."
  }
}
