import FloatEmulation
import GradientAudit

/// A limit and what became of it.
struct JSONLimit: Encodable {
  let limit: String
  let level: String
  /// `kept`, `breached`, `unmatched` or `error`.
  let verdict: String
  let error: String?
  let format: String
  let quantity: String
  let aggregation: String
  let comparison: String
  let population: String?
  /// The number, exactly.
  let value: JSONLimitNumber?
  /// What is known of it, where that is not all.
  let valueBounds: JSONLimitRange?
  let scale: Double?
  let baseline: JSONLimitNumber?
  let baselineBounds: JSONLimitRange?
  let baselineScale: Double?
  /// The bound and the distance to it as decimals, cut after four digits.
  let bound: String?
  let margin: String?
  let isAboveBound: Bool?
  let tensorCount: Int?
  let entryCount: Int?
  let omittedCount: Int?
  let worst: JSONLimitEntry?
  let breaches: [JSONLimitEntry]?
  /// A value of the worst tensor.
  let example: JSONLimitExample?
  /// The command that lists the values.
  let command: String?

  init(_ reported: ReportedLimit) {
    let (limit, found) = (reported.limit, reported.measurement)
    self.limit = limit.description
    level = reported.level.rawValue
    (verdict, error) = JSONLimit.verdict(reported)
    format = limit.format.name
    quantity = limit.quantity.rawValue
    aggregation = limit.aggregation.rawValue
    comparison = limit.comparison.rawValue
    population = limit.quantity.population?.rawValue
    value = found.map { JSONLimitNumber($0.value) }
    valueBounds = found.flatMap { JSONLimitRange($0.range) }
    scale = found?.scale?.value
    baseline = found?.bound.baseline.map { JSONLimitNumber($0) }
    baselineBounds = found?.bound.baselineRange.flatMap { JSONLimitRange($0) }
    baselineScale = found?.bound.baselineScale?.value
    bound = found?.bound.description
    margin = found?.margin.description
    isAboveBound = found?.margin.isAbove
    tensorCount = found?.tensorCount
    entryCount = found?.entryCount
    omittedCount = found?.omittedCount
    worst = found.map { JSONLimitEntry($0.worst) }
    breaches = found?.breaches.map { JSONLimitEntry($0) }
    example = reported.example.map(JSONLimitExample.init)
    command = reported.command
  }

  private static func verdict(_ reported: ReportedLimit) -> (String, error: String?) {
    switch reported.outcome {
    case .failed(let error): ("error", error.description)
    case .evaluated(let result):
      (result.measurement == nil ? "unmatched" : result.isBreached ? "breached" : "kept", nil)
    }
  }
}

/// A number as the integers that were counted; the denominator of a count is 1.
struct JSONLimitNumber: Encodable {
  let numerator: UInt64
  let denominator: UInt64

  init(_ value: LimitValue) {
    numerator = value.numerator
    denominator = value.denominator
  }
}

/// The least and the greatest that a number can be.
struct JSONLimitRange: Encodable {
  let least: JSONLimitNumber
  let greatest: JSONLimitNumber

  /// Nothing for a number that is known.
  init?(_ range: LimitRange) {
    if range.isExact { return nil }
    least = JSONLimitNumber(range.least)
    greatest = JSONLimitNumber(range.greatest)
  }
}

/// The number of one tensor at one step.
struct JSONLimitEntry: Encodable {
  let step: Int
  let tensor: String
  let scale: Double?
  let value: JSONLimitNumber
  let valueBounds: JSONLimitRange?

  init(_ entry: LimitEntry) {
    step = entry.step
    tensor = entry.tensor
    scale = entry.scale?.value
    value = JSONLimitNumber(entry.value)
    valueBounds = JSONLimitRange(entry.range)
  }
}

/// A value behind a breach.
struct JSONLimitExample: Encodable {
  let index: [Int]
  let value: String
  let bits: String
  let outcome: String

  init(_ example: LimitExample) {
    index = example.index
    value = example.value
    bits = example.bits
    outcome = example.outcome.rawValue
  }
}
