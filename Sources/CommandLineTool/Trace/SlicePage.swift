internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// Where lost values cluster, for people: the slices of each tensor that are lost wholly.
///
/// The steps of a tensor are counted together. A slice is wholly lost if it has finite,
/// non-zero values and all of them are lost.
struct SlicePage {
  private let groups: [Group]
  private let query: TraceQuery
  private static let width = 80
  private static let rangeLimit = 12
  private static let worstLimit = 3

  /// A tensor of one shape over its steps.
  private struct Group {
    let name: String
    var slices: SliceCounts
    var stepCount: Int
  }

  private struct Key: Hashable {
    let name: ByteName
    let shape: [Int]
  }

  init(_ findings: TraceFindings, _ query: TraceQuery) {
    self.query = query
    var places: [Key: Int] = [:]
    var groups: [Group] = []
    for traced in findings.tensors {
      guard let slices = traced.slices else { continue }
      let key = Key(name: ByteName(traced.tensor.name), shape: slices.shape)
      if let place = places[key] {
        groups[place].slices.merge(slices)
        groups[place].stepCount += 1
      } else {
        places[key] = groups.count
        groups.append(Group(name: traced.tensor.name, slices: slices, stepCount: 1))
      }
    }
    self.groups = groups
  }

  /// A paragraph for each axis along which slices are lost wholly, or in part where none
  /// is.
  var text: String {
    let paragraphs = groups.flatMap { group in
      group.slices.axes.compactMap { sentence($0, group) }
    }
    let text = paragraphs.isEmpty ? ["No slice of any tensor has lost a value."] : paragraphs
    return text.flatMap { Paragraph.lines($0, width: SlicePage.width) }
      .map { $0 + "\n" }.joined()
  }

  private func sentence(_ axis: SliceCounts.Axis, _ group: Group) -> String? {
    let lost = axis.whollyLost
    let name = group.name.escapedForDisplay
    let steps = group.stepCount > 1 ? " over \(group.stepCount) steps" : ""
    let place = "along axis \(axis.number)\(meaning(axis, group)) of \(name)"
    if !lost.isEmpty {
      let verb = lost.count == 1 ? "vanishes" : "vanish"
      return "\(NumberText.grouped(lost.count)) of \(NumberText.grouped(axis.extent)) slices "
        + "\(place) \(query.outcomes == [.underflow] ? "\(verb) wholly" : wholly(lost.count)) in "
        + "\(query.cell.projection.format.name)\(steps): \(ranges(lost))"
    }
    let worst = axis.worst(SlicePage.worstLimit)
    guard !worst.isEmpty else { return nil }
    let shares = worst.map { "\($0) (\(share(axis, $0)))" }.joined(separator: ", ")
    return
      "None of \(NumberText.grouped(axis.extent)) slices \(place)\(steps); the worst: \(shares)"
  }

  private func wholly(_ count: Int) -> String { count == 1 ? "is wholly lost" : "are wholly lost" }

  /// What the axes of a matrix are called.
  private func meaning(_ axis: SliceCounts.Axis, _ group: Group) -> String {
    guard group.slices.shape.count == 2 else { return "" }
    return axis.number == 0 ? " (rows)" : " (columns)"
  }

  /// Lost values of a slice's finite non-zero ones, rounded down so that 100% is never said.
  private func share(_ axis: SliceCounts.Axis, _ index: Int) -> String {
    let (high, low) = axis.lost[index].multipliedFullWidth(by: 1000)
    let thousandths = axis.finiteNonzero[index].dividingFullWidth((high, low)).quotient
    return thousandths == 0 ? "<0.1%" : "\(thousandths / 10).\(thousandths % 10)%"
  }

  /// Indices as ranges: `3,7..12`.
  private func ranges(_ indices: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in indices {
      if let last = ranges.last, last.upperBound + 1 == index {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    let shown = ranges.prefix(SlicePage.rangeLimit)
      .map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
    let hidden = ranges.dropFirst(SlicePage.rangeLimit).reduce(0) { $0 + $1.count }
    return shown.joined(separator: ",")
      + (hidden > 0 ? " and \(NumberText.grouped(hidden)) more" : "")
  }
}
