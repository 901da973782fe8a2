internal import TensorFiles

extension RecordingHistogram {
  /// Adds a file that was read; a tensor that could not be read to its end is left out.
  mutating func add(_ reading: Reading, _ ending: Ending) {
    let (step, path) = (reading.recorded.step, StandardInput.displayed(reading.recorded.path))
    problems += reading.file?.problems ?? []
    ignored += reading.file?.ignored.map { path + "/" + $0 } ?? []
    for tensor in reading.tensors where tensor.problem == nil {
      let (stored, name) = (tensor.stored, tensor.name)
      if let first = tensor.firstPath {
        problems.append(
          .duplicateTensor(
            name, of: step, in: path, byteOffset: stored.byteOffset, first: first, task: "audit"))
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
    warnings += (reading.file?.warnings ?? []) + [ending.warning].compactMap(\.self)
  }
}

extension HistogramMerger {
  /// Adds a histogram file; tensors that cannot be added are problems.
  mutating func add(_ file: RecordedFile) {
    do throws(TensorFileError) {
      let conflicts = add(try RecordingHistogram(path: file.path))
      add(
        problems: conflicts.map {
          .duplicateTensor(
            $0.tensor, in: file.path, what: "of step \($0.step) \($0.reason)", task: "audit")
        })
    } catch {
      add(problems: [error])
    }
  }
}
