public import TensorFiles

/// Collects the tallies of tensors and puts an audit together.
///
/// The order of additions does not matter: entries are sorted by step and then
/// by name, and counts add up exactly.
public struct AuditBuilder {
  private let plan: AuditPlan
  private let counters: SourceCounters
  private var histogram = RecordingHistogram(sources: [])

  /// Creates a builder without any tensor.
  public init(plan: AuditPlan) {
    self.plan = plan
    counters = SourceCounters(SourceTables(innerCuts: plan.innerCuts))
  }

  /// Audits binary32 values held in memory.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", values: [Float]
  ) {
    let patterns = values.map(\.bitPattern)
    counters.count(binary32: patterns.span)
    append(step, tensor, .float32, shape ?? [values.count], path, counters.finish(.float32))
  }

  /// Audits binary64 values held in memory.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", values: [Double]
  ) {
    let patterns = values.map(\.bitPattern)
    counters.count(binary64: patterns.span)
    append(step, tensor, .float64, shape ?? [values.count], path, counters.finish(.float64))
  }

  /// Audits 16-bit values held in memory, given as bit patterns.
  ///
  /// - Precondition: `type` is `float16` or `bfloat16`.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "",
    bitPatterns: [UInt16], as type: ElementType
  ) {
    precondition(type == .float16 || type == .bfloat16, "not a 16-bit type")
    counters.count(bitPatterns.span, as: type)
    append(step, tensor, type, shape ?? [bitPatterns.count], path, counters.finish(type))
  }

  /// Audits values of an 8-bit type held in memory, given as codes.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", codes: [UInt8],
    as type: Float8Type
  ) {
    counters.count(codes.span, as: type)
    let elementType = ElementType.float8(type)
    append(
      step, tensor, elementType, shape ?? [codes.count], path, counters.finish(elementType))
  }

  /// Notes a tensor that has no rounding to audit.
  public mutating func add(unaudited tensor: UnauditedTensor) {
    histogram.unaudited.append(tensor)
  }

  /// Notes a file that was not read, since it is of another kind.
  public mutating func add(ignored path: String) { histogram.ignored.append(path) }

  /// Notes something that looks wrong.
  public mutating func add(warning: TensorFileError) { histogram.warnings.append(warning) }

  /// Notes something that could not be read.
  public mutating func add(problem: TensorFileError) { histogram.problems.append(problem) }

  /// The audit of everything that was added.
  public func finish() -> Audit {
    var sorted = histogram
    sorted.sort()
    return sorted.audit(plan)
  }

  private mutating func append(
    _ step: Int, _ tensor: String, _ type: ElementType, _ shape: [Int], _ path: String,
    _ counts: MagnitudeHistogram
  ) {
    let count = Int(counts.count)
    histogram.tensors.append(
      TensorHistogram(
        step: step, tensor: tensor, elementType: type, shape: shape, path: path, checksum: 0,
        counted: RangeSet(0..<count), histogram: counts, elementCount: count))
  }
}
