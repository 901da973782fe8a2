internal import TensorFiles

extension RecordingHistogram {
  /// Adds a file that was read; a tensor that could not be read to its end is left out.
  mutating func add(_ reading: Reading, _ ending: Ending) {
    let path = StandardInput.displayed(reading.recorded.path)
    problems += reading.opened?.problems ?? []
    ignored += reading.file?.ignored.map { path + "/" + $0 } ?? []
    for tensor in reading.tensors where tensor.problem == nil {
      let (stored, name) = (tensor.stored, tensor.name)
      let step = reading.recorded.step(of: stored)
      if tensor.firstPath != nil { continue }
      if !stored.elementType.isAudited {
        unaudited.append(
          UnauditedTensor(step: step, tensor: name, elementType: stored.elementType, path: path))
      } else {
        tensors.append(
          TensorHistogram(
            step: step, tensor: name, elementType: stored.elementType, shape: stored.shape,
            path: path, checksum: tensor.checksum, counted: tensor.counted,
            histogram: tensor.histogram, elementCount: stored.elementCount,
            rank: reading.recorded.namedRank, recordedScale: reading.opened?.recordedScale))
      }
    }
    problems += reading.problems + ending.problems
    warnings += (reading.opened?.warnings ?? []) + [ending.warning].compactMap(\.self)
  }
}

extension HistogramMerger {
  /// Adds a histogram file; tensors that cannot be added are problems.
  mutating func add(_ file: RecordedFile) {
    do throws(TensorFileError) {
      var duplicates = DuplicateTensors()
      for conflict in add(try file.histogram()) {
        duplicates.add(
          conflict.tensor, step: conflict.step, path: file.path, byteOffset: nil, first: "",
          what: "of step \(conflict.step) \(conflict.reason)")
      }
      add(problems: duplicates.problems(task: "audit"))
    } catch {
      add(problems: [error])
    }
  }
}
