public import GradientAudit

/// A title and the provenance that every report shows.
///
/// There is no time of day in it: the same recording and the same command give
/// the same bytes.
public struct ReportContext: Hashable, Sendable {
  /// What was audited, such as the recording's name.
  public var title: String
  /// The command line that made the report.
  public var command: String
  /// The version of fpaudit.
  public var version: String
  /// The limits that were asked for, with what became of them.
  public var limits: [ReportedLimit]
  /// Where lost values cluster; nil where that was not asked for.
  public var slices: LostSlices?

  /// Names a report.
  public init(
    title: String, command: String, version: String, limits: [ReportedLimit] = [],
    slices: LostSlices? = nil
  ) {
    self.title = title
    self.command = command
    self.version = version
    self.limits = limits
    self.slices = slices
  }
}
