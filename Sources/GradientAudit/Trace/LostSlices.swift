public import FloatEmulation
internal import TensorFiles

/// Where the values with certain outcomes cluster: the slices of every tensor, its steps
/// counted together.
public struct LostSlices: Hashable, Sendable {
  /// The format with its rules, and the scale.
  public let cell: AuditCell
  /// The outcomes that count as lost.
  public let outcomes: Set<Outcome>
  /// The tensors, in the order in which they were first traced; one of several shapes is
  /// here for each.
  public let tensors: [Tensor]

  /// A tensor of one shape over its steps.
  public struct Tensor: Hashable, Sendable {
    /// The tensor's name.
    public let name: String
    /// The counts of its slices at all steps together.
    public fileprivate(set) var slices: SliceCounts
    /// At how many steps it was traced.
    public fileprivate(set) var stepCount: Int
  }

  private struct Key: Hashable {
    let name: ByteName
    let shape: [Int]
  }

  /// Adds up what a trace that counts slices has found.
  public init(_ traced: [TracedTensor], _ query: TraceQuery) {
    cell = query.cell
    outcomes = query.outcomes
    var places: [Key: Int] = [:]
    var tensors: [Tensor] = []
    for traced in traced {
      guard let slices = traced.slices else { continue }
      let key = Key(name: ByteName(traced.tensor.name), shape: slices.shape)
      if let place = places[key] {
        tensors[place].slices.merge(slices)
        tensors[place].stepCount += 1
      } else {
        places[key] = tensors.count
        tensors.append(Tensor(name: traced.tensor.name, slices: slices, stepCount: 1))
      }
    }
    self.tensors = tensors
  }
}
