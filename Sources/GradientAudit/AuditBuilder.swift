public import TensorFiles

/// Collects the tallies of tensors and puts an audit together.
///
/// The order of additions does not matter: entries are sorted by step and then
/// by name, and counts add up exactly. Large tensors are counted by several threads; the
/// result does not depend on how many there are.
public struct AuditBuilder {
  private let plan: AuditPlan
  private let threadCount: Int
  private let workers: Workers
  private var histogram = RecordingHistogram(sources: [])

  /// Creates a builder without any tensor.
  ///
  /// - Parameters:
  ///   - plan: What to ask.
  ///   - threadCount: How many threads count; one at least.
  public init(plan: AuditPlan, threadCount: Int = Auditor.processorCount) {
    self.plan = plan
    self.threadCount = threadCount
    workers = Workers(count: threadCount, SourceTables(innerCuts: plan.innerCuts))
  }

  /// Audits elements held in memory, in the host's byte order, where they are.
  ///
  /// - Parameters:
  ///   - step: The training step; steps count from 0.
  ///   - tensor: The tensor's name.
  ///   - shape: Its extents; nil stands for all elements in a row.
  ///   - path: The file that they came from, which reports name; none by default.
  ///   - elements: The elements, each a value of `type`.
  ///   - type: A type that is audited.
  /// - Precondition: The bytes begin at the type's alignment and hold whole elements, as many
  ///   as the shape has. (Elements of a mapped file may begin anywhere: copy those.)
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "",
    elements: RawSpan, as type: ElementType
  ) {
    precondition(type.isAudited, "the type has no rounding to audit")
    let counts = workers.count(elements, as: type)
    let count = Int(counts.count)
    precondition(shape.map { $0.reduce(1, *) == count } ?? true, "the shape has other elements")
    histogram.tensors.append(
      TensorHistogram(
        step: step, tensor: tensor, elementType: type, shape: shape ?? [count], path: path,
        checksum: 0, counted: RangeSet(0..<count), histogram: counts, elementCount: count))
  }

  /// Audits binary32 values held in memory.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", values: [Float]
  ) {
    add(
      step: step, tensor: tensor, shape: shape, path: path, elements: unsafe values.span.bytes,
      as: .float32)
  }

  /// Audits binary64 values held in memory.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", values: [Double]
  ) {
    add(
      step: step, tensor: tensor, shape: shape, path: path, elements: unsafe values.span.bytes,
      as: .float64)
  }

  /// Audits 16-bit values held in memory, given as bit patterns.
  ///
  /// - Precondition: `type` is `float16` or `bfloat16`.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "",
    bitPatterns: [UInt16], as type: ElementType
  ) {
    precondition(type == .float16 || type == .bfloat16, "not a 16-bit type")
    add(
      step: step, tensor: tensor, shape: shape, path: path, elements: unsafe bitPatterns.span.bytes,
      as: type)
  }

  /// Audits values of an 8-bit type held in memory, given as codes.
  public mutating func add(
    step: Int = 0, tensor: String, shape: [Int]? = nil, path: String = "", codes: [UInt8],
    as type: Float8Type
  ) {
    add(
      step: step, tensor: tensor, shape: shape, path: path, elements: unsafe codes.span.bytes,
      as: .float8(type))
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
    return sorted.audit(plan, threadCount: threadCount)
  }
}
