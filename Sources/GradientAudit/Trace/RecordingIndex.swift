public import TensorFiles

/// Every tensor of a recording, from the headers of its files.
public struct RecordingIndex: Sendable {
  /// The tensors of types that are audited, by step and then by name, numbers in names
  /// counted as numbers: the order of an audit.
  public let tensors: [RecordedTensor]
  /// The tensors of other types.
  public let unaudited: [UnauditedTensor]
  /// What could not be listed or read; a step and name that were seen before are among
  /// it, and are left out.
  public let problems: [TensorFileError]

  /// Reads the headers of all files, one after the other.
  public init(_ recording: Recording) { self.init(recording.files, recording.problems) }

  /// Reads the headers of some files.
  ///
  /// - Parameter known: What is known to be wrong already.
  init(_ files: [RecordedFile], _ known: [TensorFileError]) {
    var found: [RecordedTensor] = []
    var unaudited: [UnauditedTensor] = []
    var problems = known
    var seen = SeenTensors()
    for recorded in files {
      do throws(TensorFileError) {
        let file = try recorded.open()
        problems += file.problems
        for (position, stored) in file.tensors.enumerated() {
          let tensor = RecordedTensor(
            step: recorded.step, name: recorded.name(of: stored), path: recorded.path,
            stored: stored, position: position, assumedType: recorded.assumedType)
          if let first = seen.insert(step: tensor.step, name: tensor.name, path: tensor.path) {
            problems.append(
              .duplicateTensor(
                tensor.name, of: tensor.step, in: tensor.path, byteOffset: stored.byteOffset,
                first: first, task: "read"))
          } else if stored.elementType.isAudited {
            found.append(tensor)
          } else {
            unaudited.append(tensor.unaudited)
          }
        }
      } catch {
        problems.append(error)
      }
    }
    tensors = found.map { ($0, TensorName($0.name)) }
      .sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }
      .map(\.0)
    self.unaudited = unaudited
    self.problems = problems
  }

  /// The steps that have a tensor, ascending.
  public var steps: [Int] { Set(tensors.map(\.step)).sorted() }

  /// The names of the tensors, each once, in their order.
  public var names: [String] {
    Set(tensors.map { ByteName($0.name) }).map { TensorName($0.text) }.sorted().map(\.text)
  }
}

extension RecordedTensor {
  fileprivate var unaudited: UnauditedTensor {
    UnauditedTensor(step: step, tensor: name, elementType: stored.elementType, path: path)
  }
}
