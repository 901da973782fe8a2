import GradientAudit
import TensorFiles
import Testing

@Suite("Any number of threads gives the same audit")
struct ThreadTests {
  @Test("of large and small tensors, and of a file that is cut", arguments: [1, 2, 3, 16])
  func threads(count: Int) throws {
    let directory = TemporaryDirectory()
    // Two parts of eight megabytes and a rest.
    let large = (0..<4_500_000).map { Float($0 % 9973) * 1e-7 - 2e-4 }
    try directory.write(large, to: "step_1/large.npy")
    for index in 0..<70 {
      try directory.write([Float(index), -1e-9], to: "step_2/small\(index).npy")
    }
    try directory.write(large, to: "step_3/cut.npy", lessBytes: 5)

    let recording = Recording(paths: [directory.path])
    let plan = AuditPlan(scales: [LossScale.one, LossScale(1000)].compactMap(\.self))
    let alone = Auditor(plan, threadCount: 1).audit(recording)
    let together = Auditor(plan, threadCount: count).audit(recording)
    #expect(alone.entries.count == 71 && alone.problems.count == 1)
    #expect(together.entries.map(\.tensor) == alone.entries.map(\.tensor))
    #expect(together.problems == alone.problems)
    for (one, two) in zip(alone.entries, together.entries) {
      #expect(one.tally.exponentCounts == two.tally.exponentCounts)
      #expect(one.tally.leastMagnitude == two.tally.leastMagnitude)
      #expect(one.tally.greatestMagnitude == two.tally.greatestMagnitude)
      for scale in plan.scales.indices {
        for projection in plan.projections.indices {
          #expect(
            one.tally.outcomes(projection: projection, scale: scale)
              == two.tally.outcomes(projection: projection, scale: scale))
        }
      }
    }
  }

  @Test(
    "of values in memory, wherever they begin, as of those in a file", arguments: [1, 2, 16])
  func memory(count: Int) throws {
    let directory = TemporaryDirectory()
    // Two parts of eight megabytes and a rest.
    let values = (0..<4_500_001).map { Float($0 % 9973) * 1e-7 - 2e-4 }
    try directory.write(Array(values.dropFirst()), to: "w.npy")
    let plan = AuditPlan(scales: [LossScale.one, LossScale(1000)].compactMap(\.self))
    let expected = Auditor(plan, threadCount: 1).audit(Recording(paths: [directory.path])).total
    var builder = AuditBuilder(plan: plan, threadCount: count)
    let span = values.span.extracting(1...)
    builder.add(tensor: "w", elements: unsafe span.bytes, as: .float32)
    let audit = builder.finish()
    #expect(audit.entries[0].shape == [4_500_000])
    #expect(audit.total.exponentCounts == expected.exponentCounts)
    #expect(audit.total.leastMagnitude == expected.leastMagnitude)
    #expect(audit.total.greatestMagnitude == expected.greatestMagnitude)
    for scale in plan.scales.indices {
      for projection in plan.projections.indices {
        #expect(
          audit.total.outcomes(projection: projection, scale: scale)
            == expected.outcomes(projection: projection, scale: scale))
      }
    }
  }

  /// As many bytes as two parts of eight megabytes and a rest have.
  @Test(
    "of values of each type in memory",
    arguments: ElementType.audited)
  func types(type: ElementType) throws {
    let words = (0..<2_300_000).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    let bytes = unsafe words.span.bytes
    let plan = AuditPlan(scales: [.one])
    var (whole, parts) = (AuditBuilder(plan: plan, threadCount: 3), AuditBuilder(plan: plan))
    whole.add(tensor: "w", elements: bytes, as: type)
    for (step, start) in stride(from: 0, to: bytes.byteCount, by: 1 << 20).enumerated() {
      let end = min(start + 1 << 20, bytes.byteCount)
      parts.add(step: step, tensor: "w", elements: bytes.extracting(start..<end), as: type)
    }
    let (one, other) = (whole.finish().total, parts.finish().total)
    #expect(one.count == UInt64(bytes.byteCount * 8 / (try #require(type.bitWidth))))
    #expect(one.exponentCounts == other.exponentCounts)
    #expect(one.leastMagnitude == other.leastMagnitude)
    #expect(one.greatestMagnitude == other.greatestMagnitude)
    for projection in plan.projections.indices {
      #expect(
        one.outcomes(projection: projection, scale: 0)
          == other.outcomes(projection: projection, scale: 0))
    }
  }

  @Test("and the progress ends with all bytes and files")
  func progress() throws {
    let directory = TemporaryDirectory()
    let large = [Float](repeating: 1, count: 3_000_000)
    for step in 1...3 { try directory.write(large, to: "step_\(step)/w.npy") }
    let last = Last()
    _ = Auditor(AuditPlan(scales: [.one]), threadCount: 2, progress: { last.progress = $0 })
      .audit(Recording(paths: [directory.path]))
    let progress = try #require(last.progress)
    #expect(progress.filesDone == 3 && progress.fileCount == 3)
    #expect(progress.bytesRead == 36_000_000)
    #expect(progress.byteCount > 36_000_000 && progress.byteCount < 36_001_000)
  }

  private final class Last {
    var progress: Auditor.Progress?
  }
}
