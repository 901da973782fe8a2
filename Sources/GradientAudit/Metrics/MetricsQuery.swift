/// The cells whose effect on the accuracy of values is measured.
public struct MetricsQuery: Sendable {
  /// The cells.
  public let cells: [AuditCell]
  /// How a value and the scale become the value that is rounded.
  public let arithmetic: ScaleArithmetic

  /// Describes a measurement.
  ///
  /// - Precondition: Results do not depend on chance: see ``AuditPlan/canAudit(_:)``.
  public init(_ cells: [AuditCell], arithmetic: ScaleArithmetic = .exact) {
    precondition(
      cells.allSatisfy { AuditPlan.canAudit($0.projection) }, "results depend on chance")
    self.cells = cells
    self.arithmetic = arithmetic
  }
}
