import FloatEmulation
public import GradientAudit

/// Where lost values cluster, in sentences: the slices of each tensor that are lost wholly.
///
/// A slice is wholly lost if it has finite, non-zero values and all of them are lost.
public struct SliceSentences {
  private let slices: LostSlices
  private static let rangeLimit = 12
  private static let worstLimit = 3

  /// Puts slices into words.
  public init(_ slices: LostSlices) { self.slices = slices }

  /// A sentence for each axis along which slices are lost wholly, then for those along
  /// which the most is lost of one, and one for those that are not named.
  public var all: [String] { sentences(wholeLimit: 30, partialLimit: 10) }

  /// The same, with so many axes of each kind at most.
  func sentences(wholeLimit: Int, partialLimit: Int) -> [String] {
    let axes = slices.tensors.flatMap { group in group.slices.axes.map { ($0, group) } }
    let whole = axes.compactMap { lossSentence($0, $1) }
    let partial = axes.filter { $0.0.whollyLost.isEmpty }
      .compactMap { axis, group in axis.worst(1).first.map { (axis, group, thousandths(axis, $0)) }
      }
      .sorted { $0.2 > $1.2 }
    let shown =
      whole.prefix(wholeLimit)
      + partial.prefix(partialLimit).map { worstSentence($0.0, $0.1) }
    if shown.isEmpty { return ["No slice of any tensor has lost a value."] }
    let hidden = whole.count + partial.count - shown.count
    let rest =
      hidden > 0
      ? ["And slices along \(NumberText.counted(hidden, "more axis", "more axes"))."] : []
    return shown + rest
  }

  /// The slices that are wholly lost; nil if none is.
  private func lossSentence(_ axis: SliceCounts.Axis, _ group: LostSlices.Tensor) -> String? {
    let lost = axis.whollyLost
    if lost.isEmpty { return nil }
    return "\(NumberText.grouped(lost.count)) of \(NumberText.grouped(axis.extent)) slices "
      + "\(place(axis, group)) \(wholly(lost.count)) in \(slices.cell.projection.format.name)"
      + "\(steps(group)): \(SliceSentences.ranges(lost))"
  }

  private func worstSentence(_ axis: SliceCounts.Axis, _ group: LostSlices.Tensor) -> String {
    let shares = axis.worst(SliceSentences.worstLimit).map { "\($0) (\(share(axis, $0)))" }
    return "None of \(NumberText.grouped(axis.extent)) slices \(place(axis, group)) \(wholly(1))"
      + "\(steps(group)); the worst: \(shares.joined(separator: ", "))"
  }

  private func place(_ axis: SliceCounts.Axis, _ group: LostSlices.Tensor) -> String {
    "along axis \(axis.number)\(meaning(axis, group)) of \(group.name.displayed)"
  }

  private func steps(_ group: LostSlices.Tensor) -> String {
    group.stepCount > 1 ? " over \(group.stepCount) steps" : ""
  }

  /// `vanishes wholly`, or what is said of other outcomes than underflow.
  private func wholly(_ count: Int) -> String {
    if slices.outcomes == [.underflow] { return (count == 1 ? "vanishes" : "vanish") + " wholly" }
    return count == 1 ? "is wholly lost" : "are wholly lost"
  }

  /// What the axes of a matrix are called.
  private func meaning(_ axis: SliceCounts.Axis, _ group: LostSlices.Tensor) -> String {
    guard group.slices.shape.count == 2 else { return "" }
    return axis.number == 0 ? " (rows)" : " (columns)"
  }

  /// The lost of a slice's finite non-zero values, rounded down so that 100% is never said.
  private func share(_ axis: SliceCounts.Axis, _ index: Int) -> String {
    let thousandths = thousandths(axis, index)
    return thousandths == 0 ? "<0.1%" : "\(thousandths / 10).\(thousandths % 10)%"
  }

  private func thousandths(_ axis: SliceCounts.Axis, _ index: Int) -> UInt64 {
    let product = axis.lost[index].multipliedFullWidth(by: 1000)
    return axis.finiteNonzero[index].dividingFullWidth(product).quotient
  }

  /// Indices as ranges: `3,7..12`.
  static func ranges(_ indices: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for index in indices {
      if let last = ranges.last, last.upperBound + 1 == index {
        ranges[ranges.count - 1] = last.lowerBound...index
      } else {
        ranges.append(index...index)
      }
    }
    let shown = ranges.prefix(SliceSentences.rangeLimit)
      .map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
    let hidden = ranges.dropFirst(SliceSentences.rangeLimit).reduce(0) { $0 + $1.count }
    return shown.joined(separator: ",")
      + (hidden > 0 ? " and \(NumberText.grouped(hidden)) more" : "")
  }
}
