internal import TensorFiles

/// The tensors of a recording that were seen, with the file that had each first.
struct SeenTensors {
  private var paths: [TensorKey: String] = [:]

  /// Notes a tensor.
  ///
  /// - Returns: The path of the file that had it before; nil if none had.
  mutating func insert(step: Int, name: String, path: String) -> String? {
    let key = TensorKey(step: step, name: ByteName(name))
    if let first = paths[key] { return first }
    paths[key] = path
    return nil
  }
}

/// A file on its way through an audit.
struct Reading: Sendable {
  let recorded: RecordedFile
  /// nil if it could not be opened.
  let opened: OpenedFile?
  /// Why it could not be opened.
  private let failure: TensorFileError?
  var tensors: [TensorReading]

  init(
    _ recorded: RecordedFile, _ opened: Result<OpenedFile, TensorFileError>,
    _ seen: inout SeenTensors
  ) {
    self.recorded = recorded
    switch opened {
    case .failure(let error):
      (self.opened, failure, tensors) = (nil, error, [])
    case .success(let opened):
      (self.opened, failure) = (opened, nil)
      tensors = opened.tensors.map { stored in
        let name = recorded.name(of: stored)
        let first = seen.insert(step: recorded.step(of: stored), name: name, path: recorded.path)
        return TensorReading(stored: stored, name: name, firstPath: first)
      }
    }
  }

  /// The file; nil if it could not be opened.
  var file: TensorFile? { opened?.file }

  /// Whether a tensor begins where the one before or behind it does; they are in the order
  /// of their bytes.
  func sharesBeginning(_ number: Int) -> Bool {
    let own = tensors[number].stored.byteOffset
    return [number - 1, number + 1].contains { other in
      tensors.indices.contains(other) && tensors[other].stored.byteOffset == own
    }
  }

  /// Whether everything was read to its end.
  var isWhole: Bool { failure == nil && tensors.allSatisfy { $0.problem == nil } }

  /// The tensors of a file whose faults are told one by one.
  private static let faultLimit = 20

  /// Why the file, or which of its tensors, could not be read.
  var problems: [TensorFileError] {
    if let failure { return [failure] }
    let faults = tensors.compactMap(\.problem)
    guard faults.count > Reading.faultLimit, let first = faults.first else { return faults }
    let rest = TensorFileError(
      first.code, path: first.path,
      what: "\(faults.count - Reading.faultLimit) more of its tensors could not be read",
      remedy: first.remedy)
    return faults.prefix(Reading.faultLimit) + [rest]
  }
}

/// A tensor on its way through an audit.
struct TensorReading: Sendable {
  let stored: StoredTensor
  let name: String
  /// The file that has the same tensor before this one.
  let firstPath: String?
  private(set) var histogram = MagnitudeHistogram()
  /// See `TensorHistogram.checksum`.
  var checksum: UInt32 = 0
  /// The elements that are counted.
  private(set) var counted = RangeSet<Int>()
  private(set) var problem: TensorFileError?

  init(stored: StoredTensor, name: String, firstPath: String?) {
    self.stored = stored
    self.name = name
    self.firstPath = firstPath
  }

  /// Whether its values are read.
  var isCounted: Bool { firstPath == nil && stored.elementType.isAudited }

  /// Adds a part; of several problems the one nearest to the beginning of the file
  /// stays.
  mutating func add(_ part: CountedPart, _ elements: Range<Int>) {
    switch part {
    case .success(let counts):
      histogram.merge(counts)
      counted.insert(contentsOf: elements)
    case .failure(let error):
      let isEarlier = (error.byteOffset ?? 0) < (problem?.byteOffset ?? .max)
      if isEarlier { problem = error }
    }
  }
}

/// What there is to say about a file at its end.
struct Ending: Sendable {
  var warning: TensorFileError?
  var problems: [TensorFileError] = []
}
