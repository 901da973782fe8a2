public import TensorFiles

/// How the values of every tensor of a recording are distributed: all that an audit
/// needs to know of them.
///
/// A few kilobytes for each tensor, whatever its size. It answers every format, every
/// deterministic direction and every power of two as a scale, exactly; for other scales
/// it gives bounds. Those of parts of a recording add up, in any order.
public struct RecordingHistogram: Hashable, Sendable {
  /// The paths that were recorded, as they were given.
  public internal(set) var sources: [String]
  /// Every tensor that is counted, by step and then by name.
  public internal(set) var tensors: [TensorHistogram] = []
  /// Tensors whose type has no rounding to audit, by step and then by name.
  public internal(set) var unaudited: [UnauditedTensor] = []
  /// The paths of files of other kinds, which were not read.
  public internal(set) var ignored: [String] = []
  /// What could be read but looks wrong.
  public internal(set) var warnings: [TensorFileError] = []
  /// What could not be read.
  public internal(set) var problems: [TensorFileError] = []

  /// What is special about how it was recorded or read, each a sentence.
  var remarks: [String] = []
  /// The shards that are counted, of recordings that are not counted as a whole.
  var shards: [CountedShard] = []

  init(sources: [String]) { self.sources = sources }

  /// The number of values that are counted.
  public var countedCount: Int { tensors.reduce(0) { $0 + $1.countedCount } }

  /// The number of values of all tensors.
  public var elementCount: Int { tensors.reduce(0) { $0 + $1.elementCount } }

  /// The number of values of some tensors; nil where it overflows.
  static func totalElementCount(of tensors: [TensorHistogram]) -> Int? {
    var total = 0
    for tensor in tensors {
      let (sum, overflow) = total.addingReportingOverflow(tensor.elementCount)
      if overflow { return nil }
      total = sum
    }
    return total
  }

  /// Whether all values are counted.
  public var isComplete: Bool { tensors.allSatisfy(\.isComplete) }

  /// Puts everything into the one order that does not depend on how it came here.
  mutating func sort() {
    tensors = TensorOrder(tensors).sorted(tensors)
    unaudited = unique(unaudited) { [String($0.step), $0.tensor, $0.path] }
    ignored = unique(ignored.map(ByteName.init)) { [$0.text] }.map(\.text)
    warnings = unique(warnings, place)
    problems = unique(problems, place)
    remarks = unique(remarks.map(ByteName.init)) { [$0.text] }.map(\.text)
    shards = CountedShard.incomplete(shards)
  }
}

/// Where an error was found, and which of several there.
private func place(_ error: TensorFileError) -> [String] {
  [
    error.path, String(error.byteOffset ?? 0), error.tensor ?? "", error.code.rawValue, error.what,
  ]
}

/// Each value once, in the order of texts in which numbers count as numbers.
private func unique<Value: Hashable>(_ values: [Value], _ key: (Value) -> [String]) -> [Value] {
  Set(values).map { (value: $0, key: key($0).map(TensorName.init)) }
    .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    .map(\.value)
}
