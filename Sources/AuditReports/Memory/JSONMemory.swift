import FloatEmulation
import GradientAudit

/// A recipe, with an optimizer that remembers two moments.
struct JSONRecipe: Encodable {
  let recipe: String
  let meaning: String
  let source: String
  let arrays: [JSONParameterArray]

  init(_ recipe: MemoryRecipe) {
    self.recipe = recipe.name
    meaning = recipe.meaning
    source = recipe.source
    arrays = recipe.arrays(.adam).map { JSONParameterArray($0) }
  }
}

/// A number that a recipe has of each parameter.
struct JSONParameterArray: Encodable {
  let role: String
  let format: String
  let bytesPerParameter: Int
  let bytesPerTensor: Int
  let reads: Int
  let writes: Int
  let isKept: Bool

  init(_ array: ParameterArray) {
    role = array.role.rawValue
    format = array.format.name
    bytesPerParameter = array.bytesPerParameter
    bytesPerTensor = array.bytesPerTensor
    reads = array.readCount
    writes = array.writeCount
    isKept = array.isKept
  }
}

/// A group of tensors; that of all of them has no name.
struct JSONGroup: Encodable {
  let group: String?
  let tensors: Int
  let parameters: UInt64
  let uses: [JSONMemoryUse]

  init(_ group: ParameterGroup, _ estimate: MemoryEstimate) {
    self.group = group == estimate.total ? nil : group.name
    tensors = group.tensorCount
    parameters = group.parameterCount
    uses = estimate.recipes.flatMap { recipe in
      estimate.optimizers.map { JSONMemoryUse(estimate.use(of: group, recipe, $0), recipe, $0) }
    }
  }
}

/// The bytes of a group under a recipe with an optimizer.
struct JSONMemoryUse: Encodable {
  let recipe: String
  let optimizer: String
  /// For each purpose.
  let kept: [String: UInt64]
  let keptBytes: UInt64
  let movedBytes: UInt64

  init(_ use: MemoryUse, _ recipe: MemoryRecipe, _ optimizer: Optimizer) {
    self.recipe = recipe.name
    self.optimizer = optimizer.rawValue
    kept = Dictionary(
      uniqueKeysWithValues: ParameterArray.Role.allCases.map {
        ($0.rawValue, use.keptByteCount($0))
      })
    keptBytes = use.keptByteCount
    movedBytes = use.movedByteCount
  }
}

/// A recorded tensor as a parameter.
struct JSONParameter: Encodable {
  let tensor: String
  let shape: [Int]
  let count: UInt64
  let stepCount: Int

  init(_ parameter: ParameterList.Parameter) {
    tensor = parameter.name
    shape = parameter.shape
    count = parameter.count
    stepCount = parameter.stepCount
  }
}
