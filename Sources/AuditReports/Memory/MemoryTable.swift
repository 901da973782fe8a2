import GradientAudit

/// The tables of an estimate, in words that every report shares.
struct MemoryTable {
  private let estimate: MemoryEstimate

  init(_ context: MemoryContext) { estimate = context.estimate }

  /// What the columns mean.
  static func note(withExchange: Bool) -> String {
    let bounds = withExchange ? "Step, exchange" : "Step"
    return "Weights, gradients, state: bytes a parameter; weights + a master copy, or + what "
      + "Kahan's sum remembers. Bytes: all that is kept, scales of tensors too. \(bounds): how "
      + "many times as fast as fp32 at most, by bytes alone."
  }

  /// The heads of the columns of `rows`.
  static func head(_ optimizer: Optimizer, withExchange: Bool) -> [String] {
    [optimizer.title, "weights", "gradients", "state", "sum", "bytes", "step"]
      + (withExchange ? ["exchange"] : [])
  }

  /// A row for each recipe with an optimizer.
  func rows(_ optimizer: Optimizer, withExchange: Bool) -> [[String]] {
    estimate.recipes.map { recipe in
      let use = estimate.use(of: estimate.total, recipe, optimizer)
      return [
        recipe.name, parts(recipe, optimizer, [.weights, .master, .compensation]),
        parts(recipe, optimizer, [.gradients]), parts(recipe, optimizer, [.state]),
        "\(recipe.bytesPerParameter(optimizer))", NumberText.grouped(use.keptByteCount),
        bound(estimate.stepBound(recipe, optimizer)),
      ] + (withExchange ? [bound(estimate.exchangeBound(recipe, optimizer))] : [])
    }
  }

  /// The bytes a parameter for some purposes: `2+4`.
  private func parts(
    _ recipe: MemoryRecipe, _ optimizer: Optimizer, _ roles: [ParameterArray.Role]
  ) -> String {
    let bytes = roles.map { recipe.bytesPerParameter($0, optimizer) }.filter { $0 > 0 }
    return bytes.isEmpty ? "–" : bytes.map(String.init).joined(separator: "+")
  }

  private func bound(_ bound: SpeedBound?) -> String { bound?.description ?? "–" }

  // MARK: Groups

  /// The optimizer whose bytes tables of groups hold: the one that remembers most.
  var groupOptimizer: Optimizer? {
    estimate.optimizers.max { $0.momentCount < $1.momentCount }
  }

  /// The heads of the columns of `groups`.
  func groupsHead(_ recipes: [MemoryRecipe]) -> [String] {
    ["group", "tensors", "parameters"] + recipes.map(\.name)
  }

  /// A row for each group with the bytes that recipes keep of it, then one for all.
  func groups(_ recipes: [MemoryRecipe]) -> [[String]] {
    (estimate.groups + [estimate.total]).map { group in
      [
        group == estimate.total ? "all" : group.name.displayed.elided(to: 200),
        NumberText.grouped(group.tensorCount), NumberText.grouped(group.parameterCount),
      ]
        + recipes.map { recipe in
          groupOptimizer.map {
            NumberText.grouped(estimate.use(of: group, recipe, $0).keptByteCount)
          } ?? "–"
        }
    }
  }
}
