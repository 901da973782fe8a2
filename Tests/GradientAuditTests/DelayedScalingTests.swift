import FloatEmulation
import GradientAudit
import Testing

@Suite("Scales from the steps before")
struct DelayedScalingTests {
  @Test("the least of the last numbers, whatever the window", arguments: 1...9)
  func slidingMinimum(length: Int) {
    var random = SplitMix64(seed: UInt64(length))
    var (minimum, numbers) = (SlidingMinimum(length: length), [Int]())
    #expect(minimum.minimum == nil)
    for _ in 0..<200 {
      let number = Int(random.next() % 7) - 3
      numbers.append(number)
      minimum.append(number)
      #expect(minimum.minimum == numbers.suffix(length).min())
    }
  }

  /// One tensor of which 2^-k is the greatest magnitude at a step each.
  private func advice(_ exponents: [Int], _ scaling: DelayedScaling) -> TensorScaleAdvice {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.e5m2)], scales: [.one], tolerance: .zero))
    for (step, exponent) in exponents.enumerated() {
      builder.add(
        step: step, tensor: "w",
        values: [Float(sign: .plus, exponent: exponent, significand: 1)])
    }
    return builder.finish().advice(scaling)[0].tensorScales
  }

  // e5m2's greatest value is 57344 = 1.75 * 2^15: 2^k bears 2^(15 - k) at most.

  @Test("a step of zeros takes up a place in the history, and changes no scale")
  func zeros() {
    // A history of two steps. Delayed scales: 1, 2^15, 2^15, 2^15 still after two steps of
    // zeros, and then 2^35.
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.e5m2)], scales: [.one], tolerance: .zero))
    for (step, value) in ([1, 0, 0, 0x1p-20, 0x1p-35] as [Float]).enumerated() {
      builder.add(step: step, tensor: "w", values: [value])
    }
    let advice = builder.finish().advice(DelayedScaling(historyLength: 2))[0].tensorScales
    // 2^-20 at 2^15 is normal, 2^-35 at 2^35 is 1; at 2^15 that would be lost.
    #expect(advice.delayed.underflow == 0 && advice.delayed.normal == 3)
  }

  @Test("a short history forgets what a long one remembers")
  func history() {
    let steps = [0, -20, -20, -20]
    // Scales of the steps: 2^15, then 2^35 three times. Delayed: 1, 2^15, and then 2^15 for
    // a history that holds the first step, 2^35 for one that does not.
    let long = advice(steps, DelayedScaling())
    #expect(long.delayed.underflow == 0 && long.delayed.overflow == 0)
    #expect(long.tensors[0].exponents == 15...35)
    let short = advice([-20, -20, 0], DelayedScaling(historyLength: 1))
    #expect(short.delayed.overflow == 1 && short.delayedOverflowCount == 1)
    #expect(short.tensors[0].delayedOverflowCount == 1)
    #expect(short.tensors[0].delayed.overflow == 1)
    // The large first step counts for two steps, and at the fourth no more: 2^-20 at 2^15
    // is normal, and 2^0 at 2^35 overflows.
    let two = advice([0, -20, -20, -20, 0], DelayedScaling(historyLength: 3))
    #expect(two.delayed.overflow == 1)
    #expect(advice([0, -20, -20, -20, 0], DelayedScaling(historyLength: 4)).delayed.overflow == 0)
  }

  @Test("a margin lowers every scale by so many powers of two")
  func margin() {
    let plain = advice([-4, -6], DelayedScaling())
    let careful = advice([-4, -6], DelayedScaling(margin: 3))
    #expect(plain.tensors[0].exponents == 19...21 && careful.tensors[0].exponents == 16...18)
    // Twice as large at each step: the delayed scale of the step before overflows, one with
    // a margin does not.
    #expect(advice([-4, -3, -2], DelayedScaling()).delayedOverflowCount == 2)
    #expect(advice([-4, -3, -2], DelayedScaling(margin: 1)).delayedOverflowCount == 0)
    #expect(advice([0], DelayedScaling(margin: 1000)).tensors[0].exponents == -126 ... -126)
  }

  @Test("tensors that come and go have their own histories, and zeros leave none")
  func presence() {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.e5m2)], scales: [.one], tolerance: .zero))
    builder.add(step: 0, tensor: "a", values: [0x1p-20] as [Float])
    builder.add(step: 1, tensor: "b", values: [0, 0] as [Float])
    builder.add(step: 2, tensor: "a", values: [1] as [Float])
    builder.add(step: 2, tensor: "b", values: [1] as [Float])
    let scales = builder.finish().advice[0].tensorScales
    #expect(scales.tensors.map(\.tensor) == ["a", "b"])
    #expect(scales.tensors.map(\.delayedOverflowCount) == [1, 0])
    #expect(scales.tensors[1].exponents == 15...15)
  }
}
