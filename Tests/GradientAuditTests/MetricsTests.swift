import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Metrics of accuracy")
struct MetricsTests {
  /// The cells of all tests: power-of-two scales, others, and formats of all kinds.
  static func cells() throws -> [AuditCell] {
    let formats = [
      "fp16", "bf16", "e4m3fn", "e5m2", "e2m1fn", "fp32", "tf32", "fp64", "e3m0:special=none",
    ]
    let scales = [1, 0x1p-30, 0x1p12, 1000, 0.3, 0x1p100].compactMap(LossScale.init)
    return try formats.flatMap { name in
      let format = try FloatFormat(named: name)
      return scales.map { AuditCell(Projection(format), at: $0) }
    }
  }

  private func metrics(
    _ paths: [String], _ query: MetricsQuery, threadCount: Int = 2
  ) throws -> [TensorMetrics] {
    let index = RecordingIndex(Recording(paths: paths))
    let reader = MetricsReader(query, threadCount: threadCount)
    let found = index.tensors.compactMap(reader.metrics)
    reader.finish()
    #expect(reader.problems.isEmpty && index.problems.isEmpty)
    #expect(found.count == index.tensors.count)
    return found
  }

  @Test("equal those of the reference, value by value", arguments: ScaleArithmetic.allCases)
  func bruteForce(arithmetic: ScaleArithmetic) throws {
    let directory = TemporaryDirectory()
    let values = SampleValues.binary32
    try directory.write(values, to: "w.npy")
    let query = MetricsQuery(try Self.cells(), arithmetic: arithmetic)
    let found = try metrics([directory.path], query)[0]
    for (cell, metrics) in zip(query.cells, found.cells) {
      let expected = BruteForceMetrics(values.map { Double($0) }, cell, arithmetic)
      expect(metrics, expected, "\(cell.projection.format) at \(cell.scale), \(arithmetic)")
    }
  }

  @Test(
    "equal those of the reference in other directions", arguments: RoundingDirection.deterministic)
  func directions(direction: RoundingDirection) throws {
    let directory = TemporaryDirectory()
    let values = SampleValues.binary32
    try directory.write(values, to: "w.npy")
    let cells = try ["fp16", "e4m3fn"].flatMap { name in
      let format = try FloatFormat(named: name)
      return [1, 1e-3].compactMap(LossScale.init).map {
        AuditCell(Projection(format, direction: direction), at: $0)
      }
    }
    let found = try metrics([directory.path], MetricsQuery(cells))[0]
    for (cell, metrics) in zip(cells, found.cells) {
      let expected = BruteForceMetrics(values.map { Double($0) }, cell, .exact)
      expect(metrics, expected, "\(cell.projection.format) at \(cell.scale)")
    }
  }

  @Test("of binary64 values from one end of their range to the other")
  func binary64() throws {
    let directory = TemporaryDirectory()
    for (name, values) in [
      ("all", SampleValues.binary64), ("great", [1.1e300, -3.3e307, 2.2e299]),
      ("small", [0x1.8p-1040, -0x1.8p-1065, 0x1.4p-1012]), ("none", [Double]()),
      ("zeros", [0, -0.0, .nan, .infinity]),
    ] {
      try directory.write(values, to: "\(name).npy")
    }
    let cells = try ["fp16", "bf16", "fp32", "fp64", "e11m20"].flatMap { name in
      let format = try FloatFormat(named: name)
      return [1, 0x1p-900, 3.0, 0x1p40].compactMap(LossScale.init).map {
        AuditCell(Projection(format), at: $0)
      }
    }
    for tensor in try metrics([directory.path], MetricsQuery(cells)) {
      let values =
        switch tensor.tensor.name {
        case "all": SampleValues.binary64
        case "great": [1.1e300, -3.3e307, 2.2e299]
        case "small": [0x1.8p-1040, -0x1.8p-1065, 0x1.4p-1012]
        default: [Double]()
        }
      for (cell, metrics) in zip(cells, tensor.cells) {
        let expected = BruteForceMetrics(values, cell, .exact)
        let place = "\(tensor.tensor.name), \(cell.projection.format) at \(cell.scale)"
        // Sums of squares that leave binary64's range are compared in their counts alone.
        #expect(metrics.comparedCount == expected.comparedCount, "\(place)")
        #expect(metrics.ulpErrorCounts == expected.ulpErrorCounts, "\(place)")
        #expect(metrics.largestRelativeError == expected.largestRelativeError, "\(place)")
        if let sqnr = metrics.sqnr { #expect(!sqnr.isNaN) }
        if cell.projection.format == .binary64, cell.scale == .one {
          #expect(metrics.comparedCount == 0 || metrics.sqnr == .infinity)
        }
      }
    }
  }

  @Test("are the same bits on any number of threads, and in any recording of the same values")
  func threads() throws {
    let directory = TemporaryDirectory()
    let values = (0..<1_000_003).map { Float($0 % 9973) * 1e-7 - 2e-4 }
    try directory.write(values, to: "w.npy")
    let query = MetricsQuery(try Self.cells())
    let one = try metrics([directory.path], query, threadCount: 1)
    for threadCount in [2, 3, 8] {
      let other = try metrics([directory.path], query, threadCount: threadCount)
      #expect(one.map(\.cells) == other.map(\.cells))
    }
  }

  @Test("of values beside which others are nothing, compared or not")
  func extremes() throws {
    let directory = TemporaryDirectory()
    try directory.write([1e200, 1, 3.14159, 0.1], to: "a.npy")
    try directory.write([1, 3.14159, 0.1], to: "b.npy")
    try directory.write([1.0, 1e-200], to: "c.npy")
    let cell = AuditCell(Projection(.binary16), at: .one)
    let found = try metrics([directory.path], MetricsQuery([cell])).map { $0.cells[0] }
    // What overflows is not compared, and changes nothing.
    #expect(
      found[0].sqnr == found[1].sqnr && found[0].cosineSimilarity == found[1].cosineSimilarity)
    #expect(found[0].lostNorm == 0 && found[0].comparedCount == 3)
    let sqnr = try #require(found[2].sqnr)
    #expect(abs(sqnr - 4000) < 1e-9)
    #expect(found[2].lostNorm == 1e-200 && found[2].largestRelativeError == 1)
  }

