import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("A trace lists what brute force finds, value by value")
struct TraceTests {
  static let everything = Set(Outcome.allCases)

  /// A cell with its arithmetic.
  struct Case: Sendable, CustomTestStringConvertible {
    let projection: Projection
    let scale: Double
    var arithmetic = ScaleArithmetic.exact

    var testDescription: String {
      "\(projection.format) \(projection.direction) \(projection.overflow) x\(scale) \(arithmetic)"
    }

    func query(
      _ outcomes: Set<Outcome>, _ selection: TraceSelection = .all, slices: Bool = false
    ) throws -> TraceQuery {
      TraceQuery(
        AuditCell(projection, at: try #require(LossScale(scale))), arithmetic: arithmetic,
        outcomes: outcomes, selection: selection, countsSlices: slices)
    }
  }

  static let cases: [Case] = [
    Case(projection: Projection(.binary16), scale: 1),
    Case(projection: Projection(.binary16), scale: 1024, arithmetic: .fp32),
    Case(projection: Projection(.bfloat16), scale: 0.3),
    Case(projection: Projection(.binary16, direction: .towardPositive), scale: 1000),
    Case(
      projection: Projection(.e4m3fn, direction: .towardNegative, overflow: .saturateAll),
      scale: 1e-60, arithmetic: .fp32),
    Case(projection: Projection(.e4m3fn, flushing: .results), scale: 64),
    Case(projection: Projection(.binary32, direction: .toOdd), scale: 1e60, arithmetic: .fp32),
    Case(projection: Projection(.binary64), scale: 1e-300),
    Case(projection: Projection(.e8m0fnu), scale: 2),
  ]

  private func expected(_ value: Double, bits: UInt64, _ source: FloatFormat, _ test: Case)
    -> (outcome: Outcome, scaled: Double, code: UInt64)
  {
    let outcome = BruteForce.outcome(value, test.projection, test.scale, test.arithmetic)
    let scaled =
      test.arithmetic == .exact
      ? value * test.scale : Double(Float(value) * Float(test.scale))
    let exact = test.arithmetic == .exact ? test.scale : 1
    let factor = test.arithmetic == .exact ? value : scaled
    let code =
      if value.isNaN {
        test.projection.convert(bits, from: source).code
      } else if let product = ExactMagnitude(factor, times: exact) {
        test.projection.round(product, isNegative: value < 0).code
      } else {
        test.projection.encode(scaled.isNaN ? .nan : scaled)
      }
    return (outcome, scaled, code)
  }

  private func expectBruteForce(
    _ values: [TracedValue], _ patterns: [UInt64], _ source: FloatFormat, _ test: Case
  ) {
    let isInOrder = values.map(\.flatIndex) == Array(patterns.indices)
    #expect(isInOrder)
    var faults: [String] = []
    for (traced, bits) in zip(values, patterns) {
      let value = source.decode(bits)
      let want = expected(value, bits: bits, source, test)
      let isRight =
        traced.bits == bits && traced.outcome == want.outcome && traced.code == want.code
        && isSame(traced.value, value) && isSame(traced.scaled, want.scaled)
        && isSame(traced.rounded, test.projection.format.decode(want.code))
      if !isRight { faults.append("\(traced), not \(want)") }
    }
    #expect(faults.isEmpty, "\(faults.count): \(faults.prefix(3))")
  }

  /// Two values that are NaN are not equal.
  private func isSame(_ left: TracedValue, _ right: TracedValue) -> Bool {
    left.flatIndex == right.flatIndex && left.bits == right.bits && left.code == right.code
      && left.outcome == right.outcome && isSame(left.rounded, right.rounded)
  }

  private func isSame(_ left: Double, _ right: Double) -> Bool {
    left == right && left.sign == right.sign || left.isNaN && right.isNaN
  }

  @Test("of binary64 values", arguments: cases)
  func binary64(test: Case) throws {
    let patterns = SampleValues.binary64.map(\.bitPattern)
    let files = TemporaryDirectory()
    try files.write(
      "w.npy", type: "<f8", shape: [patterns.count], bytes: TemporaryDirectory.bytes(patterns))
    let traced = try files.index.traced(test.query(Self.everything))
    expectBruteForce(traced.values.first ?? [], patterns, .binary64, test)
  }

