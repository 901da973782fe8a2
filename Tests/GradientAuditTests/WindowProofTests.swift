import FloatEmulation
import Foundation
import GradientAudit
import Testing

/// Windows of safe scales against the reference rounder, asked for each value at each scale.
///
/// `Tests/peers/check_windows.py` does the same for every tensor of Datasets with
/// NumPy's and ml_dtypes' casts.
@Suite("Windows of safe scales against brute force")
struct WindowProofTests {
  private static let formats: [FloatFormat] = [.binary16, .bfloat16, .e4m3fn, .e5m2]
  private static let exponents = -40...40

  /// Arrays of a recording, decoded by four lines that know nothing of TensorFiles.
  private static func arrays(atStep step: String) throws -> [(name: String, values: [Float])] {
    let directory = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Datasets/digits-cnn-npy/\(step)")
    return try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map {
      let bytes = [UInt8](try Data(contentsOf: directory.appending(path: $0)))
      let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
      let values = stride(from: start, to: bytes.count, by: 4).map { place in
        Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * $1) })
      }
      return (String($0.dropLast(4)), values)
    }
  }

  /// What the reference says of every scale: how many values underflow, and overflow.
  private static func bruteForce(
    _ values: [Float], _ format: FloatFormat
  ) -> [(underflow: UInt64, overflow: UInt64)] {
    exponents.map { exponent in
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      var (underflow, overflow): (UInt64, UInt64) = (0, 0)
      for value in values where value.isFinite && value != 0 {
        // Exact: 24 significant bits, and exponents far within binary64's.
        switch Projection(format).round(Double(value) * scale).outcome {
        case .underflow: underflow += 1
        case .overflow: overflow += 1
        default: break
        }
      }
      return (underflow, overflow)
    }
  }

  @Test(
    "of tensors of a recording, for four formats and two tolerances, at 81 scales",
    arguments: ["step_000010", "step_010000"])
  func recording(step: String) throws {
    let arrays = try Self.arrays(atStep: step).filter { $0.values.count <= 320 }
    #expect(arrays.count == 7)
    for tolerance in [Share.zero, AuditPlan.defaultTolerance, Share(1, of: 10)] {
      var builder = AuditBuilder(
        plan: AuditPlan(
          projections: Self.formats.map { Projection($0) }, scales: [.one], tolerance: tolerance))
      for array in arrays { builder.add(tensor: array.name, values: array.values) }
      let audit = builder.finish()
      for entry in audit.entries {
        let values = try #require(arrays.first { $0.name == entry.tensor }?.values)
        for (projection, format) in Self.formats.enumerated() {
          check(
            entry.tally.scaleWindow(projection: projection), Self.bruteForce(values, format),
            of: entry.tally.finiteNonzeroCount, tolerance, "\(entry.tensor) in \(format.name)")
        }
      }
    }
  }

  private func check(
    _ window: ScaleWindow, _ counts: [(underflow: UInt64, overflow: UInt64)], of whole: UInt64,
    _ tolerance: Share, _ place: String
  ) {
    for (exponent, count) in zip(Self.exponents, counts) {
      let isSafe =
        count.overflow == 0
        && count.underflow * tolerance.denominator <= whole * tolerance.numerator
      #expect(window.contains(exponent) == isSafe, "\(place) at 2^\(exponent): \(window)")
    }
  }
}
