import FloatEmulation
import GradientAudit
import TensorFiles

/// A limit and what became of it, in words.
struct LimitWording {
  private let reported: ReportedLimit
  private let notation: Notation

  init(_ reported: ReportedLimit, _ notation: Notation) {
    self.reported = reported
    self.notation = notation
  }

  /// The heads of the columns of `cells`.
  static let heads = ["limit", "verdict", "value", "bound", "headroom", "worst tensor", "at step"]

  /// One row of a table.
  var cells: [String] {
    let found = reported.measurement
    return [
      expression, verdict, found.map { value($0) } ?? "–", found?.bound.description ?? "–",
      found.map { LimitWording.headroom($0, reported.limit.comparison) } ?? "–",
      found?.worst.tensor.displayed ?? "–", found.map { "\($0.worst.step)" } ?? "–",
    ]
  }

  /// The limit as canonical text.
  var expression: String { reported.limit.description.displayed }

  /// What became of it, in one word.
  var verdict: String {
    switch reported.outcome {
    case .failed: "no answer"
    case .evaluated where reported.isBreached:
      reported.level == .warn ? "breached (warning)" : "breached"
    case .evaluated(let result): result.measurement == nil ? "no tensor" : "kept"
    }
  }

  /// The number with its scale.
  func value(_ found: LimitMeasurement) -> String {
    "\(found.range)\(at(found.scale))"
  }

  private func at(_ scale: LossScale?) -> String {
    scale.map { " at \($0 == .one ? "1" : notation.scale($0))" } ?? ""
  }

  /// How much is left, or missing: `0.2%`, `-0.2%`.
  private static func headroom(
    _ found: LimitMeasurement, _ comparison: LimitComparison
  ) -> String {
    switch comparison {
    case .equal, .unequal: return "–"
    default: return (found.isBreached && !found.margin.isZero ? "-" : "") + "\(found.margin)"
    }
  }

  /// What was counted: `83 of 457,594 finite non-zero values`, or `83 to 90 of` them.
  func count(_ range: LimitRange) -> String {
    guard let population = reported.limit.quantity.population else {
      return "powers of two from \(notation.power(-126)) to \(notation.power(127))"
    }
    if reported.limit.quantity.isMeasured { return "measured on \(population.rawValue)" }
    func part(_ value: LimitValue) -> String { NumberText.grouped(value.numerator) }
    func whole(_ value: LimitValue) -> String { " of \(NumberText.grouped(value.denominator))" }
    let (least, greatest) = (range.least, range.greatest)
    let last = part(greatest) + whole(greatest) + " \(population.rawValue)"
    if range.isExact { return last }
    return part(least) + (whole(least) == whole(greatest) ? "" : whole(least)) + " to " + last
  }

  /// How the number lies to its bound, in words.
  func distance(_ found: LimitMeasurement) -> String {
    let bound = "the bound, \(found.bound)"
    let isExact = found.range.isExact && found.bound.baselineRange?.isExact ?? true
    guard found.margin.isZero else {
      return (isExact ? "" : "at least ")
        + "\(found.margin) \(found.margin.isAbove ? "above" : "below") \(bound)"
    }
    if isExact { return "equal to \(bound)" }
    return (found.value == found.range.greatest ? "at most " : "at least ") + bound
  }

  /// Where a bound comes from that depends on a baseline.
  func origin(_ found: LimitMeasurement) -> String? {
    guard let baseline = found.bound.baselineRange else { return nil }
    return "\(baseline)\(at(found.bound.baselineScale)) (\(count(baseline)))"
  }

  /// A value with its place: `5.96e-8 (0x33800000) at index 3:17 (underflow)`.
  func example(_ example: LimitExample) -> String {
    let index = example.index.map(String.init).joined(separator: ":")
    return "\(example.value) (\(example.bits))" + (index.isEmpty ? "" : " at index \(index)")
      + ": \(example.outcome.rawValue)"
  }

  /// The worst tensor with its number, and at which step.
  func place(_ entry: LimitEntry, of found: LimitMeasurement) -> String {
    let scale = entry.scale == found.scale ? "" : at(entry.scale)
    let number = "\(entry.tensor.displayed) at step \(entry.step)\(scale): \(entry.range)"
    return reported.limit.quantity.isMeasured ? number : "\(number) (\(count(entry.range)))"
  }
}
