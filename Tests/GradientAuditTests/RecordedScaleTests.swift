import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("A recorded loss scale is undone")
struct RecordedScaleTests {
  static let divisors = [65536, 1000, 3, 0.1, 1e-5, 0x1p-20, 49152.0, 1.0 / 3, 2.718281828459045]
  static let scales = [1, 1024, 0.25, 1000]

  /// Where fp16 changes its outcome: the tie with zero, the tie below its least normal
  /// value, and the tie above its greatest.
  private static let ends = (nonzero: 0x1p-25, normal: 0x1p-14 - 0x1p-25, overflow: 65520.0)

  /// Values beside every place where an outcome changes, and others.
  private static func values(_ divisor: Double) -> [Double] {
    let places = [ends.nonzero, ends.normal, ends.overflow].flatMap { end in
      scales.map { end * divisor / $0 }
    }
    return places.flatMap { place in
      let single = Float(place)
      return [single.nextDown, single, single.nextUp, single * 1.5, -single].map(Double.init)
    } + [0, -0.0, .infinity, -.infinity, .nan]
  }

  /// The outcome of a quotient in fp16, by products of integers.
  static func outcome(_ value: Double, over divisor: Double, times scale: Double) -> Outcome {
    if value == 0 { return .zero }
    if value.isNaN { return .nan }
    if value.isInfinite { return .infinite }
    func compare(_ end: Double) -> Int {
      ExactRatio.compare(value.magnitude, scale, divisor, end)
    }
    // Ties go to the even neighbour: to zero, to the least normal value, to infinity.
    if compare(ends.nonzero) <= 0 { return .underflow }
    if compare(ends.normal) < 0 { return .subnormal }
    return compare(ends.overflow) < 0 ? .normal : .overflow
  }

  /// Whether one of two scales is a power of two.
  private static func isExact(_ scale: LossScale, _ divisor: Double) -> Bool {
    scale.powerOfTwoExponent != nil || divisor.significand == 1
  }

  private static let plan = AuditPlan(
    projections: [Projection(.binary16)], scales: scales.compactMap(LossScale.init))

  private func options(_ divisor: Double) -> RecordingOptions {
    RecordingOptions(recordedScale: LossScale(divisor))
  }

  private func check(_ audit: Audit, _ values: [Double], _ divisor: Double) throws {
    let entry = try #require(audit.entries.first)
    #expect(audit.problems.isEmpty && entry.recordedScale?.value == divisor)
    for (index, scale) in Self.plan.scales.enumerated() where Self.isExact(scale, divisor) {
      let counts = entry.tally.outcomes(projection: 0, scale: index)
      var expected: [Outcome: UInt64] = [:]
      for value in values {
        expected[Self.outcome(value, over: divisor, times: scale.value), default: 0] += 1
      }
      for outcome in Outcome.allCases {
        #expect(counts[outcome] == expected[outcome] ?? 0, "\(outcome) at \(scale)")
      }
    }
  }

