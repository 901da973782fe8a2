import GradientAudit

/// An estimate of memory as comma-separated values, one row for each group, recipe and
/// optimizer; the rows of all tensors together come first, with an empty group.
///
/// RFC 4180, but with `\n` as the end of a line. Columns behind `parameters` are bytes,
/// exactly: what is kept for each purpose and in all, and what a step moves.
public struct MemoryCSV {
  private let estimate: MemoryEstimate

  /// The names of the columns.
  public static let columns =
    ["group", "recipe", "optimizer", "tensors", "parameters"]
    + ParameterArray.Role.allCases.map(\.rawValue) + ["kept", "moved"]

  /// Prepares the report; nothing of the context but the estimate shows in it.
  public init(_ context: MemoryContext) { estimate = context.estimate }

  /// Writes the head, then the rows of one group at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(MemoryCSV.columns.joined(separator: ",") + "\n")
    for group in [estimate.total] + estimate.groups {
      let lines = estimate.recipes.flatMap { recipe in
        estimate.optimizers.map { line(group, recipe, $0) }
      }
      try sink(lines.joined())
    }
  }

  private func line(
    _ group: ParameterGroup, _ recipe: MemoryRecipe, _ optimizer: Optimizer
  ) -> String {
    let use = estimate.use(of: group, recipe, optimizer)
    let kept = ParameterArray.Role.allCases.map { "\(use.keptByteCount($0))" }
    return "\(CSVField.quoted(group.name)),\(recipe.name),\(optimizer.rawValue),"
      + "\(group.tensorCount),\(group.parameterCount),\(kept.joined(separator: ",")),"
      + "\(use.keptByteCount),\(use.movedByteCount)\n"
  }
}
