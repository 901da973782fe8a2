import GradientAudit

/// An estimate of memory as JSON of the schema `fpaudit.memory/1`.
///
/// All bytes are exact integers. A member that does not apply is left out. The schema only
/// grows.
public struct MemoryJSON {
  private let context: MemoryContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.memory/1"

  /// Prepares the report.
  public init(_ context: MemoryContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let estimate = context.estimate
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(MemoryJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"title\": \(line.encoded(context.title)),\n\"basis\": \"derived, not measured\",\n")
    try sink("\"steps\": \(line.encoded(estimate.list.steps)),\n")
    try sink("\"notes\": \(line.encoded(MemoryWords(context).notes)),\n")
    try sink("\"limits\": \(line.encoded(MemoryWords.limits)),\n")
    try write("recipes", estimate.recipes.map { JSONRecipe($0) }, to: sink)
    try write(
      "groups", ([estimate.total] + estimate.groups).map { JSONGroup($0, estimate) }, to: sink)
    try write("parameters", estimate.list.parameters.map { JSONParameter($0) }, to: sink)
    try write("warnings", estimate.list.warnings.map { JSONProblem($0) }, to: sink)
    try write("problems", estimate.list.problems.map { JSONProblem($0) }, to: sink)
    try sink("\"conflicts\": \(line.encoded(estimate.list.conflicts.map(\.description)))\n}\n")
  }

  private func write(
    _ name: String, _ elements: [some Encodable], to sink: (String) throws -> Void
  ) throws {
    try sink("\"\(name)\": [")
    for (index, element) in elements.enumerated() {
      try sink((index > 0 ? ",\n" : "\n") + line.encoded(element))
    }
    try sink(elements.isEmpty ? "],\n" : "\n],\n")
  }
}
