import Foundation
import GradientAudit

/// The scale of each scaler over the steps, on a logarithmic scale, and below it the steps
/// that are skipped, with the tensors that overflow.
struct ScaleChart {
  let words: ReplayWords
  private let height = 220
  /// A row of skipped steps below the lines, high enough for a label.
  private let rowHeight = 16
  /// As many lines as can be told apart.
  static let lineLimit = 6
  /// The most points of a line.
  private static let pointLimit = 2000

  init(_ words: ReplayWords) { self.words = words }

  private var replay: Replay { words.context.replay }
  private var notation: Notation { words.notation }

  private var runs: ArraySlice<ScalerRun> { replay.runs.prefix(ScaleChart.lineLimit) }

  /// The drawing.
  var drawing: String {
    SVG.named("scales-chart", title: "The scale at each step", description: description, size) {
      svg in
      for exponent in marks {
        let place = SVG.number(y(Double(exponent)))
        svg.element("line", ["class": "rule", "x1": "0", "x2": "100%", "y1": place, "y2": place])
      }
      svg.stretched(width: max(1, replay.length), height: total, pixels: total) { svg in
        for (number, run) in runs.enumerated() {
          svg.path(path(run), class: "line l\(number)")
          for box in SkipBoxes(run, words).boxes {
            svg.path(
              "M\(box.indices.lowerBound) \(top(number))H\(box.indices.upperBound)"
                + "v\(rowHeight - 3)H\(box.indices.lowerBound)Z",
              class: "o", title: box.title)
          }
        }
      }
    }
  }

  /// The powers of two that the horizontal lines stand for.
  var axis: String {
    SVG.decorative(size) { svg in
      for exponent in marks {
        svg.text(notation.power(exponent), x: 100, y: Int(y(Double(exponent))) + 4, class: "end")
      }
    }
  }

  /// The names of the scalers where their lines end, and beside the rows of skipped steps.
  var names: String {
    let ends = runs.map { run in
      EndLabels.End(
        name: run.scaler.name.elided(to: ScaleChart.nameWidth),
        y: y(logarithm(run.rows.last?.scaleAfter ?? 1)))
    }
    return SVG.decorative(size) { svg in
      for line in EndLabels(ends, height: height).lines {
        svg.text(line.text, x: 0, y: line.y, class: "start ink")
      }
      for (number, run) in runs.enumerated() {
        let name = run.scaler.name.elided(to: ScaleChart.nameWidth)
        svg.text(name, x: 0, y: top(number) + rowHeight - 5, class: "start")
      }
    }
  }

  /// The characters that there is room for beside a row.
  private static let nameWidth = 14

  /// The upper edge of a row of skipped steps.
  private func top(_ row: Int) -> Int { height + 12 + row * rowHeight }

  private var total: Int { top(runs.count) }

  private var size: KeyValuePairs<String, String> { ["height": "\(total)"] }

  /// `log2` of a scale; what has none stands at the ends of binary32's range.
  private func logarithm(_ scale: Double) -> Double {
    scale > 0 ? min(log2(scale), 128) : -150
  }

  private var range: ClosedRange<Double> {
    let all = runs.flatMap { run in run.rows.lazy.map { logarithm($0.scaleBefore) } }
    let (low, high) = (all.min() ?? 0, all.max() ?? 0)
    return (low - 1)...(high + 1)
  }

  private var marks: [Int] {
    let (low, high) = (Int(range.lowerBound.rounded(.up)), Int(range.upperBound))
    let step = max(1, (high - low + 5) / 6)
    return Array(stride(from: low, through: high, by: step))
  }

  private func y(_ logarithm: Double) -> Double {
    let share = (range.upperBound - logarithm) / (range.upperBound - range.lowerBound)
    return share * Double(height)
  }

  /// A line of steps, drawn where the scale changes; a long one only now and then.
  private func path(_ run: ScalerRun) -> String {
    let every = max(1, run.rows.count / ScaleChart.pointLimit)
    let (low, high) = (range.lowerBound, range.upperBound)
    var (text, last) = ("", Double.nan)
    for row in run.rows where row.index % every == 0 {
      let value = logarithm(row.scaleBefore)
      if value == last { continue }
      let place = SVG.number((high - value) / (high - low) * Double(height))
      text += text.isEmpty ? "M\(row.index) \(place)" : "H\(row.index)V\(place)"
      last = value
    }
    return text.isEmpty ? "" : text + "H\(run.rows.count)"
  }

  private var description: String {
    runs.map { run in
      let first = run.rows.first.map { LossScale.power($0.scaleBefore) } ?? "none"
      let last = run.rows.last.map { LossScale.power($0.scaleAfter) } ?? "none"
      return "\(run.scaler.name): from \(first) to \(last), \(run.skippedCount) skipped"
    }.joined(separator: "; ") + "."
  }
}
