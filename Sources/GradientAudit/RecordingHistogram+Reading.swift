internal import TensorFiles

extension RecordingHistogram {
  /// Adds a file that was read; a tensor that could not be read to its end is left out.
  mutating func add(_ reading: Reading, _ ending: Ending) {
    let (step, path) = (reading.recorded.step, reading.recorded.path)
    problems += reading.file?.problems ?? []
    for tensor in reading.tensors where tensor.problem == nil {
      let (stored, name) = (tensor.stored, tensor.name)
      if let first = tensor.firstPath {
        problems.append(
          .seenBefore(
            step, name, in: path, byteOffset: stored.byteOffset,
            what: "step \(step) has this tensor already, from \(first)"))
      } else if !stored.elementType.isAudited {
        unaudited.append(
          UnauditedTensor(step: step, tensor: name, elementType: stored.elementType, path: path))
      } else {
        tensors.append(
          TensorHistogram(
            step: step, tensor: name, elementType: stored.elementType, shape: stored.shape,
            path: path, checksum: tensor.checksum, counted: tensor.counted,
            histogram: tensor.histogram,
            elementCount: stored.elementCount))
      }
    }
    problems += [reading.problem, ending.problem].compactMap(\.self)
    warnings += [ending.warning].compactMap(\.self)
  }
}

extension HistogramMerger {
  /// Adds a histogram file; tensors that cannot be added are problems.
  mutating func add(_ file: RecordedFile) {
    do throws(TensorFileError) {
      let other = try RecordingHistogram(path: file.path)
      add(
        problems: conflicts(with: other).map {
          .seenBefore($0.step, $0.tensor, in: file.path, what: "of step \($0.step) \($0.reason)")
        })
      add(other)
    } catch {
      add(problems: [error])
    }
  }
}

extension TensorFileError {
  fileprivate static func seenBefore(
    _ step: Int, _ tensor: String, in path: String, byteOffset: UInt64? = nil, what: String
  ) -> TensorFileError {
    TensorFileError(
      .duplicateTensorName, path: path, tensor: tensor, byteOffset: byteOffset, what: what,
      remedy: "audit the two recordings one at a time")
  }
}
