public import GradientAudit

/// An audit in one output format.
///
/// A report renders what the audit says and computes no number of its own. The
/// same audit and context always give the same bytes.
public protocol AuditReport {
  /// Prepares a report.
  init(_ audit: Audit, _ context: ReportContext)

  /// Hands the report to a sink, piece by piece and in order.
  ///
  /// - Throws: What the sink throws; the rest is not written then.
  func write(to sink: (String) throws -> Void) throws
}

extension AuditReport {
  /// The whole report as one string.
  public func text() throws -> String {
    var text = ""
    try write { text += $0 }
    return text
  }
}
