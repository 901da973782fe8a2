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
    let directions = RoundingDirection.deterministic
    let plan = AuditPlan(
      projections: directions.flatMap { direction in
        formats.map { Projection($0, direction: direction) }
      },
      scales: Self.scaleExponents.map { LossScale(powerOfTwo: $0) })
    let totals = [false, true].map { Self.everyMagnitude(plan, isNegative: $0) }
    var (cellCount, mismatches) = (0, 0)
    for family in Self.families(plan.projections) {
      let direction = plan.projections[family[0]].direction
      // Other directions do the same to both signs.
      let signs = [.towardPositive, .towardNegative].contains(direction) ? [0, 1] : [0]
      for sign in signs {
        let expected = try BruteForceCounts(
          family.map { plan.projections[$0] }, isNegative: sign == 1)
        for (member, projection) in family.enumerated() {
          for (scale, exponent) in Self.scaleExponents.enumerated() {
            let counts = totals[sign].outcomes(projection: projection, scale: scale)
            let isSame = counts == expected.counts(of: member, atScale: exponent)
            #expect(isSame, "\(plan.projections[projection].format) \(direction) at 2^\(exponent)")
            cellCount += 1
            if !isSame { mismatches += 1 }
          }
        }
      }
    }
    let path = try #require(ProcessInfo.processInfo.environment["FPAUDIT_PROOF"])
    let summary =
      "\(mismatches) mismatches in \(cellCount) cells: \(formats.count) formats, "
      + "\(directions.count) directions, both signs where they differ, "
      + "\(Self.scaleExponents.count) scales; each counts every one of the 2^31 - 2^23 - 1 finite "
      + "binary32 magnitudes that are not zero.\n"
    try Data(summary.utf8).write(to: URL(filePath: path))
  }

  /// The projections, as indices, that differ in their greatest magnitudes alone: what
  /// they round to is the same below these.
  private static func families(_ projections: [Projection]) -> [[Int]] {
    struct Family: Hashable {
      let precision: Int
      let minimumExponent: Int
      let zeroExponentField: ZeroExponentField
      let direction: RoundingDirection
    }
    return Dictionary(grouping: projections.indices) {
      let format = projections[$0].format
      return Family(
        precision: format.precision, minimumExponent: format.minimumExponent,
        zeroExponentField: format.zeroExponentField, direction: projections[$0].direction)
    }.values.sorted { $0[0] < $1[0] }
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

/// The outcomes of all finite, non-zero binary32 magnitudes at power-of-two scales, for
/// formats that differ in their greatest magnitudes alone.
///
/// Each scaled value is rounded by itself, with the formats' precision and least exponent
/// but a wider range, and what it has become is compared with each format's extremes. A
/// scaled normal value occurs at many scales and is rounded once.
private struct BruteForceCounts {
  private static let normalExponents = -126...127
  /// By the exponent of the scaled value, then by format.
  private let normal: [Int: [OutcomeCounts]]
  /// By the exponent of the scale, then by format.
  private let subnormal: [Int: [OutcomeCounts]]

  init(_ family: [Projection], isNegative: Bool) throws {
    let rounder = try Rounder(family, isNegative: isNegative)
    let scales = HistogramProofTests.scaleExponents
    let first = Self.normalExponents.lowerBound + scales[0]
    let last = Self.normalExponents.upperBound + scales[scales.count - 1]
    normal = Self.forEach(Array(first...last)) { exponent in
      rounder.outcomes { start, values in
        let sign = values[0].sign == .minus ? UInt64(1) << 63 : 0
        let bits = sign | UInt64(exponent + 1023) << 52
        for index in 0..<values.count {
          values[index] = Double(bitPattern: bits | UInt64(start + index) << 29)
        }
      }
    }
    subnormal = Self.forEach(scales) { exponent in
      rounder.outcomes { start, values in
        let unit = Double(sign: values[0].sign, exponent: exponent - 149, significand: 1)
        for index in 0..<values.count { values[index] = unit * Double(start + index) }
        if start == 0 { values[0] = .nan }
      }
    }
  }

  func counts(of member: Int, atScale exponent: Int) -> OutcomeCounts {
    var sum = OutcomeCounts()
    let all = [subnormal[exponent]] + Self.normalExponents.map { normal[$0 + exponent] }
    for counts in all.compactMap({ $0?[member] }) {
      for outcome in Outcome.allCases { sum[outcome] += counts[outcome] }
    }
    sum.zero = 0  // the zero among the subnormal values
    return sum
  }

  private static func forEach(
    _ exponents: [Int], _ body: @Sendable (Int) -> [OutcomeCounts]
  ) -> [Int: [OutcomeCounts]] {
    let results = Mutex<[Int: [OutcomeCounts]]>([:])
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
  /// Of each format.
  private let greatest: [Double]
  private let sign: FloatingPointSign

  init(_ family: [Projection], isNegative: Bool) throws {
    var wide = family[0]
    let format = wide.format
    if format.maximumExponent < 200 {
      let exponentBitCount = (format.exponentBitCount...11).first {
        (1 << $0) - 2 - format.bias >= 200
      }
      wide.format = try FloatFormat(
        name: "wide", precision: format.precision, exponentBitCount: try #require(exponentBitCount),
        // Without a trailing significand there is no room for IEEE's NaN.
        bias: format.bias, specialValues: format.precision == 1 ? .nanAtNegativeZero : .ieee,
        zeroExponentField: format.zeroExponentField)
    }
    try #require(wide.format.minimumExponent == format.minimumExponent)
    kernel = RoundingKernel(wide)
    leastNormal = format.leastNormalMagnitude
    greatest = family.map(\.format.greatestFiniteMagnitude)
    sign = isNegative ? .minus : .plus
  }

  /// - Parameter fill: Fills a stretch, whose first value has the sign, with the values
  ///   from a number below 2^23 on; zero is replaced by NaN.
  /// - Returns: The outcomes for each format.
  func outcomes(_ fill: (Int, inout MutableSpan<Double>) -> Void) -> [OutcomeCounts] {
    var counts = [OutcomeCounts](repeating: OutcomeCounts(), count: greatest.count)
    let size = 4096
    let first = Double(sign: sign, exponent: 0, significand: 1)
    var source = [Double](repeating: first, count: size)
    var results = source
    for start in stride(from: 0, to: 1 << 23, by: size) {
      var values = source.mutableSpan
      values[0] = first
      fill(start, &values)
      let zeroCount = source[0].isNaN ? 1 : 0
      var target = results.mutableSpan
      kernel.round(source.span, into: &target)
      let zero = results.count { $0 == 0 }
      let small = results.count { $0.magnitude < leastNormal }
      for (index, greatest) in greatest.enumerated() {
        let inRange = results.count { $0.magnitude <= greatest }
        counts[index].underflow += UInt64(zero)
        counts[index].subnormal += UInt64(small - zero)
        counts[index].normal += UInt64(inRange - small)
        counts[index].overflow += UInt64(size - inRange - zeroCount)
      }
    }
    return counts
  }
}
