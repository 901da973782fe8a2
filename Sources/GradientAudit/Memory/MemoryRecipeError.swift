internal import TensorFiles

/// Why there is no such recipe.
public enum MemoryRecipeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is none of this name.
  case unknown(String)

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .unknown(let name): MemoryRecipeError.unknown(name)
    }
  }

  private static func unknown(_ name: String) -> String {
    let names = MemoryRecipe.catalogue.map(\.name)
    let guess = Spelling.nearest(to: name.lowercased(), among: names)
    return "there is no recipe `\(name.escapedForDisplay)`; "
      + (guess.map { "did you mean `\($0)`?" } ?? "there are \(names.joined(separator: ", "))")
  }
}
