import Dispatch
import FloatEmulation
import Foundation
import GradientAudit
import Synchronization
import Testing

/// The proof of the histogram: filled with every binary32 magnitude once, it gives the
/// counts of brute force.
///
/// Takes minutes, so it runs where `FPAUDIT_PROOF` names a file for its result: see
/// `make verify`.
@Suite(
  "A histogram of all binary32 magnitudes", .serialized,
  .enabled(if: ProcessInfo.processInfo.environment["FPAUDIT_PROOF"] != nil))
struct HistogramProofTests {
  static let scaleExponents = Array(-24...39)

  @Test("counts as brute force does, for every format, direction, sign and 64 scales")
  func proof() throws {
    let formats = HistogramTests.formats
    var (cellCount, mismatches) = (0, 0)
    for direction in RoundingDirection.deterministic {
      let plan = AuditPlan(
        projections: formats.map { Projection($0, direction: direction) },
        scales: Self.scaleExponents.map { LossScale(powerOfTwo: $0) })
      // Other directions do the same to both signs.
      let signs = [.towardPositive, .towardNegative].contains(direction) ? [false, true] : [false]
      for isNegative in signs {
        let total = Self.everyMagnitude(plan, isNegative: isNegative)
        for (index, projection) in plan.projections.enumerated() {
          let expected = try BruteForceCounts(projection, isNegative: isNegative)
          for (scale, exponent) in Self.scaleExponents.enumerated() {
            let counts = total.outcomes(projection: index, scale: scale)
            let isSame = counts == expected.counts(atScale: exponent)
            #expect(isSame, "\(projection.format) \(direction) at 2^\(exponent)")
            cellCount += 1
            if !isSame { mismatches += 1 }
          }
        }
      }
    }
    let path = try #require(ProcessInfo.processInfo.environment["FPAUDIT_PROOF"])
    let summary =
      "\(mismatches) mismatches in \(cellCount) cells: \(formats.count) formats, "
      + "\(RoundingDirection.deterministic.count) directions, both signs where they differ, "
      + "\(Self.scaleExponents.count) scales; each counts every one of the 2^31 - 2^23 - 1 finite "
      + "binary32 magnitudes that are not zero.\n"
    try Data(summary.utf8).write(to: URL(filePath: path))
  }

  /// What an audit says of every finite binary32 magnitude that is not zero.
  private static func everyMagnitude(_ plan: AuditPlan, isNegative: Bool) -> Tally {
    var builder = AuditBuilder(plan: plan)
    let sign: UInt32 = isNegative ? 1 << 31 : 0
    for first in stride(from: UInt32(0), to: 0x7F80_0000, by: 1 << 23) {
      let values = (max(1, first)..<first + (1 << 23)).map { Float(bitPattern: $0 | sign) }
      builder.add(step: Int(first), tensor: "w", values: values)
    }
    return builder.finish().total
  }
}

/// The outcomes of all finite, non-zero binary32 magnitudes at power-of-two scales.
///
/// Each scaled value is rounded by itself, with the format's precision and least exponent
/// but a wider range, and what it has become is compared with the format's extremes. A
/// scaled normal value occurs at many scales and is rounded once.
private struct BruteForceCounts {
  private static let normalExponents = -126...127
  /// By the exponent of the scaled value.
  private let normal: [Int: OutcomeCounts]
  /// By the exponent of the scale.
  private let subnormal: [Int: OutcomeCounts]

  init(_ projection: Projection, isNegative: Bool) throws {
    let rounder = try Rounder(projection, isNegative: isNegative)
    let scales = HistogramProofTests.scaleExponents
    let first = Self.normalExponents.lowerBound + scales[0]
    let last = Self.normalExponents.upperBound + scales[scales.count - 1]
    normal = Self.forEach(Array(first...last)) { exponent in
      rounder.outcomes { Double(bitPattern: UInt64(exponent + 1023) << 52 | UInt64($0) << 29) }
    }
    subnormal = Self.forEach(scales) { exponent in
      rounder.outcomes { Double(sign: .plus, exponent: exponent - 149, significand: Double($0)) }
    }
  }

  func counts(atScale exponent: Int) -> OutcomeCounts {
    var sum = OutcomeCounts()
    let all =
      [subnormal[exponent]] + Self.normalExponents.map { normal[$0 + exponent] }
    for counts in all.compactMap(\.self) {
      for outcome in Outcome.allCases { sum[outcome] += counts[outcome] }
    }
    sum.zero = 0  // the zero among the subnormal values
    return sum
  }

  private static func forEach(
    _ exponents: [Int], _ body: @Sendable (Int) -> OutcomeCounts
  ) -> [Int: OutcomeCounts] {
    let results = Mutex<[Int: OutcomeCounts]>([:])
    DispatchQueue.concurrentPerform(iterations: exponents.count) { index in
      let counts = body(exponents[index])
      results.withLock { $0[exponents[index]] = counts }
    }
    return results.withLock { $0 }
  }
}

/// Rounds 2^23 values and tells the outcomes apart.
private struct Rounder: Sendable {
  private let kernel: RoundingKernel
  private let leastNormal: Double
  private let greatest: Double
  private let sign: Double

  init(_ projection: Projection, isNegative: Bool) throws {
    var wide = projection
    let format = projection.format
    if format.maximumExponent < 200 {
      let exponentBitCount = (format.exponentBitCount...11).first {
        (1 << $0) - 2 - format.bias >= 200
      }
      wide.format = try FloatFormat(
        name: "wide", precision: format.precision, exponentBitCount: try #require(exponentBitCount),
        bias: format.bias, specialValues: .ieee, zeroExponentField: format.zeroExponentField)
    }
    try #require(wide.format.minimumExponent == format.minimumExponent)
    kernel = RoundingKernel(wide)
    leastNormal = format.leastNormalMagnitude
    greatest = format.greatestFiniteMagnitude
    sign = isNegative ? -1 : 1
  }

  /// - Parameter value: The magnitude with a number below 2^23; zero is passed over.
  func outcomes(_ value: (Int) -> Double) -> OutcomeCounts {
    var counts = OutcomeCounts()
    let size = 4096
    var source = [Double](repeating: 0, count: size)
    var results = source
    for first in stride(from: 0, to: 1 << 23, by: size) {
      for index in 0..<size { source[index] = sign * value(first + index) }
      if source[0] == 0 { source[0] = .nan }
      var target = results.mutableSpan
      kernel.round(source.span, into: &target)
      var (zero, small, inRange) = (0, 0, 0)
      for index in 0..<size {
        let magnitude = results[index].magnitude
        zero &+= magnitude == 0 ? 1 : 0
        small &+= magnitude < leastNormal ? 1 : 0
        inRange &+= magnitude <= greatest ? 1 : 0
      }
      counts.underflow += UInt64(zero)
      counts.subnormal += UInt64(small - zero)
      counts.normal += UInt64(inRange - small)
      counts.overflow += UInt64(size - inRange - (source[0].isNaN ? 1 : 0))
    }
    return counts
  }
}
