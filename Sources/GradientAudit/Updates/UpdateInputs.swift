internal import TensorFiles

/// The recordings that updates are made of.
public struct UpdateInputs: Sendable {
  /// The weights before an update.
  public let weights: Recording
  /// Where updates come from.
  public let source: Source
  /// SGD's momentum buffers or Adam's first moments; nil if there are none yet.
  public var firstMoments: Recording?
  /// Adam's second moments; nil if there are none yet.
  public var secondMoments: Recording?

  /// Where updates come from.
  public enum Source: Sendable {
    /// An optimizer makes them of these gradients.
    case gradients(Recording)
    /// They are the differences to these weights.
    case after(Recording)
    /// They are the differences to the weights of the next recorded step.
    case nextStep
  }

  /// Names recordings.
  public init(weights: Recording, _ source: Source) {
    self.weights = weights
    self.source = source
  }
}

/// A tensor with all that belongs to it, step by step.
struct UpdateTensor: Sendable {
  let name: String
  let steps: [Step]

  /// What is read at a step: the tensors that are not nil.
  struct Step: Sendable {
    let number: Int
    /// The gradient, or the weights after the update.
    let change: RecordedTensor
    /// The weights before the update; nil where they are those after the step before.
    let weights: RecordedTensor?
    var first: RecordedTensor?
    var second: RecordedTensor?

    var all: [RecordedTensor] { [weights, change, first, second].compactMap(\.self) }
  }

  var elementCount: Int { steps.first?.change.stored.elementCount ?? 0 }
}
