import FloatEmulation
import GradientAudit
import Testing

@Suite("A plan answers limits on formats and scales that it does not report")
struct LimitPlanTests {
  private static let cells = [
    "e4m3fn@1", "e4m3fn@1000", "fp16@1000", "fp16@2^10", "fp16@0.3", "e5m10@0.3", "e3m2fn@each",
    "Binary8p4se@1e-30", "fp16@2^-200", "e5m2@2^300",
  ]

  @Test("as exactly as a plan that reports them", arguments: ScaleArithmetic.allCases)
  func sameCounts(arithmetic: ScaleArithmetic) throws {
    let quantities = LimitQuantity.allCases.filter { $0.dependsOnScale && !$0.isMeasured }
    let limits = try LimitPlanTests.cells.flatMap { cell in
      try quantities.map { try Limit("\(cell).\($0.rawValue)>99%") }
    }
    let scales = try #require(try? LossScale.list("1,3"))
    let lean = AuditPlan(
      projections: [Projection(.binary16)], scales: scales, arithmetic: arithmetic, limits: limits)
    let fixed = limits.compactMap { limit -> LossScale? in
      if case .fixed(let scale) = limit.scale { scale } else { nil }
    }
    let formats = Set(limits.map(\.format)).sorted { $0.name < $1.name }
    let full = AuditPlan(
      projections: formats.map { Projection($0) }, scales: scales + fixed, arithmetic: arithmetic)
    let answers = audit(lean), known = audit(full)
    for limit in limits {
      let found = try #require(try limit.evaluate(answers).measurement)
      let expected = try counts(known, limit.format, try #require(found.scale))
      let part = limit.quantity.outcomes.reduce(0) { $0 + expected[$1] }
      #expect(found.value.numerator == part, "\(limit)")
    }
  }

  private func audit(_ plan: AuditPlan) -> Audit {
    var builder = AuditBuilder(plan: plan)
    builder.add(tensor: "w", values: SampleValues.binary32)
    builder.add(tensor: "d", values: SampleValues.binary64)
    return builder.finish()
  }

  private func counts(
    _ audit: Audit, _ format: FloatFormat, _ scale: LossScale
  ) throws -> OutcomeCounts {
    let plan = audit.plan
    return audit.total.outcomes(
      projection: try #require(plan.projections.firstIndex { $0.format == format }),
      scale: try #require(plan.scales.firstIndex(of: scale)))
  }

  @Test("without reporting them")
  func reportedPlan() throws {
    let limits = [try Limit("e4m3fn@1000.lost>0"), try Limit("e5m2.lost>0")]
    let audit = audit(AuditPlan(scales: [.one], limits: limits))
    #expect(audit.verdicts.map(\.format) == [.binary16, .bfloat16, .binary32])
    #expect(audit.plan.projections.count == 3 && audit.plan.scales == [.one])
    #expect(audit.plan.limits == limits)
  }

  @Test("with the direction of the plan where it has the format")
  func direction() throws {
    let upward = Projection(.binary16, direction: .towardPositive)
    var builder = AuditBuilder(plan: AuditPlan(projections: [upward], scales: [.one]))
    builder.add(tensor: "w", values: [0x1p-30, 1] as [Float])
    #expect(try !Limit("fp16@1.underflow>0").evaluate(builder.finish()).isBreached)
  }
}
