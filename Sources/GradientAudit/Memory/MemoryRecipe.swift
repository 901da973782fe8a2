internal import FloatEmulation

/// Which numbers a way of training keeps of each parameter, and in which formats.
///
/// Data: a new one is an entry of the ``catalogue``.
public struct MemoryRecipe: Hashable, Sendable {
  /// What it is called, such as `bf16_kahan`.
  public let name: String
  /// What it is, in a few words.
  public let meaning: String
  /// Where its bytes a parameter come from.
  public let source: String
  private let passes: [ParameterArray]
  private let moments: [ParameterArray]

  /// - Parameters:
  ///   - passes: All but the optimizer's state.
  ///   - moments: What an optimizer of two moments remembers, the first first.
  init(
    _ name: String, _ meaning: String, source: String, _ passes: [ParameterArray],
    moments: [ParameterArray]
  ) {
    self.name = name
    self.meaning = meaning
    self.source = source
    self.passes = passes
    self.moments = moments
  }

  /// All numbers that a step touches with an optimizer.
  public func arrays(_ optimizer: Optimizer) -> [ParameterArray] {
    passes + moments.prefix(optimizer.momentCount)
  }

  /// The bytes that are kept of one parameter for a purpose; what tensors have besides is
  /// not in it.
  public func bytesPerParameter(_ role: ParameterArray.Role, _ optimizer: Optimizer) -> Int {
    arrays(optimizer).filter { $0.role == role && $0.isKept }
      .reduce(0) { $0 + $1.bytesPerParameter }
  }

  /// The bytes that are kept of one parameter.
  public func bytesPerParameter(_ optimizer: Optimizer) -> Int {
    ParameterArray.Role.allCases.reduce(0) { $0 + bytesPerParameter($1, optimizer) }
  }

  /// The recipe of a name, in any case of letters.
  ///
  /// - Throws: ``MemoryRecipeError`` with a suggestion.
  public init(named text: String) throws(MemoryRecipeError) {
    let name = text.lowercased().replacing("-", with: "_")
    guard let recipe = MemoryRecipe.catalogue.first(where: { $0.name == name }) else {
      throw .unknown(text)
    }
    self = recipe
  }

  /// What others are compared with.
  public static let single = catalogue[0]
}
