import FloatEmulation
import GradientAudit

/// Audits to hold limits against.
enum LimitSamples {
  /// Values of which some underflow in fp16 at 1, and none overflows.
  static func values(_ underflowing: Int, of count: Int) -> [Float] {
    [Float](repeating: 0x1p-30, count: underflowing)
      + [Float](repeating: 1, count: count - underflowing)
  }

  /// An audit of tensors, at step 0 unless a name ends with another: `w:10`.
  static func audit(
    _ tensors: [(String, [Float])], _ limits: [String] = [],
    formats: [FloatFormat] = [.binary16], scales: [LossScale] = [.one]
  ) throws -> Audit {
    let plan = AuditPlan(
      projections: formats.map { Projection($0) }, scales: scales,
      limits: try limits.map { try Limit($0) })
    var builder = AuditBuilder(plan: plan)
    for (name, values) in tensors {
      let parts = name.split(separator: ":")
      builder.add(
        step: parts.count > 1 ? Int(parts[1]) ?? 0 : 0, tensor: String(parts[0]), values: values)
    }
    return builder.finish()
  }

  /// What a limit finds in such an audit.
  static func measurement(
    _ limit: String, _ tensors: [(String, [Float])], baseline: [(String, [Float])]? = nil
  ) throws -> LimitMeasurement? {
    try Limit(limit).evaluate(
      audit(tensors, [limit]), baseline: baseline.map { try audit($0, [limit]) }
    ).measurement
  }

  /// Whether a limit fails.
  static func isBreached(
    _ limit: String, _ tensors: [(String, [Float])], baseline: [(String, [Float])]? = nil
  ) throws -> Bool {
    let found = try measurement(limit, tensors, baseline: baseline)
    return found?.isBreached ?? false
  }
}
