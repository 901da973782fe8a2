import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("Tensors of 8-bit types")
struct Float8Tests {
  /// The words of safetensors.
  private static let words: [(Float8Type, String)] = [
    (.e4m3fn, "F8_E4M3"), (.e5m2, "F8_E5M2"), (.e4m3fnuz, "F8_E4M3FNUZ"),
    (.e5m2fnuz, "F8_E5M2FNUZ"), (.e8m0fnu, "F8_E8M0"),
  ]

  private func isSame(_ left: Double, _ right: Double) -> Bool {
    left.isNaN && right.isNaN || left == right && left.sign == right.sign
  }

  @Test("have ml_dtypes' value for every code", arguments: Float8Type.allCases)
  func values(type: Float8Type) throws {
    let wanted = try Float8Fixture.load(type).codeValues
    #expect(type.format.name == type.rawValue && type.format.bitWidth == 8)
    let found = (0...UInt64(UInt8.max)).map(type.format.decode)
    #expect(found.count == wanted.count)
    #expect(zip(found, wanted).allSatisfy(isSame))
  }

  @Test("are counted as ml_dtypes' casts count them", arguments: Float8Type.allCases)
  func counts(type: Float8Type) throws {
    let fixture = try Float8Fixture.load(type)
    #expect(fixture.counts.count == 36)
    var builder = AuditBuilder(plan: try Self.plan(of: fixture))
    builder.add(tensor: "w", codes: fixture.codeBytes, as: type)
    let audit = builder.finish()
    #expect(audit.entries.map(\.elementType) == [.float8(type)])
    for cell in fixture.counts {
      let projection = audit.plan.projections.firstIndex { $0.format.name == cell.format }
      let scale = audit.plan.scales.firstIndex { $0.value == cell.scale }
      let counts = audit.total.outcomes(
        projection: try #require(projection), scale: try #require(scale))
      #expect(counts.inOrder == cell.outcomes, "\(type), \(cell.format) at \(cell.scale)")
    }
  }

  /// All cells of a fixture in one plan.
  private static func plan(of fixture: Float8Fixture) throws -> AuditPlan {
    let names = Set(fixture.counts.map(\.format)).sorted()
    return AuditPlan(
      projections: try names.map { Projection(try FloatFormat(named: $0)) },
      scales: Set(fixture.counts.map(\.scale)).sorted().compactMap(LossScale.init))
  }

  @Test("count as the same values in binary32 do, cell by cell", arguments: Float8Type.allCases)
  func likeBinary32(type: Float8Type) throws {
    let codes = try Float8Fixture.load(type).codeBytes
    let values = try Float8Fixture.load(type).codeValues
    let projections = [FloatFormat.binary16, .bfloat16, .e4m3fn, .e2m1fn].flatMap { format in
      [.tiesToEven, .towardPositive].map { Projection(format, direction: $0) }
    }
    for arithmetic in ScaleArithmetic.allCases {
      let plan = AuditPlan(
        projections: projections, scales: CountingTests.scales + CountingTests.oddScales,
        arithmetic: arithmetic)
      var (narrow, wide) = (AuditBuilder(plan: plan), AuditBuilder(plan: plan))
      narrow.add(tensor: "w", codes: codes, as: type)
      wide.add(tensor: "w", values: codes.map { Float(values[Int($0)]) })
      let (found, wanted) = (narrow.finish().total, wide.finish().total)
      for projection in plan.projections.indices {
        for scale in plan.scales.indices {
          #expect(
            found.outcomes(projection: projection, scale: scale)
              == wanted.outcomes(projection: projection, scale: scale),
            "\(plan.projections[projection]) at \(plan.scales[scale])")
        }
        #expect(
          found.scaleWindow(projection: projection) == wanted.scaleWindow(projection: projection))
      }
      #expect(found.leastMagnitude == wanted.leastMagnitude)
      #expect(found.greatestMagnitude == wanted.greatestMagnitude)
      #expect(found.exponentCounts.map(\.count) == wanted.exponentCounts.map(\.count))
    }
  }

  @Test("are traced code by code, with brute force's outcomes", arguments: TraceTests.cases)
  func traced(test: TraceTests.Case) throws {
    let files = TemporaryDirectory()
    let codes = Array(UInt8.min...UInt8.max)
    for (step, (_, word)) in Self.words.enumerated() {
      try files.writeFloat8("step_\(step).safetensors", tensor: "w", word: word, codes: codes)
    }
    let traced = try files.index.traced(test.query(TraceTests.everything, slices: true))
    #expect(traced.values.count == Self.words.count && traced.problems.isEmpty)
    for (values, (type, _)) in zip(traced.values, Self.words) {
      #expect(values.map(\.bits) == codes.map(UInt64.init))
      #expect(values.map(\.flatIndex) == Array(codes.indices))
      for found in values {
        let value = type.format.decode(found.bits)
        let outcome = BruteForce.outcome(value, test.projection, test.scale, test.arithmetic)
        #expect(isSame(found.value, value) && found.outcome == outcome, "\(type): \(found)")
      }
    }
  }

  @Test("are ordered by magnitude, NaNs last", arguments: Self.words.map(\.1))
  func ordered(word: String) throws {
    let files = TemporaryDirectory()
    let codes = Array(UInt8.min...UInt8.max)
    try files.writeFloat8("w.safetensors", tensor: "w", word: word, codes: codes)
    let test = try #require(TraceTests.cases.first)
    let finite = try files.index.traced(test.query(Outcome.finiteNonzero, .smallest(300)))
      .values.flatMap(\.self).map(\.value.magnitude)
    #expect(finite == finite.sorted() && finite.count > 200)
    let greatest = try files.index.traced(test.query(TraceTests.everything, .largest(1)))
    #expect(greatest.values.first?.first?.value.isNaN == true)
  }

  @Test("give the metrics of the same values in binary32", arguments: Self.words)
  func metrics(type: Float8Type, word: String) throws {
    let files = TemporaryDirectory()
    let codes = Array(UInt8.min...UInt8.max)
    try files.writeFloat8("a.safetensors", tensor: "a", word: word, codes: codes)
    try files.write(codes.map { Float(type.format.decode(UInt64($0))) }, to: "b.npy")
    let index = RecordingIndex(Recording(paths: [files.path]))
    let reader = MetricsReader(MetricsQuery(try MetricsTests.cells()))
    let found = index.tensors.compactMap(reader.metrics)
    #expect(found.map(\.tensor.name) == ["a", "b"])
    #expect(found.first?.cells == found.last?.cells)
  }

  @Test("are kept in a histogram file, and merged")
  func histogramFile() throws {
    let files = TemporaryDirectory()
    for (type, word) in Self.words {
      let codes = try Float8Fixture.load(type).codeBytes
      try files.writeFloat8("\(type).safetensors", tensor: "\(type)", word: word, codes: codes)
    }
    let recording = Recording(paths: [files.path])
    let read = RecordingReader().read(recording)
    let path = try HistogramFileTests.write(read, in: files)
    #expect(try RecordingHistogram(path: path) == read)
    let (kept, direct) = (
      Auditor(AuditPlan()).audit(Recording(paths: [path])), Auditor(AuditPlan()).audit(recording)
    )
    #expect(kept.problems.isEmpty && kept.entries.count == Self.words.count)
    #expect(kept.entries.map(\.elementType) == direct.entries.map(\.elementType))
    #expect(Set(kept.entries.map(\.elementType)) == Set(Self.words.map { .float8($0.0) }))
    #expect(kept.total.count == direct.total.count)
  }

  @Test("are compared as binary32 values are", arguments: Self.words)
  func compared(type: Float8Type, word: String) throws {
    let files = TemporaryDirectory()
    let codes = Array(UInt8.min...UInt8.max)
    try files.writeFloat8("a.safetensors", tensor: "a", word: word, codes: codes)
    try files.write(codes.map { Float(type.format.decode(UInt64($0))) }, to: "b.npy")
    let one = ProjectionChain(Projection(.e4m3fn))
    let other = ProjectionChain(Projection(.e4m3fn, direction: .towardZero, overflow: .saturateAll))
    let result = StackComparer(one, other, limit: 1000).compare(Recording(paths: [files.path]))
    #expect(result.problems.isEmpty && result.tensors.count == 2)
    #expect(result.tensors.first?.counts == result.tensors.last?.counts)
    #expect(result.differences.filter { $0.tensor == "a" }.allSatisfy { $0.bits < 256 })
  }
}
