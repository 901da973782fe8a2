public import TensorFiles

/// The parameters that a recording has gradients of, by the names and shapes of its
/// tensors alone: no value is read.
public struct ParameterList: Sendable {
  /// A parameter.
  public struct Parameter: Hashable, Sendable {
    /// The name of its tensor.
    public let name: String
    /// Its extents; empty for a single number.
    public let shape: [Int]
    /// How many numbers it has.
    public let count: UInt64
    /// At how many steps it was recorded.
    public let stepCount: Int
  }

  /// Each name once, in the order of names.
  public let parameters: [Parameter]
  /// The steps that have a tensor, ascending.
  public let steps: [Int]
  /// The types of the recorded values, by name.
  public let elementTypes: [String]
  /// Tensors of types without rounding, which are no gradients.
  public let unaudited: [UnauditedTensor]
  /// What looks wrong.
  public let warnings: [TensorFileError]
  /// What could not be read.
  public let problems: [TensorFileError]
  /// Tensors whose shape is not the same at every step, which are left out.
  public let conflicts: [ShapeConflict]

  /// How many ranks have tensors, each of which counts by itself; 0 where paths name none.
  public let rankCount: Int

  /// Every name of a floating-point type, chosen or not, in the order of names.
  public let names: [String]

  /// Reads the headers of a recording's files, or what was kept of them as histograms.
  ///
  /// - Parameter filter: Which tensors are parameters' gradients; a recording may hold those
  ///   of activations as well.
  public init(_ recording: Recording, filter: TensorFilter = .all) {
    let index = RecordingIndex(recording.files.filter { !$0.isHistogram }, recording.problems)
    var collector = ParameterCollector()
    for tensor in index.tensors { collector.add(tensor) }
    var ranks = Set(recording.files.compactMap(\.namedRank))
    var (unaudited, warnings, problems) = (index.unaudited, recording.warnings, index.problems)
    for file in recording.files where file.isHistogram {
      do throws(TensorFileError) {
        let kept = try file.histogram()
        for tensor in kept.tensors { collector.add(tensor) }
        ranks.formUnion(kept.tensors.compactMap(\.rank))
        unaudited += kept.unaudited
        warnings += kept.warnings
        problems += kept.problems
      } catch {
        problems.append(error)
      }
    }
    names = collector.names
    parameters = collector.parameters.filter { filter.contains($0.name) }
    conflicts = collector.conflicts.filter { filter.contains($0.tensor) }
    rankCount = ranks.count
    steps = collector.steps.sorted()
    elementTypes = collector.elementTypes.sorted()
    (self.unaudited, self.warnings, self.problems) = (unaudited, warnings, problems)
  }

  /// The tensors that are not there at every step.
  public var unsteady: [Parameter] { parameters.filter { $0.stepCount < steps.count } }
}
