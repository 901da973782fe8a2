internal import ArgumentParser
internal import GradientAudit

/// Which recipes and optimizers are compared.
struct MemoryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Recipes, separated by commas. (default: all)", valueName: "names"),
    completion: .list(MemoryRecipe.catalogue.map(\.name)),
    transform: { try RecipeList(text: $0) })
  var recipes = RecipeList.all

  @Option(
    help: ArgumentHelp(
      "Optimizers, separated by commas: sgd, momentum, adam. (default: all)", valueName: "names"),
    completion: .list(Optimizer.allCases.map(\.rawValue)),
    transform: { try OptimizerList(text: $0) })
  var optimizers = OptimizerList.all

  @Option(
    help: ArgumentHelp(
      "How many parts of a tensor's name, between dots and slashes, make a group.",
      valueName: "number"))
  var depth = 1

  func validate() throws {
    guard (1...100).contains(depth) else {
      throw ValidationError("--depth \(depth) is outside 1...100")
    }
  }

  /// The options that differ from their defaults, as they are written on a command line.
  var words: [String] {
    (recipes.recipes == RecipeList.all.recipes ? [] : ["--recipes", recipes.description])
      + (optimizers.optimizers == OptimizerList.all.optimizers
        ? [] : ["--optimizers", optimizers.description])
      + (depth == 1 ? [] : ["--depth", "\(depth)"])
  }
}

/// A list of recipes on the command line, each once.
struct RecipeList: CustomStringConvertible {
  let recipes: [MemoryRecipe]

  static let all = RecipeList(recipes: MemoryRecipe.catalogue)

  private init(recipes: [MemoryRecipe]) { self.recipes = recipes }

  init(text: String) throws {
    var recipes: [MemoryRecipe] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      do {
        let recipe = try MemoryRecipe(named: String(name))
        if !recipes.contains(recipe) { recipes.append(recipe) }
      } catch {
        throw ValidationError(error.description)
      }
    }
    self.recipes = recipes
  }

  var description: String { recipes.map(\.name).joined(separator: ",") }
}

/// A list of optimizers on the command line, each once.
struct OptimizerList: CustomStringConvertible {
  let optimizers: [Optimizer]

  static let all = OptimizerList(optimizers: Optimizer.allCases)

  private init(optimizers: [Optimizer]) { self.optimizers = optimizers }

  init(text: String) throws {
    var optimizers: [Optimizer] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let optimizer = Optimizer(rawValue: name.lowercased()) else {
        let names = Optimizer.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no optimizer `\(name)`; write \(names)")
      }
      if !optimizers.contains(optimizer) { optimizers.append(optimizer) }
    }
    self.optimizers = optimizers
  }

  var description: String { optimizers.map(\.rawValue).joined(separator: ",") }
}
