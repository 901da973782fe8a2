import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

/// Rollups of many tensors are summed by bins, on all threads; of few they are merged.
@Suite("The rollups of an audit")
struct RollupTests {
  private static let names = 30

  private static func directory(steps: Int) throws -> TemporaryDirectory {
    var random = SplitMix64(seed: 12)
    let directory = TemporaryDirectory()
    for step in 0..<steps {
      for tensor in 0..<names where tensor % 5 > 0 || step % 3 > 0 {
        var values = (0..<24).map { _ in
          Float.random(in: -1...1, using: &random)
            * Float(
              sign: .plus, exponent: Int.random(in: -40...20, using: &random), significand: 1)
        }
        let special: [Float] = [0, -0.0, .nan, .infinity, -.infinity, 6e4, -6e4]
        values[0] = special[Int.random(in: special.indices, using: &random)]
        try directory.write(values, to: "dump/step_\(step)/t.\(tensor).npy")
      }
    }
    return directory
  }

  private static func expectSum(
    _ tally: Tally, of parts: [Tally], _ plan: AuditPlan, _ place: Comment
  ) {
    func sum(_ count: (Tally) -> UInt64) -> UInt64 { parts.reduce(0) { $0 + count($1) } }
    #expect(tally.count == sum(\.count), place)
    #expect(tally.zeroCount == sum(\.zeroCount), place)
    #expect(tally.infiniteCount == sum(\.infiniteCount), place)
    #expect(tally.nanCount == sum(\.nanCount), place)
    #expect(tally.leastMagnitude == parts.compactMap(\.leastMagnitude).min(), place)
    #expect(tally.greatestMagnitude == parts.compactMap(\.greatestMagnitude).max(), place)
    let counts: [KeyPath<OutcomeCounts, UInt64>] = [
      \.underflow, \.subnormal, \.normal, \.overflow, \.zero, \.infinite, \.nan,
    ]
    for projection in plan.projections.indices {
      for scale in plan.scales.indices {
        let own = tally.outcomes(projection: projection, scale: scale)
        for count in counts {
          let expected = sum { $0.outcomes(projection: projection, scale: scale)[keyPath: count] }
          #expect(own[keyPath: count] == expected, place)
        }
      }
    }
  }

  @Test(
    "sum up what their tensors have, of both signs, on any number of threads", arguments: [8, 45])
  func sums(steps: Int) throws {
    let directory = try Self.directory(steps: steps)
    let histogram = RecordingReader().read(Recording(paths: [directory.path + "/dump"]))
    let plan = AuditPlan(
      projections: [
        Projection(.binary16), Projection(.binary16, direction: .towardPositive),
        Projection(.e4m3fn, direction: .towardNegative),
      ], scales: [.one, LossScale(powerOfTwo: 12)])
    for threadCount in [1, 3] {
      let audit = histogram.audit(plan, threadCount: threadCount)
      #expect((audit.entries.count >= 1000) == (steps == 45))
      #expect(audit.steps.map(\.step) == Array(0..<steps))
      #expect(audit.tensors.map(\.tensor) == (0..<Self.names).map { "t.\($0)" })
      for step in audit.steps {
        Self.expectSum(
          step.tally, of: audit.entries.filter { $0.step == step.step }.map(\.tally), plan,
          "step \(step.step)")
      }
      for tensor in audit.tensors {
        let entries = audit.entries.filter { $0.tensor == tensor.tensor }
        #expect(tensor.stepCount == entries.count)
        Self.expectSum(tensor.tally, of: entries.map(\.tally), plan, "\(tensor.tensor)")
      }
      Self.expectSum(audit.total, of: audit.entries.map(\.tally), plan, "all")
    }
  }
}
