internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// `fpaudit inspect`: what is in a dump, without reading its data.
struct InspectCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "List the tensors of a dump: step, type, shape, name.",
    discussion: """
      Reads headers only. Tensors of types that an audit leaves out are marked.

      EXAMPLES
        fpaudit inspect grads/
        fpaudit inspect step_000100.safetensors
      """)

  @OptionGroup var input: InputOptions

  func status() throws -> ExitStatus {
    let recording = input.recording
    var problems = recording.problems
    var warnings: [TensorFileError] = []
    var summary = Summary()
    var lines: [String] = []
    for recorded in recording.files {
      do throws(TensorFileError) {
        let file = try recorded.open()
        problems += file.problems
        warnings += file.warnings
        lines += summary.lines(of: file, recorded)
      } catch {
        problems.append(error)
      }
    }
    lines.append(summary.conclusion(ignored: recording.ignored.count + summary.ignored))
    try Output.whileRead { try OutputFile.write("-") { try lines.forEach($0) } }
    try Diagnostics.report(problems: problems, warnings: warnings)
    return problems.isEmpty ? .success : .failure
  }

  /// What has been listed so far.
  private struct Summary {
    private var steps: Set<Int> = []
    private var tensors = 0
    private var values = 0
    private var unaudited = 0
    /// The entries of archives that are no arrays.
    private(set) var ignored = 0

    mutating func lines(of file: TensorFile, _ recorded: RecordedFile) -> [String] {
      steps.insert(recorded.step)
      ignored += file.ignored.count
      let heading =
        "\(StandardInput.displayed(recorded.path).escapedForDisplay) (\(file.container.rawValue), step \(recorded.step))\n"
      return [heading]
        + file.tensors.map { tensor in
          tensors += 1
          values += tensor.elementCount
          if !tensor.elementType.isAudited { unaudited += 1 }
          return line(tensor, recorded.name(of: tensor))
        }
    }

    private func line(_ tensor: StoredTensor, _ name: String) -> String {
      let shape = tensor.shape.map(String.init).joined(separator: "×")
      let order =
        tensor.isFortranOrder
        ? " (Fortran order)" : tensor.layout.isDense && tensor.layout.isCOrder ? "" : " (a view)"
      let note = tensor.elementType.isAudited ? "" : "  not audited"
      let type = tensor.elementType.name.escapedForDisplay
      return "  \(type.padded(to: 6)) \((shape.isEmpty ? "0-d" : shape).padded(to: 14)) "
        + "\(name.escapedForDisplay)\(order)\(note)\n"
    }

    func conclusion(ignored: Int) -> String {
      "\(counted(steps.count, "step")), \(counted(tensors, "tensor")), \(counted(values, "value"))"
        + (unaudited > 0 ? "; \(counted(unaudited, "tensor")) of other types, not audited" : "")
        + (ignored > 0 ? "; \(counted(ignored, "other file"))" : "") + "\n"
    }

    private func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
  }
}

extension String {
  /// The text with blanks behind it up to a width in characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// The text with blanks before it up to a width in characters.
  func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