  @Test("exactly, whatever the scale and the type", arguments: divisors)
  func counts(divisor: Double) throws {
    let directory = TemporaryDirectory()
    let values = Self.values(divisor)
    try directory.write(values.map(Float.init), to: "single.npy")
    // Between the values that binary32 has.
    let doubles = values.flatMap { [$0.nextDown, $0, $0.nextUp] }
    try directory.write(doubles, to: "double.npy")
    let halves = Array(stride(from: UInt16.min, to: .max, by: 37))
    try directory.writeBFloat16("half.safetensors", tensor: "half", codes: halves)
    for (name, values) in [
      ("single.npy", values), ("double.npy", doubles),
      ("half.safetensors", halves.map { Double(Float(bitPattern: UInt32($0) << 16)) }),
    ] {
      let recording = Recording(
        paths: [directory.path + "/" + name], options: options(divisor))
      try check(Auditor(Self.plan).audit(recording), values, divisor)
      // Kept as a histogram it answers powers of two alike.
      let kept = try HistogramFileTests.write(RecordingReader().read(recording), in: directory)
      let audit = Auditor(Self.plan).audit(Recording(paths: [kept]))
      let direct = try #require(Auditor(Self.plan).audit(recording).entries.first)
      for (index, scale) in Self.plan.scales.enumerated()
      where scale.powerOfTwoExponent != nil {
        #expect(
          audit.entries[0].tally.outcomes(projection: 0, scale: index)
            == direct.tally.outcomes(projection: 0, scale: index))
      }
      #expect(audit.entries[0].recordedScale?.value == divisor)
    }
  }

  @Test("in traces as in audits, in both arithmetics", arguments: divisors, [false, true])
  func traces(divisor: Double, isSingle: Bool) throws {
    let directory = TemporaryDirectory()
    try directory.write(Self.values(divisor).map(Float.init), to: "w.npy")
    let recording = Recording(paths: [directory.path], options: options(divisor))
    let arithmetic: ScaleArithmetic = isSingle ? .fp32 : .exact
    let plan = AuditPlan(
      projections: [Projection(.binary16)], scales: Self.plan.scales, arithmetic: arithmetic)
    let audit = Auditor(plan).audit(recording)
    for (index, scale) in plan.scales.enumerated() where Self.isExact(scale, divisor) {
      let query = TraceQuery(
        AuditCell(Projection(.binary16), at: scale), arithmetic: arithmetic,
        outcomes: [.underflow, .subnormal, .overflow], selection: .all)
      let traced = try RecordingIndex(recording).traced(query)
      #expect(
        traced.tensors.map(\.counts)
          == [audit.entries[0].tally.outcomes(projection: 0, scale: index)])
      for value in traced.values.flatMap(\.self) where !isSingle {
        #expect(
          value.outcome == Self.outcome(value.value, over: divisor, times: scale.value))
        let ratio = value.scaled / (value.value / divisor * scale.value)
        #expect(abs(ratio - 1) < 0x1p-51)
      }
    }
  }

  @Test("in metrics: a power of two changes none but what it makes lost")
  func metrics() throws {
    let directory = TemporaryDirectory()
    let values = (1...2000).map { Float($0) * 0x1.234p-9 }
    try directory.write(values, to: "plain/w.npy")
    try directory.write(values.map { $0 * 4096 }, to: "scaled/w.npy")
    let query = MetricsQuery([AuditCell(Projection(.e5m2), at: .one)])
    func metrics(_ name: String, _ options: RecordingOptions) throws -> ErrorMetrics {
      let index = RecordingIndex(Recording(paths: [directory.path + name], options: options))
      return try #require(MetricsReader(query).metrics(of: index.tensors[0])).cells[0]
    }
    let plain = try metrics("/plain", RecordingOptions())
    #expect(try metrics("/scaled", options(4096)) == plain)
    #expect(try metrics("/scaled", RecordingOptions()) != plain)
  }

  @Test("in replays, which see what was before the scale")
  func replay() throws {
    let directory = TemporaryDirectory()
    try directory.write([1, 0x1p-20], to: "step_1.npy")
    let recording = Recording(paths: [directory.path], options: options(4096))
    let replay = try Replayer(Replayer.Query([])).replay(recording)
    #expect(replay.steps[0].greatestMagnitude == 0x1p-12)
    #expect(replay.notes.map(\.kind) == [.recordedScale])
  }

  @Test("where files tell it, each its own")
  func metadata() throws {
    let audit = Auditor(Self.plan).audit(Layouts.recording("scaled"))
    #expect(audit.entries.map { $0.recordedScale?.value } == [65536, 32768])
    #expect(audit.notes.map(\.kind) == [.recordedScale])
    #expect(audit.notes[0].text.contains("loss scales from 32768 to 65536"))
    #expect(audit.total.greatestMagnitude.map { $0 < 0.01 } == true)
    for (name, scale) in [("scaled-npz", 1000.0), ("scaled-pt", 1024)] {
      let audit = Auditor(Self.plan).audit(Layouts.recording(name))
      #expect(audit.entries.map(\.tensor) == ["w"] && audit.unaudited.isEmpty)
      #expect(audit.entries[0].recordedScale?.value == scale)
      #expect(
        RecordingIndex(Layouts.recording(name)).tensors.map(\.recordedScale?.value) == [scale])
    }
    // What is said outright decides.
    let plain = Auditor(Self.plan).audit(Layouts.recording("scaled", options(1)))
    #expect(plain.total.greatestMagnitude.map { $0 > 10 } == true)
    #expect(plain.notes[0].text == "The values were recorded without a loss scale.")
  }

  @Test(
    "and is an error where a file tells none or two",
    arguments: [
      #"{"loss_scale":"0"}"#, #"{"loss_scale":"x"}"#, #"{"grad_scale":"-1"}"#,
      #"{"recorded_scale":"inf"}"#, #"{"loss_scale":"nan"}"#, #"{"loss_scale":""}"#,
      #"{"loss_scale":"2","grad_scale":"4"}"#,
    ])
  func faults(metadata: String) throws {
    let directory = TemporaryDirectory()
    let header = Array(
      #"{"__metadata__":\#(metadata),"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
    let bytes = TemporaryDirectory.bytes([UInt64(header.count)]) + header + [0, 0, 128, 63]
    try directory.write(Data(bytes), to: "w.safetensors")
    let audit = Auditor(Self.plan).audit(Recording(paths: [directory.path]))
    #expect(audit.entries.isEmpty && audit.problems.map(\.code) == [.unexpectedValue])
    #expect(audit.problems[0].remedy?.contains("--recorded-scale") == true)
    let said = Auditor(Self.plan).audit(Recording(paths: [directory.path], options: options(8)))
    #expect(said.problems.isEmpty && said.total.greatestMagnitude == 0.125)
  }

  @Test("in histograms that were kept without it, where it is a power of two")
  func histograms() throws {
    let directory = TemporaryDirectory()
    let values = SampleValues.binary32.filter { !$0.isNaN }
    try directory.write(values, to: "w.npy")
    let kept = try HistogramFileTests.write(
      RecordingReader().read(Recording(paths: [directory.path + "/w.npy"])), in: directory)
    for exponent in [-30, 16, 100] {
      let options = options(LossScale(powerOfTwo: exponent).value)
      let plan = AuditPlan(scales: [-20, 0, 20].map { LossScale(powerOfTwo: $0) })
      let direct = Auditor(plan).audit(
        Recording(paths: [directory.path + "/w.npy"], options: options))
      let shifted = Auditor(plan).audit(Recording(paths: [kept], options: options))
      #expect(shifted.problems.isEmpty)
      #expect(shifted.total.leastMagnitude == direct.total.leastMagnitude)
      for projection in plan.projections.indices {
        for scale in plan.scales.indices {
          #expect(
            shifted.total.outcomes(projection: projection, scale: scale)
              == direct.total.outcomes(projection: projection, scale: scale))
        }
      }
    }
    let other = Auditor(Self.plan).audit(Recording(paths: [kept], options: options(1000)))
    #expect(other.problems.map(\.code) == [.malformedHistogram])
    #expect(other.problems[0].what == "was counted without a recorded scale")
  }
}
