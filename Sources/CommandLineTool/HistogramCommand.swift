internal import ArgumentParser
internal import AuditReports
internal import GradientAudit
internal import Synchronization

/// `fpaudit histogram`: what an audit needs to know of a dump, kept without the dump.
struct HistogramCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "histogram",
    abstract: "Keep how the values of a dump are distributed: enough for any audit of it.",
    discussion: """
      The file takes a few kilobytes for each tensor, whatever its size, and stands for the \
      dump wherever one is audited: every format, every direction, every power of two as a \
      scale, exactly. Scales that are no powers of two are answered with bounds.

      With --shard a part of the work is done, so that several jobs can share it; `fpaudit \
      merge` adds the files up. With --resume a run that was interrupted goes on: what is \
      counted is noted in the file every second.

      EXAMPLES
        fpaudit histogram grads/ -o run.fphist
        fpaudit audit run.fphist --formats e4m3fn,e5m2
        fpaudit histogram grads/ --shard 2/8 -o run-2.fphist --resume run-2.jsonl
      """)

  @OptionGroup var input: InputOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; - is standard output.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "Which part of the work to do, such as 2/8: the second of eight.", valueName: "i/n"),
    transform: { try parseShard($0) })
  var shard = Shard.whole

  @Option(
    help: ArgumentHelp(
      "Note what is counted in a file, and count nothing that it has.", valueName: "file"))
  var resume: String?

  @OptionGroup var threads: ThreadOptions

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    try OutputTarget.requireDistinct([output, resume])
    if let resume { try JournalFile.requireNoDirectory(resume, example: "histogram.jsonl") }
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput([output, resume], among: input.paths)
    let recording = try input.recording()
    let progress = ProgressLine()
    let notes = try resume.map(ManifestFile.init)
    let reader = RecordingReader(
      threadCount: threads.count, shard: shard, manifest: notes?.manifest,
      progress: progress.show)
    let histogram = reader.read(recording)
    progress.erase()
    try Diagnostics.report(problems: histogram.problems, warnings: histogram.warnings)
    if histogram.tensors.isEmpty {
      if histogram.problems.isEmpty {
        try Diagnostics.reportNothing("counted", histogram.unaudited, input)
      }
      return .failure
    }
    let bytes = histogram.fileBytes
    try OutputFile.write(output, bytes: { try $0(bytes) })
    try notes?.check()
    try tell(HistogramSummary(histogram, byteCount: bytes.count), notes?.manifest)
    return histogram.problems.isEmpty ? .success : .failure
  }

  private func tell(_ summary: HistogramSummary, _ manifest: HistogramManifest?) throws {
    guard !quiet, !OutputTarget(output).isStandardOutput else { return }
    let known = manifest?.usedCount ?? 0
    let pieces = NumberText.counted(known, "piece")
    let note = known > 0 ? "went on with \(pieces) counted before\n" : ""
    try Output.whileRead { try Output.standard.write(note + summary.text(output) + "\n") }
  }
}

private func parseShard(_ text: String) throws -> Shard {
  guard let shard = Shard(text) else {
    throw ValidationError("`\(text)` is no shard; write i/n, such as 2/8, with i from 1 to n")
  }
  return shard
}

/// A manifest and the file that it lives in.
private struct ManifestFile {
  let manifest: HistogramManifest
  private let failure: Failure

  /// The first error of writing it.
  private final class Failure: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }

  init(_ path: String) throws {
    // The numbers of the bins are those of histogram files.
    let version = RecordingHistogram.fileVersion
    let journal = try JournalFile(path, schema: "fpaudit.counted/\(version)")
    let failure = Failure()
    self.failure = failure
    manifest = HistogramManifest(lines: journal.lines) { lines in
      do {
        try journal.append(lines)
      } catch {
        failure.error.withLock { $0 = $0 ?? error }
      }
    }
  }

  /// Checks that everything was noted.
  func check() throws {
    if let error = failure.error.withLock({ $0 }) { throw error }
  }
}
