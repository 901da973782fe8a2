import FloatEmulation
import GradientAudit
import TensorFiles

/// What was asked about updates.
struct JSONUpdateQuery: Encodable {
  let formats: [JSONFormat]
  let optimizer: JSONOptimizer?
  let arithmetic: String?
  let sum: String
  let randomBits: Int
  let seed: UInt64
  let stepsBefore: Int?
  /// What becomes of Adam's epsilon in each format.
  let epsilons: [Double]?

  init(_ audit: UpdateAudit) {
    let query = audit.query
    formats = query.formats.map { JSONFormat(Projection($0)) }
    optimizer = query.optimizer.map(JSONOptimizer.init)
    arithmetic = query.optimizer == nil ? nil : query.arithmetic.rawValue
    sum = query.sum.rawValue
    randomBits = query.randomBitCount
    seed = query.seed
    stepsBefore = query.stepsBefore
    // NaN or infinite where a format does not reach it.
    let values = audit.epsilons.map(\.value)
    epsilons = values.isEmpty || !values.allSatisfy(\.isFinite) ? nil : values
  }
}

/// An optimizer with the parameters that it has.
struct JSONOptimizer: Encodable {
  let rule: String
  let learningRate: Double
  let weightDecay: Double
  let momentum: Double?
  let dampening: Double?
  let nesterov: Bool?
  let betas: [Double]?
  let epsilon: Double?

  init(_ optimizer: OptimizerSettings) {
    rule = optimizer.rule.rawValue
    learningRate = optimizer.learningRate
    weightDecay = optimizer.weightDecay
    let isAdam = optimizer.isAdam
    momentum = isAdam ? nil : optimizer.momentum
    dampening = isAdam ? nil : optimizer.dampening
    nesterov = isAdam ? nil : optimizer.isNesterov
    betas = isAdam ? [optimizer.beta1, optimizer.beta2] : nil
    epsilon = isAdam ? optimizer.epsilon : nil
  }
}

/// One tensor at one step.
struct JSONUpdateEntry: Encodable {
  let step: Int
  let tensor: String
  let dtype: String
  let shape: [Int]
  let updates: JSONUpdateTally

  init(_ entry: UpdateEntry, _ query: UpdateQuery) {
    step = entry.step
    tensor = entry.tensor
    dtype = entry.elementType.name
    shape = entry.shape
    updates = JSONUpdateTally(entry.tally, query)
  }
}

/// One tensor over its steps.
struct JSONUpdateRollup: Encodable {
  let tensor: String
  let stepCount: Int
  let updates: JSONUpdateTally

  init(_ rollup: UpdateRollup, _ query: UpdateQuery) {
    tensor = rollup.tensor
    stepCount = rollup.stepCount
    updates = JSONUpdateTally(rollup.tally, query)
  }
}

/// Some updates: one element of `formats` for each format of the query, in its order.
struct JSONUpdateTally: Encodable {
  let masterLost: UInt64
  let formats: [JSONUpdateCounts]

  init(_ tally: UpdateTally, _ query: UpdateQuery) {
    masterLost = tally.masterLost
    formats = tally.formats.map { JSONUpdateCounts($0, query) }
  }
}

/// What becomes of updates in one format.
struct JSONUpdateCounts: Encodable {
  let count: UInt64
  let nonfinite: UInt64
  let zero: UInt64
  let nonzero: UInt64
  let lost: UInt64
  let overflow: UInt64
  let stochasticExpected: Double
  let stochasticLost: UInt64
  let kahanUnmoved: UInt64
  let kahanLost: UInt64
  let copyUnmoved: UInt64
  /// How many updates have a size of `2^exponent` units in the last place and more.
  let sizes: JSONExponents
  let squares: JSONSquares?

  init(_ counts: UpdateCounts, _ query: UpdateQuery) {
    count = counts.count
    nonfinite = counts.nonfinite
    zero = counts.zero
    nonzero = counts.nonzero
    lost = counts.lost
    overflow = counts.overflow
    stochasticExpected = counts.expectedLosses(query)
    stochasticLost = counts.stochasticLost
    kahanUnmoved = counts.kahanUnmoved
    kahanLost = counts.kahanLost
    copyUnmoved = counts.copyUnmoved
    sizes = JSONExponents(
      exponent: counts.sizes.occupied.map(\.exponent), count: counts.sizes.occupied.map(\.count))
    squares = counts.squares.map(JSONSquares.init)
  }
}

/// What a format does to Adam's squares.
struct JSONSquares: Encodable {
  let nonzero: UInt64
  let underflow: UInt64
  let overflow: UInt64
  let zeroMoment: UInt64

  init(_ counts: SquareCounts) {
    nonzero = counts.nonzero
    underflow = counts.underflow
    overflow = counts.overflow
    zeroMoment = counts.zeroMoment
  }
}
