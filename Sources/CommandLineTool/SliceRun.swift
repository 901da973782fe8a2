internal import GradientAudit
internal import TensorFiles

/// A second reading of what was audited: which slices of its tensors are lost wholly in
/// the critical format, without a scale.
struct SliceRun {
  /// What was found; nil where nothing was audited.
  let slices: LostSlices?
  /// What could not be read.
  let problems: [TensorFileError]

  init(_ audit: Audit, _ reading: ReadingOptions, threadCount: Int) throws {
    guard let verdict = audit.verdicts.critical, !audit.entries.isEmpty else {
      (slices, problems) = (nil, [])
      return
    }
    let query = TraceQuery(
      AuditCell(audit.plan.projections[verdict.projection], at: .one),
      arithmetic: audit.plan.arithmetic, selection: .first(0), countsSlices: true)
    // Problems of headers were named by the audit.
    let index = RecordingIndex(Recording(paths: audit.sources, options: reading.options))
    let audited = Set(audit.entries.map { ByteName("\($0.step) \($0.tensor)") })
    let tensors = index.tensors.filter { audited.contains(ByteName("\($0.step) \($0.name)")) }
    let progress = TensorProgress(tensors)
    let tracer = Tracer(query, threadCount: threadCount, progress: progress.show)
    let traced = try tracer.trace(tensors) { _, _ in }
    progress.erase()
    slices = LostSlices(traced, query)
    let isWhole = tensors.count == audit.entries.count
    problems = tracer.problems + (isWhole ? [] : [SliceRun.missing(audit)])
  }

  private static func missing(_ audit: Audit) -> TensorFileError {
    TensorFileError(
      .notFound, path: audit.sources.first ?? "",
      what: "the values themselves are not at hand, which --by axis reads",
      remedy: "audit the recording that the histograms were made from")
  }
}