  @Test("of great and of small values are those of others, in several tensors together")
  func powers() throws {
    let query = MetricsQuery([AuditCell(Projection(try FloatFormat(named: "e11m4")), at: .one)])
    var all: [ErrorMetrics] = []
    for power in [0, 505, -505] {
      let directory = TemporaryDirectory()
      let factor = Double(sign: .plus, exponent: power, significand: 1)
      try directory.write([1, 1.1, -3.7, 0.3].map { $0 * factor }, to: "a.npy")
      try directory.write([1.7, 19.3, -0.03].map { $0 * factor * 16 }, to: "b.npy")
      var sum = ErrorMetrics()
      for tensor in try metrics([directory.path], query) { sum.merge(tensor.cells[0]) }
      all.append(sum)
    }
    for other in all.dropFirst() {
      for number in [\ErrorMetrics.sqnr, \.lostNorm, \.cosineSimilarity] {
        let (one, other) = (try #require(all[0][keyPath: number]), other[keyPath: number])
        #expect(abs(one - (try #require(other))) <= 1e-12)
      }
    }
    #expect(all.allSatisfy { $0.comparedCount == 7 && $0.sqnr != .infinity })
  }

  @Test("of results that are nothing beside their values")
  func saturation() throws {
    let directory = TemporaryDirectory()
    try directory.write([0x1p600, 0x1p601, 1, 2, 3], to: "w.npy")
    let cell = AuditCell(Projection(.binary16, overflow: .saturateAll), at: .one)
    let found = try metrics([directory.path], MetricsQuery([cell]))[0].cells[0]
    let cosine = try #require(found.cosineSimilarity)
    #expect(abs(cosine - 3 / 10.0.squareRoot()) < 1e-9 && found.comparedCount == 5)
  }

  @Test("of products with more bits than binary64 has so far down")
  func belowBinary64() throws {
    let directory = TemporaryDirectory()
    // A bit more than half of the format's least value.
    try directory.write([0x1.0000000000001p-917], to: "w.npy")
    let cell = AuditCell(
      Projection(try FloatFormat(named: "e11m20")), at: LossScale(powerOfTwo: -126))
    let found = try metrics([directory.path], MetricsQuery([cell]))[0].cells[0]
    #expect(found.comparedCount == 1 && found.lostNorm == 0)
  }

  @Test("of hand-made values")
  func byHand() throws {
    let directory = TemporaryDirectory()
    // In fp16: exact, half an ulp down, lost, beyond the range.
    try directory.write([1, 1 + 0x1p-11, 0x1p-26, 1e6, 0, .nan], to: "w.npy")
    let cell = AuditCell(Projection(.binary16), at: .one)
    let metrics = try metrics([directory.path], MetricsQuery([cell]))[0].cells[0]
    #expect(metrics.finiteNonzeroCount == 4 && metrics.comparedCount == 3)
    #expect(metrics.largestRelativeError == 1)
    #expect(metrics.ulpErrorCounts == [1, 0, 1, 0, 1, 0, 0, 0, 0, 0])
    let signal = 1 + (1 + 0x1p-11) * (1 + 0x1p-11) + 0x1p-52
    let noise = 0x1p-22 + 0x1p-52
    #expect(metrics.sqnr == 10 * log10(signal / noise))
    #expect(metrics.lostNorm == (0x1p-52 / signal).squareRoot())
    #expect(ErrorMetrics().sqnr == nil && ErrorMetrics().cosineSimilarity == nil)
  }

  private func expect(
    _ metrics: ErrorMetrics, _ expected: BruteForceMetrics, _ place: String
  ) {
    #expect(metrics.finiteNonzeroCount == expected.finiteNonzeroCount, "\(place)")
    #expect(metrics.comparedCount == expected.comparedCount, "\(place)")
    #expect(metrics.ulpErrorCounts == expected.ulpErrorCounts, "\(place)")
    #expect(metrics.largestRelativeError == expected.largestRelativeError, "\(place)")
    for (one, other) in [
      (metrics.sqnr, expected.sqnr), (metrics.meanRelativeError, expected.meanRelativeError),
      (metrics.lostNorm, expected.lostNorm), (metrics.cosineSimilarity, expected.cosineSimilarity),
    ] {
      guard let one, let other else {
        #expect(one == nil && other == nil, "\(place)")
        continue
      }
      #expect(one == other || abs(one - other) <= 1e-9 * abs(other), "\(place)")
    }
  }
}
