public import TensorFiles

/// Collects the tallies of tensors and puts an audit together.
///
/// The order of additions does not matter: entries are sorted by step and then
/// by name, and counts add up exactly.
public struct AuditBuilder {
  private let plan: AuditPlan
  let tables: SourceTables
  private let counters: SourceCounters
  private var entries: [AuditEntry] = []
  private var unaudited: [UnauditedTensor] = []
  private var ignored: [String] = []
  private var warnings: [TensorFileError] = []
  private var problems: [TensorFileError] = []

  /// Creates a builder without any tensor.
  public init(plan: AuditPlan) {
    self.plan = plan
    tables = SourceTables(innerCuts: plan.innerCuts)
    counters = SourceCounters(tables)
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

  /// Adds a file that was read, up to the tensor that could not be.
  mutating func add(_ reading: Reading, _ ending: Ending) {
    let (step, path) = (reading.recorded.step, reading.recorded.path)
    for problem in reading.file?.problems ?? [] { add(problem: problem) }
    for tensor in reading.tensors {
      if tensor.problem != nil { break }
      let type = tensor.stored.elementType
      if let first = tensor.firstPath {
        add(problem: duplicate(tensor, step: step, in: path, first))
      } else if !type.isAudited {
        add(
          unaudited: UnauditedTensor(
            step: step, tensor: tensor.name, elementType: type, path: path))
      } else {
        append(step, tensor.name, type, tensor.stored.shape, path, tensor.histogram)
      }
    }
    if let problem = reading.problem { add(problem: problem) }
    if let warning = ending.warning { add(warning: warning) }
    if let problem = ending.problem { add(problem: problem) }
  }

  private func duplicate(
    _ tensor: TensorReading, step: Int, in path: String, _ first: String
  ) -> TensorFileError {
    TensorFileError(
      .duplicateTensorName, path: path, tensor: tensor.name, byteOffset: tensor.stored.byteOffset,
      what: "step \(step) has this tensor already, from \(first)",
      remedy: "audit the two recordings one at a time")
  }

  /// Notes a tensor that has no rounding to audit.
  public mutating func add(unaudited tensor: UnauditedTensor) { unaudited.append(tensor) }

  /// Notes a file that was not read, since it is of another kind.
  public mutating func add(ignored path: String) { ignored.append(path) }

  /// Notes something that looks wrong.
  public mutating func add(warning: TensorFileError) { warnings.append(warning) }

  /// Notes something that could not be read.
  public mutating func add(problem: TensorFileError) { problems.append(problem) }

  /// The audit of everything that was added.
  public func finish() -> Audit {
    let sorted = entries.map { ($0, TensorName($0.tensor)) }
      .sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }
      .map(\.0)
    return Audit(
      plan: plan,
      entries: sorted,
      tensors: tensorRollups(sorted),
      steps: stepRollups(sorted),
      total: sum(sorted),
      unaudited: unaudited,
      ignored: ignored,
      warnings: warnings,
      problems: problems)
  }

  private func tensorRollups(_ entries: [AuditEntry]) -> [TensorRollup] {
    let groups = Dictionary(grouping: entries) { ByteName($0.tensor) }
    return groups.keys.map { TensorName($0.text) }.sorted().map { name in
      let group = groups[ByteName(name.text)] ?? []
      return TensorRollup(tensor: name.text, stepCount: group.count, tally: sum(group))
    }
  }

  private func stepRollups(_ entries: [AuditEntry]) -> [StepRollup] {
    let groups = Dictionary(grouping: entries, by: \.step)
    return groups.keys.sorted().map { StepRollup(step: $0, tally: sum(groups[$0] ?? [])) }
  }

  private func sum(_ entries: [AuditEntry]) -> Tally {
    var total = Tally(plan)
    for entry in entries { total.merge(entry.tally) }
    return total
  }

  private mutating func append(
    _ step: Int, _ tensor: String, _ type: ElementType, _ shape: [Int], _ path: String,
    _ histogram: MagnitudeHistogram
  ) {
    entries.append(
      AuditEntry(
        step: step, tensor: tensor, elementType: type, shape: shape, path: path,
        tally: Tally(plan, histogram)))
  }
}