  @Test("of binary32 values", arguments: cases)
  func binary32(test: Case) throws {
    let patterns = SampleValues.binary32.map(\.bitPattern)
    let files = TemporaryDirectory()
    try files.write(
      "w.npy", type: "<f4", shape: [patterns.count], bytes: TemporaryDirectory.bytes(patterns))
    let traced = try files.index.traced(test.query(Self.everything))
    expectBruteForce(traced.values.first ?? [], patterns.map(UInt64.init), .binary32, test)
  }

  @Test("of every binary16 and every bfloat16 code", arguments: cases)
  func sixteenBits(test: Case) throws {
    let codes = Array(UInt16.min...UInt16.max)
    let files = TemporaryDirectory()
    // The other byte order as well.
    let swapped = TemporaryDirectory.bytes(codes.map(\.byteSwapped))
    try files.write("step_1/w.npy", type: ">f2", shape: [256, 256], bytes: swapped)
    try files.writeBFloat16("step_2.safetensors", tensor: "w", codes: codes)
    let traced = try files.index.traced(test.query(Self.everything))
    #expect(traced.values.count == 2 && traced.problems.isEmpty)
    expectBruteForce(traced.values.first ?? [], codes.map(UInt64.init), .binary16, test)
    expectBruteForce(traced.values.last ?? [], codes.map(UInt64.init), .bfloat16, test)
  }

  @Test("of chosen outcomes alone, and the counts are those of an audit", arguments: cases)
  func chosen(test: Case) throws {
    let files = TemporaryDirectory()
    let patterns = SampleValues.binary32.map(\.bitPattern)
    try files.write(
      "w.npy", type: "<f4", shape: [patterns.count], bytes: TemporaryDirectory.bytes(patterns))
    let index = files.index
    let all = try index.traced(test.query(Self.everything)).values.first ?? []
    let plan = AuditPlan(
      projections: [test.projection], scales: [try #require(LossScale(test.scale))],
      arithmetic: test.arithmetic)
    let audit = Auditor(plan).audit(Recording(paths: [files.path]))
    for outcomes in [
      [.underflow], [.overflow, .underflow], [.zero, .subnormal, .overflow, .nan], [.normal],
      [.infinite], [],
    ] as [Set<Outcome>] {
      let traced = try index.traced(test.query(outcomes))
      let found = try #require(traced.tensors.first)
      let isSame = traced.values.flatMap(\.self).elementsEqual(
        all.lazy.filter { outcomes.contains($0.outcome) }, by: isSame)
      #expect(isSame, "\(outcomes)")
      #expect(found.counts == audit.total.outcomes(projection: 0, scale: 0))
      #expect(found.listedCount == Int(found.count(of: outcomes)))
    }
  }

  @Test("of tensors without values and without axes")
  func degenerate() throws {
    let files = TemporaryDirectory()
    try files.write("a.npy", type: "<f4", shape: [0, 3], bytes: [])
    try files.write("b.npy", type: "<f4", shape: [], bytes: TemporaryDirectory.bytes([UInt32(1)]))
    try files.write("c.npy", type: "<f4", shape: [3, 0], isFortran: true, bytes: [])
    let test = try #require(Self.cases.first)
    for selection in [.first(10), .all, .largest(2), .smallest(0)] as [TraceSelection] {
      let query = try test.query([.underflow], selection, slices: true)
      let traced = try files.index.traced(query)
      #expect(traced.tensors.map(\.counts.count) == [0, 1, 0])
      #expect(
        traced.values.flatMap(\.self).map(\.flatIndex) == (selection == .smallest(0) ? [] : [0]))
      #expect(traced.tensors.allSatisfy { $0.slices?.axes.allSatisfy { $0.lost.isEmpty } ?? false })
      #expect(traced.tensors[1].tensor.index(ofFlat: 0) == [])
    }
  }
}
