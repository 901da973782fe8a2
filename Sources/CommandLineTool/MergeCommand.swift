internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// `fpaudit merge`: the histograms of several jobs as one.
struct MergeCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Add up histogram files of shards, or of different steps and tensors.",
    discussion: """
      The order does not matter, and files may be merged in several rounds: the result is \
      the same, byte for byte, as if one job had counted everything. A value that two files \
      have counted, such as when one is given twice, is an error, and nothing is written. Of \
      a directory all histogram files are merged. Files of older versions are read like all \
      others, and written as the newest.

      EXAMPLES
        fpaudit merge run-*.fphist -o run.fphist
        fpaudit merge shards/ -o run.fphist
      """)

  @Argument(
    help: "Histogram files, or directories of them.",
    completion: .file(extensions: ["fphist"]))
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where to write; - is standard output.", valueName: "file"))
  var output: String

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput([output], among: paths)
    guard let merged = try merged() else { return .failure }
    let bytes = merged.fileBytes
    try OutputFile.write(output, bytes: { try $0(bytes) })
    let missing = [merged.missingPart].compactMap(\.self)
    try Diagnostics.report(problems: merged.problems, warnings: merged.warnings + missing)
    if !quiet, !OutputTarget(output).isStandardOutput {
      let text = HistogramSummary(merged, byteCount: bytes.count).text(output)
      try Output.whileRead { try Output.standard.write(text + "\n") }
    }
    return merged.problems.isEmpty ? .success : .failure
  }

  /// All files added up; nil, and the reasons on standard error, if that is not possible.
  private func merged() throws -> RecordingHistogram? {
    var merger: HistogramMerger?
    let found = HistogramFiles(paths)
    var problems = found.problems
    for path in found.paths {
      do throws(TensorFileError) {
        let next = try RecordingHistogram(path: path)
        guard let conflicts = merger?.add(next) else {
          merger = HistogramMerger(next)
          continue
        }
        problems += conflicts.prefix(1).map { problem($0, path, conflicts.count) }
      } catch {
        problems.append(error)
      }
    }
    try Diagnostics.report(problems: problems, warnings: [])
    return problems.isEmpty ? merger?.finish() : nil
  }

  private func problem(_ conflict: MergeConflict, _ path: String, _ count: Int) -> TensorFileError {
    let others = count > 1 ? ", and \(count - 1) more" : ""
    return TensorFileError(
      .duplicateTensorName, path: path, tensor: conflict.tensor,
      what: "of step \(conflict.step) \(conflict.reason)\(others)",
      remedy: "give each shard once; nothing was written")
  }
}
