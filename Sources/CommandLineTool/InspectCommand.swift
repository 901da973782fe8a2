internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// `fpaudit inspect`: what is in a dump, without reading its data.
struct InspectCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "List the tensors of a dump: step, type, shape, name.",
    discussion: """
      Reads headers only. Tensors of types that an audit leaves out are marked. Names, steps \
      and ranks are those of every other command.

      EXAMPLES
        fpaudit inspect grads/
        fpaudit inspect step_000100.safetensors
      """)

  @OptionGroup var input: InputOptions

  func status() throws -> ExitStatus {
    let recording = try input.recording(ofAllTypes: true)
    var problems = recording.problems
    var warnings = recording.warnings
    var list = TensorList()
    var lines: [String] = []
    for recorded in recording.files {
      do throws(TensorFileError) {
        if recorded.isHistogram {
          lines += list.lines(of: try recorded.histogram(), recorded)
        } else {
          let opened = try recorded.open()
          problems += opened.problems
          warnings += opened.warnings
          lines += list.lines(of: opened, recorded)
        }
      } catch {
        problems.append(error)
      }
    }
    lines.append(list.conclusion(ignored: recording.ignored.count))
    try Output.whileRead { try OutputFile.write("-") { try lines.forEach($0) } }
    try Diagnostics.report(problems: problems, warnings: warnings)
    return problems.isEmpty ? .success : .failure
  }
}
