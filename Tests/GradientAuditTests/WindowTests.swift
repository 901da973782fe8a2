import FloatEmulation
import GradientAudit
import Testing

@Suite("Windows of safe scales and verdicts")
struct WindowTests {
  private func audit(
    _ tensors: [(String, [Float])], tolerance: Share = .zero, _ format: FloatFormat = .binary16
  ) -> Audit {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(format)], scales: [.one], tolerance: tolerance))
    for (name, values) in tensors { builder.add(tensor: name, values: values) }
    return builder.finish()
  }

  @Test("the window runs from where the smallest value survives to where the largest does")
  func window() {
    // 2^-40 survives from 2^16 on: 2^-24 is fp16's least value, and 2^-25 becomes
    // zero. 1.5 overflows from 2^16 on: 1.5 * 2^15 = 49152.
    let verdict = audit([("w", [0x1p-40, 1.5])]).verdicts[0]
    #expect(verdict.window == .none(leastLossless: 16, greatestWithoutOverflow: 15))
    #expect(verdict.recommendedExponent == nil)
    #expect(audit([("w", [0x1p-39, 1.5])]).verdicts[0].window == .safe(15...15))
    // The least value may be anything above 2^-25, so 1.5 * 2^-40 needs 2^15 only.
    #expect(audit([("w", [0x1.8p-40, 1.5])]).verdicts[0].window == .safe(15...15))
  }

  @Test("65520 is one too many, 65519.996 is not")
  func overflowEdge() {
    #expect(audit([("w", [65520])]).verdicts[0].window == .safe(-40 ... -1))
    #expect(audit([("w", [Float(65520).nextDown])]).verdicts[0].window == .safe(-40...0))
  }

  @Test("a tolerated share is exact: one of a thousand is within 0.1 %, two are not")
  func tolerance() {
    let rest = [Float](repeating: 1, count: 998)
    let one = audit([("w", [0x1p-60, 1] + rest)], tolerance: Share(1, of: 1000))
    #expect(one.verdicts[0].window == .safe(-24...15))
    #expect(one.verdicts[0].needsNoScale)
    let two = audit([("w", [0x1p-60, 0x1p-60] + rest)], tolerance: Share(1, of: 1000))
    #expect(two.verdicts[0].window == .none(leastLossless: 36, greatestWithoutOverflow: 15))
  }

  @Test("the run may have a window that no single tensor shares")
  func everyTensor() {
    let verdict = audit(
      [("large", [Float](repeating: 1, count: 9_999)), ("small", [0x1p-50])],
      tolerance: Share(1, of: 1000)
    ).verdicts[0]
    #expect(verdict.window == .safe(-24...15))
    #expect(verdict.windowOfEveryTensor == .none(leastLossless: 26, greatestWithoutOverflow: 15))
    // One scale that serves both is enough.
    let touching = audit([("small", [0x1p-39]), ("large", [1.5])]).verdicts[0]
    #expect(touching.windowOfEveryTensor == .safe(15...15))
  }

  @Test("the recommended scale keeps a factor of 16 from both ends, nearest to 1")
  func recommendation() {
    // All survive from 2^6 on, and 2^-3 overflows from 2^19 on.
    let wide = audit([("w", [0x1p-30, 0x1p-3])]).verdicts[0]
    #expect(wide.window == .safe(6...18))
    #expect(wide.recommendedExponent == 10)
    #expect(wide.recommended?.underflow == 0)
    let narrow = audit([("w", [0x1p-30, 0x1p5])]).verdicts[0]
    #expect(narrow.window == .safe(6...10))
    #expect(narrow.recommendedExponent == 8)
    let below = audit([("w", [0x1p20])]).verdicts[0]
    #expect(below.window == .safe(-44 ... -5))
    #expect(below.recommendedExponent == -9)
    #expect(ScaleWindow.safe(-3...9).recommendedExponent == 0)
    #expect(ScaleWindow.safe(5...5).recommendedExponent == 5)
    #expect(ScaleWindow.unconstrained.recommendedExponent == 0)
  }

  @Test("tensors are ranked by the share they lose")
  func ranking() {
    let ranked = audit([
      ("fine", [1]), ("half", [1, 0x1p-30]), ("all", [0x1p-30]), ("alsoFine", [1]),
    ]).tensorsByLoss(projection: 0, scaleExponent: 0)
    #expect(ranked.map(\.rollup.tensor) == ["all", "half", "alsoFine", "fine"])
    #expect(ranked.map(\.counts.lost) == [Share(1, of: 1), Share(1, of: 2), .zero, .zero])
  }
}
