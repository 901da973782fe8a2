internal import AuditReports
internal import GradientAudit
internal import TensorFiles

/// The tensors of files, a line each.
struct TensorList {
  private var steps: Set<Int> = []
  private var tensors = 0
  private var values = 0
  private var unaudited = 0
  /// The entries of archives that are no arrays.
  private var ignored = 0

  /// The lines of a file of tensors.
  mutating func lines(of opened: OpenedFile, _ recorded: RecordedFile) -> [String] {
    // Groups of a file may be steps.
    let own = Set(opened.tensors.map(recorded.step(of:))).sorted()
    steps.formUnion(own.isEmpty ? [recorded.step] : own)
    ignored += opened.file.ignored.count
    let scale = opened.recordedScale.map { ", recorded scale \($0)" } ?? ""
    let place = own.count > 1 ? counted(own.count, "step") : "step \(own.first ?? recorded.step)"
    let heading = heading(recorded, "\(opened.file.container.rawValue), \(place)\(scale)")
    return [heading]
      + opened.tensors.map { tensor in
        add(tensor.elementCount, tensor.elementType)
        let order =
          tensor.isFortranOrder
          ? " (Fortran order)" : tensor.layout.isDense && tensor.layout.isCOrder ? "" : " (a view)"
        let step = own.count > 1 ? " at step \(recorded.step(of: tensor))" : ""
        return line(tensor.elementType, tensor.shape, recorded.name(of: tensor), step + order)
      }
  }

  /// The lines of a file of histograms.
  mutating func lines(of histogram: RecordingHistogram, _ recorded: RecordedFile) -> [String] {
    steps.formUnion(histogram.tensors.map(\.step))
    ignored += histogram.ignored.count
    return [heading(recorded, "histograms")]
      + histogram.tensors.map { tensor in
        add(tensor.elementCount, tensor.elementType)
        let part =
          tensor.isComplete ? "" : " (\(NumberText.grouped(tensor.countedCount)) values counted)"
        return line(
          tensor.elementType, tensor.shape, tensor.tensor, " at step \(tensor.step)\(part)")
      }
  }

  /// How much there is in all.
  ///
  /// - Parameter others: Files that were not read.
  func conclusion(ignored others: Int) -> String {
    let (files, ignored) = (others + ignored, others + ignored > 0)
    return
      "\(counted(steps.count, "step")), \(counted(tensors, "tensor")), \(counted(values, "value"))"
      + (unaudited > 0 ? "; \(counted(unaudited, "tensor")) of other types, not audited" : "")
      + (ignored ? "; \(counted(files, "other file"))" : "") + "\n"
  }

  private mutating func add(_ elementCount: Int, _ type: ElementType) {
    tensors += 1
    values += elementCount
    if !type.isAudited { unaudited += 1 }
  }

  private func heading(_ recorded: RecordedFile, _ facts: String) -> String {
    "\(StandardInput.displayed(recorded.path).escapedForDisplay) (\(facts))\n"
  }

  private func line(_ type: ElementType, _ shape: [Int], _ name: String, _ rest: String) -> String {
    let extents = shape.map(String.init).joined(separator: "×")
    let note = type.isAudited ? "" : "  not audited"
    return "  \(type.name.escapedForDisplay.padded(to: 6)) "
      + "\((extents.isEmpty ? "0-d" : extents).padded(to: 14)) "
      + "\(name.escapedForDisplay)\(rest)\(note)\n"
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
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
