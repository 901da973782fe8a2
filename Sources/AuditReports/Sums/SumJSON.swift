import FloatEmulation
import GradientAudit
import TensorFiles

/// What became of sums as JSON of the schema `fpaudit.sums/1`.
///
/// One line for each tensor at each step. The schema only grows.
public struct SumJSON {
  private let context: SumContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.sums/1"

  /// Prepares the report.
  public init(_ context: SumContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let (audit, words) = (context.audit, SumWords(context))
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(SumJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"title\": \(line.encoded(context.title)),\n")
    try sink("\"query\": \(line.encoded(JSONSumQuery(context))),\n")
    try sink("\"notes\": \(line.encoded(words.notes)),\n")
    try sink("\"cannotKnow\": \(line.encoded(words.limits)),\n")
    try sink("\"total\": \(line.encoded(JSONSumTally(audit.total))),\n")
    try line.write("entries", audit.entries.lazy.map { JSONSumEntry($0) }, to: sink)
    try line.write("unaudited", audit.unaudited.map { JSONUnaudited($0) }, to: sink)
    try line.write("warnings", audit.warnings.map { JSONProblem($0) }, to: sink)
    try line.write("problems", audit.problems.map { JSONProblem($0) }, to: sink, isLast: true)
    try sink("}\n")
  }
}

/// What was asked about sums.
private struct JSONSumQuery: Encodable {
  let formats: [JSONFormat]
  let sum: String
  /// `ranks` or `microBatches`.
  let of: String
  let addends: Int
  let stepsLeft: [Int]

  init(_ context: SumContext) {
    formats = context.audit.query.formats.map { JSONFormat(Projection($0)) }
    sum = context.audit.query.sum.rawValue
    of = context.isOfRanks ? "ranks" : "microBatches"
    addends = context.audit.addendCount
    stepsLeft = context.audit.stepsLeft
  }
}

/// The means of a tensor.
private struct JSONSumEntry: Encodable {
  let step: Int
  let tensor: String
  let dtype: String
  let shape: [Int]
  let means: JSONSumTally

  init(_ entry: SumEntry) {
    step = entry.step
    tensor = entry.tensor
    dtype = entry.elementType.name
    shape = entry.shape
    means = JSONSumTally(entry.tally)
  }
}

/// Some means, divided before and after they are added: one element for each format of the
/// query, in its order.
private struct JSONSumTally: Encodable {
  let before: [JSONSumCounts]
  let after: [JSONSumCounts]

  init(_ tally: SumTally) {
    before = tally.before.map(JSONSumCounts.init)
    after = tally.after.map(JSONSumCounts.init)
  }
}

/// What becomes of means in one format and order.
private struct JSONSumCounts: Encodable {
  let count: UInt64
  let nonfinite: UInt64
  let additions: UInt64
  let absorbed: UInt64
  let overflow: UInt64
  let vanished: UInt64
  let differing: UInt64
  let aboveUlp: UInt64

  init(_ counts: SumCounts) {
    count = counts.count
    nonfinite = counts.nonfinite
    additions = counts.additions
    absorbed = counts.absorbed
    overflow = counts.overflow
    vanished = counts.vanished
    differing = counts.differing
    aboveUlp = counts.aboveUlp
  }
}
