public import FloatEmulation

/// Which values of a recording a trace looks for.
public struct TraceQuery: Sendable {
  /// The format with its rules, and the scale.
  public let cell: AuditCell
  /// How a value and the scale become the value that is rounded.
  public let arithmetic: ScaleArithmetic
  /// The outcomes of the values that are wanted.
  public let outcomes: Set<Outcome>
  /// Which of them are listed.
  public let selection: TraceSelection
  /// Whether it is counted where they lie along each axis.
  public let countsSlices: Bool

  /// Describes a trace.
  ///
  /// - Precondition: Outcomes do not depend on chance: see ``AuditPlan/canAudit(_:)``.
  public init(
    _ cell: AuditCell, arithmetic: ScaleArithmetic = .exact,
    outcomes: Set<Outcome> = [.underflow, .overflow], selection: TraceSelection = .first(10),
    countsSlices: Bool = false
  ) {
    precondition(AuditPlan.canAudit(cell.projection), "outcomes depend on chance")
    self.cell = cell
    self.arithmetic = arithmetic
    self.outcomes = outcomes
    self.selection = selection
    self.countsSlices = countsSlices
  }
}
