internal import FloatEmulation
internal import TensorFiles

@testable import GradientAudit

/// Reads a limit in its three spellings, and holds it against an audit.
enum LimitCheck {
  /// Two tensors of a few values: some underflow in binary16, some overflow.
  private static let audit: Audit = {
    var histogram = RecordingHistogram(sources: ["a"])
    histogram.tensors = [
      tensor("layers.0.weight", [(0x1p-26, 3), (0x1p17, 2)]),
      tensor("layers.1.bias", [(0x1p-26, 995)]),
    ]
    return histogram.audit(
      AuditPlan(
        projections: [Projection(.binary16), Projection(.bfloat16)],
        scales: [.one, LossScale(powerOfTwo: 10)]))
  }()

  private static func tensor(
    _ name: String, _ values: [(magnitude: Double, count: UInt64)]
  ) -> TensorHistogram {
    let count = values.reduce(0) { $0 + Int($1.count) }
    let bins = values.map {
      (bin: HistogramGrid.bin(ofMagnitude: $0.magnitude.bitPattern), count: $0.count)
    }
    return TensorHistogram(
      step: 1, tensor: name, elementType: .float32, shape: [count], path: "a", checksum: 0,
      counted: RangeSet(0..<count),
      histogram: MagnitudeHistogram(
        bins, partials: [], leastMagnitude: values.map(\.magnitude).min() ?? .infinity,
        greatestMagnitude: values.map(\.magnitude).max() ?? 0, hasLowBits: nil),
      elementCount: count)
  }

  static func run(_ input: [UInt8]) {
    guard let text = String(validating: input, as: UTF8.self) else { return }
    check(text) { text throws(LimitSyntaxError) in try Limit(text) }
    check(text) { text throws(LimitSyntaxError) in try Limit(maximum: text) }
    check(text) { text throws(LimitSyntaxError) in try Limit(minimum: text) }
  }

  private static func check(
    _ text: String, _ read: (String) throws(LimitSyntaxError) -> Limit
  ) {
    do throws(LimitSyntaxError) {
      let limit = try read(text)
      require((try? Limit(limit.description)) == limit, "`\(limit)` is another limit")
      evaluate(limit)
    } catch {
      require(!error.description.isEmpty, "an error without words")
    }
  }

  private static func evaluate(_ limit: Limit) {
    do throws(LimitEvaluationError) {
      let result = try limit.evaluate(audit, baseline: audit)
      let again = try limit.evaluate(audit, baseline: audit)
      require(result == again, "another answer")
    } catch {
      require(!error.description.isEmpty, "an error without words")
    }
  }
}
