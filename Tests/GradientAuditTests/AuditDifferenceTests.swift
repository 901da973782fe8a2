import FloatEmulation
import GradientAudit
import Testing

@Suite("Two recordings are compared")
struct AuditDifferenceTests {
  private func difference(byStep: Bool = false) throws -> AuditDifference {
    let values = LimitSamples.values
    let before = try LimitSamples.audit([
      ("a:1", values(1, 10)), ("b:1", values(2, 10)), ("c:1", values(3, 10)),
      ("gone:1", values(0, 1)), ("same:1", values(1, 3)), ("a:2", values(1, 10)),
    ])
    let after = try LimitSamples.audit([
      ("a:1", values(3, 10)), ("b:1", values(1, 10)), ("c:1", values(9, 10)),
      ("new:1", values(0, 1)), ("same:1", values(2, 6)), ("a:2", values(1, 10)),
    ])
    return AuditDifference(from: before, to: after, atBestScale: false, byStep: byStep)
  }

  @Test("tensor by tensor, the largest change first")
  func tensors() throws {
    let cell = try #require(try difference().cells.first)
    #expect(cell.tensors.map(\.tensor) == ["c", "a", "same", "b", "gone", "new"])
    #expect(
      cell.tensors.map(\.kind) == [.worse, .worse, .same, .better, .missing, .new])
    #expect(cell.tensors.map { $0.change?.description } == ["+60%", "+10%", "0", "-10%", nil, nil])
    #expect(cell.before.underflow == 8 && cell.after.underflow == 16)
    #expect(cell.count(.worse) == 2 && cell.count(.new) == 1)
  }

  @Test("step by step")
  func steps() throws {
    let cell = try #require(try difference(byStep: true).cells.first)
    let a = cell.tensors.filter { $0.tensor == "a" }
    #expect(a.map(\.step) == [1, 2])
    #expect(a.map(\.kind) == [.worse, .same])
    #expect(cell.tensors.count == 7)
  }

  @Test("each at its own best scale, or both at every scale of the plan")
  func scales() throws {
    let before = try LimitSamples.audit([("w", [0x1p-30, 0x1p-3])], scales: [.one])
    let after = try LimitSamples.audit([("w", [0x1p-30, 0x1p5])], scales: [.one])
    let best = AuditDifference(from: before, to: after, atBestScale: true, byStep: false).cells
    #expect(best.count == 1)
    #expect(best.first?.scaleBefore == LossScale(powerOfTwo: 10))
    #expect(best.first?.scaleAfter == LossScale(powerOfTwo: 8))
    #expect(best.first?.tensors.first?.kind == .same)
    let swept = AuditDifference(from: before, to: after, atBestScale: false, byStep: false).cells
    #expect(swept.map(\.scaleBefore) == [.one] && swept.map(\.scaleAfter) == [.one])
  }

  @Test("by names that are equal byte by byte")
  func names() throws {
    let before = try LimitSamples.audit([("\u{E9}", [1])])
    let after = try LimitSamples.audit([("e\u{301}", [1])])
    let cells = AuditDifference(from: before, to: after, atBestScale: true, byStep: false).cells
    #expect(cells.first?.tensors.map(\.kind) == [.missing, .new])
  }
}
