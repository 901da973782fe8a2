public import GradientAudit

/// An audit as one self-contained page.
///
/// No script, and no request to anywhere: the page's Content-Security-Policy
/// allows its own style sheet, by its digest, and nothing else. Light and dark,
/// from 360 pixels up, and on paper. Everything that comes from the recording is
/// escaped. At most some 5,000 elements, whatever the recording's size: what a page
/// cannot hold is said, and stands in the CSV and JSON reports.
public struct HTMLReport: AuditReport {
  private let model: PageModel

  /// The digest of the style sheet, as the policy names it; a test recomputes it.
  public static let styleDigest = "sha256-pNhC4Hp4o8hPven4HKisw3T8l5gUF3bPmIwqVwG7jJ4="

  /// The style sheet, to the byte.
  public static let style = String(decoding: PackageResources.page_css, as: UTF8.self)

  /// Prepares the page.
  public init(_ audit: Audit, _ context: ReportContext) {
    model = PageModel(Findings(audit), context)
  }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    try PageTemplate.audit.write(model.values, to: sink)
  }
}
