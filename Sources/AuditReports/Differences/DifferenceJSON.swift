import FloatEmulation
import GradientAudit

/// What changed between two recordings, as JSON of the schema `fpaudit.diff/1`.
///
/// One line for each cell's head and each tensor. A member that does not apply is left
/// out. The schema only grows.
public struct DifferenceJSON {
  private let context: DifferenceContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.diff/1"

  /// Prepares the report.
  public init(_ context: DifferenceContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(DifferenceJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"before\": \(line.encoded(context.nameBefore)),\n")
    try sink("\"after\": \(line.encoded(context.nameAfter)),\n")
    for (name, audit) in [("notesBefore", context.before), ("notesAfter", context.after)]
    where !audit.notes.isEmpty {
      try line.write(name, audit.notes.map { JSONNote($0) }, to: sink)
    }
    try sink("\"cells\": [")
    var separator = "\n"
    for cell in context.difference.cells {
      try sink("\(separator){\"cell\": \(line.encoded(JSONCellDifference(cell))), \"tensors\": [")
      separator = "\n"
      for tensor in cell.tensors {
        try sink(separator + line.encoded(JSONTensorDifference(tensor)))
        separator = ",\n"
      }
      try sink("]}")
      separator = ",\n"
    }
    try sink("\n]\n}\n")
  }
}

/// A format at a scale, over all tensors.
private struct JSONCellDifference: Encodable {
  let format: String
  let scaleBefore: Double
  let scaleAfter: Double
  let before: JSONCounts
  let after: JSONCounts
  let isExact: Bool
  let kinds: [String: Int]

  init(_ cell: CellDifference) {
    format = cell.format.name
    scaleBefore = cell.scaleBefore.value
    scaleAfter = cell.scaleAfter.value
    before = JSONCounts(cell.before)
    after = JSONCounts(cell.after)
    isExact = cell.isExact
    kinds = Dictionary(
      uniqueKeysWithValues: TensorDifference.Kind.allCases.map { ($0.rawValue, cell.count($0)) })
  }
}

/// One tensor, or one at a step.
private struct JSONTensorDifference: Encodable {
  let tensor: String
  let step: Int?
  let kind: String
  let before: JSONCounts?
  let after: JSONCounts?

  init(_ tensor: TensorDifference) {
    self.tensor = tensor.tensor
    step = tensor.step
    kind = tensor.kind.rawValue
    before = tensor.before.map { JSONCounts($0) }
    after = tensor.after.map { JSONCounts($0) }
  }
}
