import FloatEmulation
import GradientAudit

/// What the recording says about one format.
struct JSONVerdict: Encodable {
  let format: String
  /// The index in the plan's `formats`.
  let projection: Int
  let needsNoScale: Bool
  let window: JSONWindow
  let windowOfEveryTensor: JSONWindow
  let recommendedExponent: Int?
  let unscaled: JSONCounts
  let recommended: JSONCounts?

  init(_ verdict: FormatVerdict) {
    format = verdict.format.name
    projection = verdict.projection
    needsNoScale = verdict.needsNoScale
    window = JSONWindow(verdict.window)
    windowOfEveryTensor = JSONWindow(verdict.windowOfEveryTensor)
    recommendedExponent = verdict.recommendedExponent
    unscaled = JSONCounts(verdict.unscaled)
    recommended = verdict.recommended.map { JSONCounts($0) }
  }
}

/// The seven outcomes of one cell, which sum to `count`.
struct JSONCounts: Encodable {
  let count: UInt64
  let zero: UInt64
  let infinite: UInt64
  let nan: UInt64
  let underflow: UInt64
  let subnormal: UInt64
  let normal: UInt64
  let overflow: UInt64

  init(_ counts: OutcomeCounts) {
    count = counts.count
    zero = counts.zero
    infinite = counts.infinite
    nan = counts.nan
    underflow = counts.underflow
    subnormal = counts.subnormal
    normal = counts.normal
    overflow = counts.overflow
  }
}
