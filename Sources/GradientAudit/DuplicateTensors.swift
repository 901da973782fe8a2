internal import TensorFiles

/// Tensors whose step and name were seen before, by the files that have them.
struct DuplicateTensors {
  private struct Pair: Hashable {
    let path: ByteName
    let first: ByteName
    let step: Int
  }

  private struct Finding {
    let tensor: String
    let byteOffset: UInt64?
    /// What is wrong with a single one.
    let what: String
    var count = 1
  }

  private var findings: [Pair: Finding] = [:]
  private var order: [Pair] = []

  /// How many pairs of files are told each by itself.
  private static let limit = 8

  /// Notes a tensor that another file had first.
  mutating func add(_ tensor: String, step: Int, path: String, byteOffset: UInt64?, first: String) {
    add(
      tensor, step: step, path: path, byteOffset: byteOffset, first: first,
      what: "step \(step) has this tensor already, from \(first.escapedForDisplay)")
  }

  /// Notes a tensor of a file that has another step and name in common with others.
  mutating func add(
    _ tensor: String, step: Int, path: String, byteOffset: UInt64?, first: String, what: String
  ) {
    let pair = Pair(path: ByteName(path), first: ByteName(first), step: step)
    if findings[pair] == nil {
      findings[pair] = Finding(tensor: tensor, byteOffset: byteOffset, what: what)
      order.append(pair)
    } else {
      findings[pair]?.count += 1
    }
  }

  /// Notes those of a file.
  mutating func add(_ reading: Reading) {
    let path = StandardInput.displayed(reading.recorded.path)
    for tensor in reading.tensors {
      guard let first = tensor.firstPath else { continue }
      add(
        tensor.name, step: reading.recorded.step(of: tensor.stored), path: path,
        byteOffset: tensor.stored.byteOffset, first: StandardInput.displayed(first))
    }
  }

  /// One problem for each pair of files and a step, and one for the rest if there are many.
  ///
  /// - Parameter task: What to do with one recording at a time: `audit`.
  func problems(task: String) -> [TensorFileError] {
    let remedy = "\(task) the two recordings one at a time"
    var problems = order.prefix(DuplicateTensors.limit).compactMap { pair in
      findings[pair].map { DuplicateTensors.problem(pair, $0, remedy) }
    }
    let rest = order.dropFirst(DuplicateTensors.limit)
    if let first = rest.first {
      let count = rest.reduce(0) { $0 + (findings[$1]?.count ?? 0) }
      let files = rest.count == 1 ? "1 more file has" : "\(rest.count) more files have"
      problems.append(
        TensorFileError(
          .duplicateTensorName, path: first.path.text,
          what: "\(files) \(count) \(count == 1 ? "tensor" : "tensors") that others have already",
          remedy: remedy))
    }
    return problems
  }

  private static func problem(
    _ pair: Pair, _ finding: Finding, _ remedy: String
  ) -> TensorFileError {
    let more = finding.count == 1 ? "" : "; so it is with \(finding.count - 1) more of its tensors"
    return TensorFileError(
      .duplicateTensorName, path: pair.path.text, tensor: finding.tensor,
      byteOffset: finding.count == 1 ? finding.byteOffset : nil, what: finding.what + more,
      remedy: remedy)
  }
}
