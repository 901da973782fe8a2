import FloatEmulation
import GradientAudit
import Testing

@Suite("Advice on scales")
struct AdviceTests {
  /// An audit of tensors at steps.
  private func audit(
    _ tensors: [(step: Int, name: String, values: [Float])], _ formats: [FloatFormat] = [.binary16],
    tolerance: Share = .zero
  ) -> Audit {
    var builder = AuditBuilder(
      plan: AuditPlan(
        projections: formats.map { Projection($0) }, scales: [.one], tolerance: tolerance))
    for tensor in tensors {
      builder.add(step: tensor.step, tensor: tensor.name, values: tensor.values)
    }
    return builder.finish()
  }

  // fp16 keeps 2^-k from 2^(k-24) on, and 2^k overflows from 2^(16-k) on.

  @Test("windows narrow from the whole run to each step to each tensor")
  func windows() {
    let advice = audit([
      (1, "a", [0x1p-30]), (1, "b", [0x1p-26, 1]), (2, "a", [0x1p-34]), (2, "b", [4]),
    ]).advice[0]
    #expect(advice.wholeRun == .safe(10...13) && advice.everyStep == .safe(10...13))
    #expect(advice.everyEntry == .safe(10...13) && advice.conflict == nil)
    #expect(advice.steps.map(\.step) == [1, 2])
    #expect(advice.steps.map(\.window) == [.safe(6...15), .safe(10...13)])
    #expect(advice.fixedScale?.exponent == 11 && advice.fixedScale?.basis == .everyTensor)
    #expect(advice.fixedScale?.headroom == 2)
  }

  @Test("a step that no scale serves leaves the other senses empty")
  func conflict() {
    let advice = audit([(1, "small", [0x1p-45]), (1, "large", [4]), (2, "small", [0x1p-30])])
      .advice[0]
    #expect(advice.everyEntry == .none(leastLossless: 21, greatestWithoutOverflow: 13))
    #expect(advice.fixedScale == nil && advice.dynamicScaler?.initialExponent == 13)
    let (small, large) = (advice.conflict?.small, advice.conflict?.large)
    #expect(small?.tensor == "small" && small?.step == 1 && small?.exponent == 21)
    #expect(large?.tensor == "large" && large?.step == 1 && large?.exponent == 13)
  }

  @Test("the growth interval lets the scale keep up with gradients that shrink")
  func growth() {
    let advice = audit([
      (0, "w", [0x1p-30]), (100, "w", [0x1p-35]), (400, "w", [0x1p-44]),
    ]).advice[0]
    // The first scale is 2^10; 2^11 is needed at step 100, 2^20 at step 400.
    #expect(advice.dynamicScaler?.initialExponent == 10)
    #expect(advice.dynamicScaler?.growthInterval == 40)
    #expect(advice.dynamicScaler?.bindingStep == 400)
  }

  @Test("steps count from the first one, and of equals the first binds")
  func firstStep() {
    let advice = audit([
      (1000, "w", [0x1p-30]), (1040, "w", [0x1p-35]), (1400, "w", [0x1p-44]),
    ]).advice[0]
    #expect(advice.dynamicScaler?.growthInterval == 40)
    #expect(advice.dynamicScaler?.bindingStep == 1040)
  }

  @Test("a tensor for which no scale is enough is the small one of those that pull apart")
  func beyondAllScales() {
    let advice = audit(
      [(1, "less", [0x1p-20]), (1, "least", [0x1p-149]), (1, "large", [1])], [.e2m1fn]
    ).advice[0]
    #expect(advice.conflict?.small.tensor == "least" && advice.conflict?.small.exponent == nil)
    #expect(advice.conflict?.large.tensor == "large")
  }

  @Test("gradients that need no scale need no scaler, and steady ones no faster growth")
  func steady() {
    #expect(audit([(1, "w", [1])]).advice[0].dynamicScaler == nil)
    let steady = audit([(1, "w", [0x1p-30]), (9, "w", [0x1p-30])]).advice[0].dynamicScaler
    #expect(steady?.growthInterval == DynamicScalerAdvice.usualGrowthInterval)
    #expect(steady?.bindingStep == nil)
  }

  @Test("a scale of the step itself never overflows, one of the steps before may")
  func tensorScales() {
    let advice = audit([
      (1, "w", [0x1p-20, 0x1p-25]), (2, "w", [0x1p-10, 0x1p-40]), (3, "w", [0x1p-20]),
    ]).advice[0].tensorScales
    // The second step alone spans 30 binades; at 2^25 all of it is kept.
    #expect(advice.current.overflow == 0 && advice.current.underflow == 0)
    // Delayed: 2^0, then 2^35 of the first step, then 2^25 of the second.
    #expect(advice.delayed.underflow == 1 && advice.delayed.overflow == 1)
    #expect(advice.delayedOverflowCount == 1)
    #expect(advice.delayed.count == 5 && advice.current.count == 5)
  }

  @Test("a plan shares the scale, or gives an own one, or keeps binary32")
  func plan() {
    let values = [Float](repeating: 1, count: 100)
    var tensors = (1...3).map { (step: 1, name: "w\($0)", values: values + [0x1p-28]) }
    tensors.append((1, "large", [0x1p14]))
    tensors.append((1, "torn", [0x1p-60, 0x1p14]))
    let audit = audit(tensors)
    let advice = audit.advice[0]
    let plan = PrecisionPlan(audit, advice)
    #expect(plan.sharedExponent == advice.fixedScale?.exponent)
    for assignment in plan.assignments {
      let tensor = audit.tensors.first { $0.tensor == assignment.tensor }
      switch assignment.choice {
      case .shared: #expect(assignment.window.contains(plan.sharedExponent ?? .max))
      case .own(let exponent):
        #expect(assignment.window.contains(exponent))
        let counts = tensor?.tally.outcomes(projection: 0, scaleExponent: exponent)
        #expect(assignment.counts == counts && counts.map { $0.underflow + $0.overflow } == 0)
      case .single: #expect(assignment.counts == nil)
      }
    }
    let choices = Dictionary(
      uniqueKeysWithValues: plan.assignments.map { ($0.tensor, $0.choice) })
    #expect(choices["torn"] == .single && choices["w1"] == .own(8) && choices["large"] == .own(0))
  }

  @Test("a tensor that the shared scale loses gets an own one")
  func ownScale() {
    let values = [Float](repeating: 1, count: 9999)
    let audit = audit(
      [(1, "large", values), (1, "small", [0x1p-50])], tolerance: Share(1, of: 1000))
    let plan = PrecisionPlan(audit, audit.advice[0])
    #expect(plan.sharedExponent == 0)
    #expect(plan.assignments.map(\.tensor) == ["large", "small"])
    #expect(plan.assignments.map(\.choice) == [.shared, .own(30)])
    #expect(plan.assignments[1].counts?.underflow == 0)
  }

  @Test("tensors without any finite non-zero value share every scale")
  func nothing() {
    let audit = audit([(1, "zero", [0, 0]), (1, "w", [0x1p-30])])
    let plan = PrecisionPlan(audit, audit.advice[0])
    #expect(plan.assignments.allSatisfy { $0.choice == .shared })
    let empty = self.audit([]).advice[0]
    #expect(empty.wholeRun == .unconstrained && empty.steps.isEmpty && empty.conflict == nil)
  }
}
