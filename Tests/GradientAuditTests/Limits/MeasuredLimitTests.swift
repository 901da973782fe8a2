import FloatEmulation
import GradientAudit
import Testing

@Suite("Limits on errors")
struct MeasuredLimitTests {
  /// One value in four hundred underflows, and the last step is less accurate.
  private static func recording() throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    let values = (1...400).map { $0 % 400 == 0 ? 0x1p-30 : Float($0) / 3 }
    try directory.write(values, to: "step_1.npy")
    try directory.write(values.map { $0 * 0x1p-26 }, to: "step_2.npy")
    return directory
  }

  private func result(
    _ limit: String, _ directory: TemporaryDirectory, baseline: TemporaryDirectory? = nil
  ) throws -> LimitMeasurement? {
    let limit = try Limit(limit)
    let auditor = Auditor(AuditPlan(limits: [limit]), threadCount: 2)
    let audit = auditor.audit(Recording(paths: [directory.path]))
    #expect(audit.problems.isEmpty)
    return try limit.evaluate(
      audit, baseline: baseline.map { auditor.audit(Recording(paths: [$0.path])) }
    ).measurement
  }

  /// The metrics of fp16 without a scale, of each step and of both together.
  private func metrics(_ directory: TemporaryDirectory) -> (
    steps: [ErrorMetrics], all: ErrorMetrics
  ) {
    let reader = MetricsReader(MetricsQuery([AuditCell(Projection(.binary16), at: .one)]))
    let steps = directory.index.tensors.compactMap { reader.metrics(of: $0)?.cells[0] }
    reader.finish()
    var all = ErrorMetrics()
    for step in steps { all.merge(step) }
    return (steps, all)
  }

  private static func number(_ value: LimitValue?) -> Double? {
    value.map { Double($0.numerator) / Double($0.denominator) }
  }

  /// What a quantity looks at.
  private func metric(_ quantity: LimitQuantity, _ metrics: ErrorMetrics) -> Double? {
    switch quantity {
    case .sqnr: metrics.sqnr
    case .normLost: metrics.lostNorm
    case .largestError: metrics.largestRelativeError
    case .meanError: metrics.meanRelativeError
    default: nil
    }
  }

  @Test(
    "look at what metrics measure",
    arguments: [
      (.sqnr, "30dB"), (.normLost, "1%"), (.largestError, "1%"), (.meanError, "1%"),
    ] as [(LimitQuantity, String)])
  func values(quantity: LimitQuantity, bound: String) throws {
    let directory = try Self.recording()
    let (steps, all) = metrics(directory)
    let total = try #require(try result("fp16@1.\(quantity.rawValue)>\(bound)", directory))
    let expected = try #require(metric(quantity, all))
    #expect(abs(try #require(Self.number(total.value)) - expected) <= max(1e-9 * expected, 1e-15))
    #expect(total.entryCount == 2 && total.scale == .one)
    let greatest = try #require(try result("max(fp16@1.\(quantity.rawValue))>\(bound)", directory))
    let worst = try #require(steps.compactMap { metric(quantity, $0) }.max())
    #expect(abs(try #require(Self.number(greatest.value)) - worst) <= max(1e-9 * worst, 1e-15))
  }

  @Test("see every loss, however small it is beside the rest")
  func tiny() throws {
    let directory = TemporaryDirectory()
    try directory.write([Float](repeating: 32768, count: 100) + [0x1p-120], to: "step_1.npy")
    let found = try #require(try result("fp16@1.norm-lost>0", directory))
    #expect(found.isBreached && found.value.description == "<0.0001%")
  }

  @Test("are breached on the worse side alone, with the tensor and step")
  func breaches() throws {
    let directory = try Self.recording()
    let least = try #require(metrics(directory).steps[1].sqnr)
    #expect(least > 20 && least < 60)
    let found = try #require(try result("each(fp16@1.sqnr)<60dB", directory))
    #expect(found.isBreached && found.breaches.map(\.step) == [2])
    #expect(found.bound.description == "60dB" && !found.margin.isAbove)
    #expect(try result("each(fp16@1.sqnr)<20dB", directory)?.isBreached == false)
    #expect(try result("fp16@1.norm-lost>0", directory)?.isBreached == true)
    #expect(try result("fp32@1.norm-lost>0", directory)?.isBreached == false)
  }

  @Test("of values without an error are kept: their ratio is infinite")
  func withoutError() throws {
    let directory = try Self.recording()
    let found = try #require(try result("fp64@1.sqnr<300dB", directory))
    #expect(!found.isBreached && found.value.description == "infinite")
    #expect(found.margin.description == "infinitely" && found.margin.isAbove)
  }

  @Test("compare with a baseline")
  func baseline() throws {
    let (directory, better) = (try Self.recording(), TemporaryDirectory())
    try better.write([1, 2, 3.0000001], to: "step_1.npy")
    let limit = "fp16@1.sqnr<baseline*0.9"
    #expect(try result(limit, directory, baseline: better)?.isBreached == true)
    #expect(try result(limit, better, baseline: directory)?.isBreached == false)
    #expect(try result(limit, directory, baseline: directory)?.isBreached == false)
  }

  @Test("are at the best scale unless told otherwise")
  func bestScale() throws {
    let found = try #require(try result("fp16.sqnr<1dB", try Self.recording()))
    #expect(found.scale != .one && found.scale?.powerOfTwoExponent != nil)
  }

  @Test("have no answer without the values: never a pass")
  func withoutValues() throws {
    let limit = try Limit("fp16@1.sqnr<1dB")
    var builder = AuditBuilder(plan: AuditPlan(limits: [limit]))
    builder.add(tensor: "w", values: [1.1, 2] as [Float])
    let audit = builder.finish()
    #expect(throws: LimitEvaluationError.notMeasured(.binary16, .one, .recording)) {
      try limit.evaluate(audit)
    }
  }

  @Test("have no answer where nothing is compared")
  func nothingCompared() throws {
    let directory = TemporaryDirectory()
    try directory.write([0, .infinity, 1e30] as [Float], to: "w.npy")
    #expect(throws: LimitEvaluationError.noValues(.compared, .recording)) {
      try result("fp16@1.sqnr<1dB", directory)
    }
  }
}
