internal import TensorFiles

/// What recipes of training need for the parameters of a recording.
public struct MemoryEstimate: Sendable {
  /// The parameters.
  public let list: ParameterList
  /// How many parts of a name make a group.
  public let depth: Int
  /// All tensors together; its name is empty.
  public let total: ParameterGroup
  /// Groups of tensors, in the order of their names.
  public let groups: [ParameterGroup]
  /// The recipes that are compared.
  public let recipes: [MemoryRecipe]
  /// The optimizers that they are compared with.
  public let optimizers: [Optimizer]

  /// The most parameters that are summed, far beyond any model: no sum of bytes overflows.
  public static let parameterLimit: UInt64 = 1 << 56

  /// Groups parameters.
  ///
  /// - Throws: ``MemoryError`` if the shapes of headers cannot be those of a model.
  public init(
    _ list: ParameterList, recipes: [MemoryRecipe] = MemoryRecipe.catalogue,
    optimizers: [Optimizer] = Optimizer.allCases, depth: Int = 1
  ) throws(MemoryError) {
    var count: UInt64 = 0
    for parameter in list.parameters {
      let (sum, overflows) = count.addingReportingOverflow(parameter.count)
      guard !overflows, sum <= MemoryEstimate.parameterLimit else {
        throw .tooManyParameters(parameter.name, shape: parameter.shape)
      }
      count = sum
    }
    self.list = list
    self.depth = depth
    self.recipes = recipes
    self.optimizers = optimizers
    total = ParameterGroup(name: "", list.parameters)
    groups = ParameterGroup.groups(of: list.parameters, depth: depth)
  }

  /// The bytes of a group.
  public func use(
    of group: ParameterGroup, _ recipe: MemoryRecipe, _ optimizer: Optimizer
  ) -> MemoryUse {
    MemoryUse(group, recipe, optimizer)
  }

  /// How many times as fast a step can be at most as in FP32 with the same optimizer, were
  /// it limited by nothing but the parameters' bytes.
  public func stepBound(_ recipe: MemoryRecipe, _ optimizer: Optimizer) -> SpeedBound? {
    SpeedBound(
      use(of: total, .single, optimizer).movedByteCount,
      over: use(of: total, recipe, optimizer).movedByteCount)
  }

  /// The same of an exchange of gradients between machines, which sends what is kept.
  public func exchangeBound(_ recipe: MemoryRecipe, _ optimizer: Optimizer) -> SpeedBound? {
    SpeedBound(
      use(of: total, .single, optimizer).keptByteCount(.gradients),
      over: use(of: total, recipe, optimizer).keptByteCount(.gradients))
  }
}

/// Why the memory of a recording cannot be told.
public enum MemoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A shape with which there are more parameters than `MemoryEstimate.parameterLimit`.
  case tooManyParameters(String, shape: [Int])

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooManyParameters(let name, let shape):
      "tensor `\(name.escapedForDisplay)` of shape "
        + "[\(shape.map(String.init).joined(separator: ", "))] makes more than 2^56 parameters, "
        + "which no model has; check the recording with `fpaudit inspect`"
    }
  }
}
