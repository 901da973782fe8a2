import GradientAudit

/// What became of a limit as lines for a log.
///
/// The first line says all that decides; those below it, which begin with blanks, where
/// it comes from.
public struct LimitLines {
  private let reported: ReportedLimit
  private let wording: LimitWording
  /// With `each`, how many failing tensors are named.
  private static let breachLimit = 10

  /// Puts a limit into words.
  public init(_ reported: ReportedLimit) {
    self.reported = reported
    wording = LimitWording(reported, .caret)
  }

  /// The lines, without line breaks.
  public var lines: [String] {
    let head = "\(label): \(wording.expression): "
    switch reported.outcome {
    case .failed(let error): return [head + error.description.displayed]
    case .evaluated(let result):
      guard let found = result.measurement else { return [head + "no tensor matches"] }
      let first = head + "\(wording.value(found)), \(wording.distance(found))"
      return [first + omitted(found)] + (found.isBreached ? details(found) : [])
    }
  }

  private var label: String {
    if reported.hasFailed { return "no answer" }
    guard reported.isBreached else { return "kept" }
    return reported.level == .fail ? "breached" : "warning"
  }

  private func details(_ found: LimitMeasurement) -> [String] {
    let rows: [(String, String?)] =
      [
        ("value", wording.count(found.range)),
        ("baseline", wording.origin(found)),
        ("looked at", extent(found)),
        ("worst", wording.place(found.worst, of: found)),
        ("such as", reported.example.map(wording.example)),
      ] + breaches(found) + [("list", reported.command?.displayed)]
    return rows.compactMap { name, text in
      text.map { "  \(name)\(String(repeating: " ", count: 11 - name.count))\($0)" }
    }
  }

  private func extent(_ found: LimitMeasurement) -> String {
    let tensors = NumberText.counted(found.tensorCount, "tensor")
    return "\(tensors), \(NumberText.counted(found.entryCount, "entry", "entries"))"
  }

  /// What has no number of its own to compare.
  private func omitted(_ found: LimitMeasurement) -> String {
    let limit = reported.limit
    guard limit.aggregation != .total, found.omittedCount > 0 else { return "" }
    let population = limit.quantity.population ?? .finiteNonzero
    return "; \(NumberText.counted(found.omittedCount, "entry", "entries")) without "
      + "\(population.rawValue) left out"
  }

  private func breaches(_ found: LimitMeasurement) -> [(String, String?)] {
    guard found.breaches.count > 1 else { return [] }
    let shown = found.breaches.dropFirst().prefix(LimitLines.breachLimit - 1)
    let hidden = found.breaches.count - 1 - shown.count
    return shown.map { ("and", wording.place($0, of: found)) }
      + (hidden > 0 ? [("and", "\(NumberText.grouped(hidden)) more")] : [])
  }
}
