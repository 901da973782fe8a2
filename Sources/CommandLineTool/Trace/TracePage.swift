internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// A trace for people: the first values, and how many there are in each tensor.
struct TracePage {
  private let findings: TraceFindings
  private let query: TraceQuery
  private let isWritten: Bool
  private static let width = 80
  private static let tensorLimit = 10

  /// - Parameter isWritten: Whether the whole list goes to a file.
  init(_ findings: TraceFindings, _ query: TraceQuery, isWritten: Bool) {
    self.findings = findings
    self.query = query
    self.isWritten = isWritten
  }

  /// The whole page, 80 columns wide.
  var text: String {
    let total = findings.tensors.reduce(into: OutcomeCounts()) { $0.add($1.counts) }
    guard query.outcomes.contains(where: { total[$0] > 0 }) else {
      let verbs = OutcomeWords.alternatives(query.outcomes)
      return paragraph("None of \(NumberText.counted(total.count, "value")) \(verbs) \(place).")
    }
    return paragraph(OutcomeWords.sentence(total, query.outcomes) + " \(place).") + "\n" + examples
      + tensors
  }

  /// `in fp16 at scale 1024`.
  private var place: String {
    let format = query.cell.projection.format.name
    let scale = query.cell.scale
    return "in \(format)" + (scale == .one ? "" : " at scale \(scale)")
  }

  private func paragraph(_ text: String) -> String {
    Paragraph.lines(text, width: TracePage.width).map { $0 + "\n" }.joined()
  }

  /// A table of the first listed values.
  private var examples: String {
    guard !findings.examples.isEmpty else { return "" }
    let rows = findings.examples.map { tensor, value in
      [
        "\(tensor.step)",
        tensor.index(ofFlat: value.flatIndex).map(String.init).joined(separator: ":"),
        ValueText.short(value.value),
        CodeText.hexadecimal(value.bits, of: tensor.stored.elementType.format),
        ValueText.short(value.rounded),
        value.outcome.rawValue,
      ]
    }
    let head = ["step", "index", "value", "bits", query.cell.projection.format.name, "outcome"]
    let all = [head] + rows
    let others = head.indices.reduce(0) { sum, column in
      sum + 2 + (all.map { $0[column].count }.max() ?? 0)
    }
    let names = ["tensor"] + findings.examples.map(\.tensor.name)
    let nameWidth = max(8, TracePage.width - others)
    let table = zip(names, all).map { [Columns.short($0, nameWidth)] + $1 }
    let left = findings.tensors.reduce(0) { $0 + $1.listedCount } - rows.count
    let hint = isWritten ? "" : "; --csv FILE writes them"
    let note = left > 0 ? "And \(NumberText.grouped(left)) more\(hint).\n" : ""
    return Columns.table(table) + note + "\n"
  }

  /// A tensor over all its steps.
  private struct Total {
    let name: String
    var counts = OutcomeCounts()
    var listedCount = 0
  }

  /// The tensors with the most such values, a line each.
  private var tensors: String {
    let totals = self.totals
    let hits = totals.filter { count($0) > 0 }.sorted { count($0) > count($1) }
    let lines = hits.prefix(TracePage.tensorLimit).map { total in
      let sentence =
        "\(OutcomeWords.sentence(total.counts, query.outcomes)), "
        + "\(NumberText.grouped(total.listedCount)) listed"
      let name = Columns.short(total.name, max(12, TracePage.width - 2 - sentence.count))
      return "\(name): \(sentence)\n"
    }
    return lines.joined() + rest(hits.count, of: totals.count)
  }

  private func rest(_ hitCount: Int, of count: Int) -> String {
    let hidden = max(0, hitCount - TracePage.tensorLimit)
    let parts =
      (hidden > 0 ? [NumberText.counted(hidden, "more tensor") + " with such values"] : [])
      + (count > hitCount ? [NumberText.counted(count - hitCount, "tensor") + " without"] : [])
    return parts.isEmpty ? "" : "And \(parts.joined(separator: ", ")).\n"
  }

  private var totals: [Total] {
    var places: [ByteName: Int] = [:]
    var totals: [Total] = []
    for traced in findings.tensors {
      let name = ByteName(traced.tensor.name)
      let place = places[name] ?? totals.count
      if place == totals.count { totals.append(Total(name: traced.tensor.name)) }
      places[name] = place
      totals[place].counts.add(traced.counts)
      totals[place].listedCount += traced.listedCount
    }
    return totals
  }

  private func count(_ total: Total) -> UInt64 {
    query.outcomes.reduce(0) { $0 + total.counts[$1] }
  }
}
