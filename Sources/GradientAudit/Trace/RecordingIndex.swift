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
  /// What looks wrong: ranks that are missing.
  public let warnings: [TensorFileError]
  /// The files that could not be opened, with the steps that their paths name.
  let unopened: [(step: Int, path: String)]

  /// Reads the headers of all files, one after the other.
  public init(_ recording: Recording) {
    self.init(recording.files, recording.problems, warnings: recording.warnings)
  }

  /// Reads the headers of some files.
  ///
  /// - Parameters:
  ///   - known: What is known to be wrong already.
  ///   - warnings: What is known to look wrong.
  init(
    _ files: [RecordedFile], _ known: [TensorFileError], warnings: [TensorFileError] = []
  ) {
    var found: [RecordedTensor] = []
    var unaudited: [UnauditedTensor] = []
    var problems = known
    var seen = SeenTensors()
    var duplicates = DuplicateTensors()
    var unopened: [(step: Int, path: String)] = []
    for recorded in files {
      do throws(TensorFileError) {
        let opened = try recorded.open()
        problems += opened.problems + opened.file.damagedUnread()
        for (position, stored) in opened.file.tensors.enumerated()
        where recorded.reads(stored) && recorded.problem(of: stored) == nil {
          let tensor = RecordedTensor(
            step: recorded.step(of: stored), name: recorded.name(of: stored), path: recorded.path,
            stored: stored, position: position, assumedType: recorded.options.assumedType,
            recordedScale: opened.recordedScale, layout: recorded.parsed.layout)
          if let first = seen.insert(step: tensor.step, name: tensor.name, path: tensor.path) {
            duplicates.add(
              tensor.name, step: tensor.step, path: StandardInput.displayed(tensor.path),
              byteOffset: stored.byteOffset, first: StandardInput.displayed(first))
          } else if stored.elementType.isAudited {
            found.append(tensor)
          } else {
            unaudited.append(tensor.unaudited)
          }
        }
      } catch {
        problems.append(error)
        unopened.append((recorded.step, StandardInput.displayed(recorded.path)))
      }
    }
    self.unopened = unopened
    tensors = found.map { ($0, TensorName($0.name)) }
      .sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }
      .map(\.0)
    self.unaudited = unaudited
    self.problems = problems + duplicates.problems(task: "read")
    self.warnings = warnings
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
