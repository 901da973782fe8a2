import FloatEmulation
public import GradientAudit
import TensorFiles

/// A trace for the terminal, in at most 80 columns: the first values, and how many there
/// are in each tensor.
public struct TraceText {
  private let findings: TraceFindings
  private let query: TraceQuery
  private let isWritten: Bool
  private static let width = TextReport.width
  private static let tensorLimit = 10

  /// Prepares the report.
  ///
  /// - Parameter isWritten: Whether the whole list goes to a file.
  public init(_ findings: TraceFindings, _ query: TraceQuery, isWritten: Bool) {
    self.findings = findings
    self.query = query
    self.isWritten = isWritten
  }

  /// Writes one paragraph at a time; the last says where values cluster, if that was asked.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let clusters =
      query.countsSlices
      ? SliceSentences(LostSlices(findings.tensors, query)).all.map(wrapped) : []
    let paragraphs = findingLines + clusters
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var findingLines: [[String]] {
    let total = findings.tensors.reduce(into: OutcomeCounts()) { $0.add($1.counts) }
    guard query.outcomes.contains(where: { total[$0] > 0 }) else {
      let verbs = OutcomeWords.alternatives(query.outcomes)
      return [wrapped("None of \(NumberText.counted(total.count, "value")) \(verbs) \(place).")]
    }
    return [
      wrapped(OutcomeWords.sentence(total, query.outcomes) + " \(place)."), examples, tensors,
    ]
  }

  /// `in fp16 at scale 1024`.
  private var place: String {
    let format = query.cell.projection.format.name
    let scale = query.cell.scale
    return "in \(format)" + (scale == .one ? "" : " at scale \(scale)")
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: TraceText.width)
  }

  /// A table of the first listed values.
  private var examples: [String] {
    guard !findings.examples.isEmpty else { return [] }
    let head = [
      "tensor", "step", "index", "value", "bits", query.cell.projection.format.name.displayed,
      "outcome",
    ]
    let rows = findings.examples.map(row)
    let table = TextTable(groups: head.map { _ in "" }, head: head, rows: rows)
    let left = findings.tensors.reduce(0) { $0 + $1.listedCount } - rows.count
    let hint = isWritten ? "" : "; --csv FILE writes them"
    return Array(table.lines(width: TraceText.width).dropFirst())
      + (left > 0 ? ["And \(NumberText.grouped(left)) more\(hint)."] : [])
  }

  private func row(_ tensor: RecordedTensor, _ value: TracedValue) -> [String] {
    [
      tensor.name.displayed, "\(tensor.step)",
      tensor.index(ofFlat: value.flatIndex).map(String.init).joined(separator: ":"),
      ValueText.short(value.value),
      CodeText.hexadecimal(value.bits, of: tensor.stored.elementType.format),
      ValueText.short(value.rounded), value.outcome.rawValue,
    ]
  }

  /// A tensor over all its steps.
  private struct Total {
    let name: String
    var counts = OutcomeCounts()
    var listedCount = 0
  }

  /// The tensors with the most such values, a line each.
  private var tensors: [String] {
    let totals = self.totals
    let hits = totals.filter { count($0) > 0 }.sorted { count($0) > count($1) }
    let lines = hits.prefix(TraceText.tensorLimit).map { total in
      let sentence =
        "\(OutcomeWords.sentence(total.counts, query.outcomes)), "
        + "\(NumberText.grouped(total.listedCount)) listed"
      let width = max(12, TraceText.width - 2 - sentence.count)
      return "\(total.name.displayed.elided(to: width)): \(sentence)"
    }
    return lines + rest(hits.count, of: totals.count)
  }

  private func rest(_ hitCount: Int, of count: Int) -> [String] {
    let hidden = max(0, hitCount - TraceText.tensorLimit)
    let parts =
      (hidden > 0 ? [NumberText.counted(hidden, "more tensor") + " with such values"] : [])
      + (count > hitCount ? [NumberText.counted(count - hitCount, "tensor") + " without"] : [])
    return parts.isEmpty ? [] : ["And \(parts.joined(separator: ", "))."]
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
