import FloatEmulation
import GradientAudit

/// What made the report.
struct JSONGenerator: Encodable {
  let name = "fpaudit"
  let version: String
  let command: String

  init(version: String, command: String) {
    self.version = version
    self.command = command
  }

  private enum CodingKeys: CodingKey { case name, version, command }
}

/// What was asked.
struct JSONPlan: Encodable {
  let formats: [JSONFormat]
  let scales: [Double]
  let scaleArithmetic: String
  let tolerance: JSONShare

  init(_ plan: AuditPlan) {
    formats = plan.projections.map { JSONFormat($0) }
    scales = plan.scales.map(\.value)
    scaleArithmetic = plan.arithmetic.rawValue
    tolerance = JSONShare(plan.tolerance)
  }
}

/// A format with its rules, and what is derived from it.
struct JSONFormat: Encodable {
  let name: String
  let direction: String
  let bits: Int
  let precision: Int
  let minimumExponent: Int
  let maximumExponent: Int
  let leastNonzeroMagnitude: Double
  let leastNormalMagnitude: Double
  let greatestFiniteMagnitude: Double

  init(_ projection: Projection) {
    let format = projection.format
    name = format.name
    direction = projection.direction.name
    bits = format.bitWidth
    precision = format.precision
    minimumExponent = format.minimumExponent
    maximumExponent = format.maximumExponent
    leastNonzeroMagnitude = format.leastNonzeroMagnitude
    leastNormalMagnitude = format.leastNormalMagnitude
    greatestFiniteMagnitude = format.greatestFiniteMagnitude
  }
}

/// A share, exactly.
struct JSONShare: Encodable {
  let numerator: UInt64
  let denominator: UInt64

  init(_ share: Share) {
    numerator = share.numerator
    denominator = share.denominator
  }
}
