internal import TensorFiles

extension RecordingHistogram {
  /// What is kept of a recording, as if it had been read with options: one rank of it,
  /// the tensors that are meant, and with a recorded scale undone.
  ///
  /// - Throws: `.nothingMatches` if there is no such rank; `.malformedHistogram` if what was
  ///   counted does not tell the quotients by the scale.
  func read(
    _ options: RecordingOptions, _ path: String
  ) throws(TensorFileError) -> RecordingHistogram {
    var result = self
    if let rank = options.rank {
      result.tensors = tensors.filter { $0.rank == rank }.map(\.withoutRank)
      guard !result.tensors.isEmpty else {
        throw TensorFileError(
          .nothingMatches, path: path, what: "no tensor is of rank \(rank)",
          remedy: "leave out --rank")
      }
      result.remarks = RecordingRemarks.ofRank(rank) + remarks
    }
    if options.tensors != .all {
      result.tensors.removeAll { !options.tensors.contains($0.tensor) }
      result.unaudited.removeAll { !options.tensors.contains($0.tensor) }
    }
    guard let scale = options.recordedScale else { return result }
    for index in result.tensors.indices {
      guard let unscaled = result.tensors[index].undoing(scale) else {
        throw TensorFileError(
          .malformedHistogram, path: path, tensor: result.tensors[index].tensor,
          what:
            "was counted \(result.tensors[index].recordedScale.map { "with the recorded scale \($0)" } ?? "without a recorded scale")",
          remedy: "count the recording again with --recorded-scale \(scale)")
      }
      result.tensors[index] = unscaled
    }
    return result
  }
}

extension TensorHistogram {
  /// The same under its plain name.
  fileprivate var withoutRank: TensorHistogram {
    guard let rank else { return self }
    var plain = self
    plain.tensor = String(Substring(tensor.utf8.dropFirst(rank.label.utf8.count + 1)))
    plain.rank = nil
    return plain
  }

  /// The histogram of the quotients by a scale; nil if it does not tell.
  fileprivate func undoing(_ scale: LossScale) -> TensorHistogram? {
    if recordedScale == scale { return self }
    guard recordedScale == nil, let exponent = scale.powerOfTwoExponent,
      let quotients = histogram.divided(byPowerOfTwo: exponent)
    else { return nil }
    var result = self
    result.histogram = quotients
    result.recordedScale = scale
    return result
  }
}

extension MagnitudeHistogram {
  /// The histogram of all values divided by a power of two; nil where one leaves the range
  /// of binary64.
  ///
  /// Each binade of the grid is like every other.
  func divided(byPowerOfTwo exponent: Int) -> MagnitudeHistogram? {
    let sign = MagnitudeHistogram.signBit
    var shifted: [(bin: UInt32, count: UInt64)] = []
    for (bin, count) in counts {
      guard (1..<HistogramGrid.infinity).contains(bin & ~sign) else {
        shifted.append((bin, count))
        continue
      }
      guard let place = HistogramGrid.bin(bin & ~sign, dividedByPowerOfTwo: exponent) else {
        return nil
      }
      shifted.append((place | bin & sign, count))
    }
    func quotient(_ value: Double) -> Double {
      value * Double(sign: .plus, exponent: -exponent, significand: 1)
    }
    return MagnitudeHistogram(
      shifted, partials: [], leastMagnitude: quotient(leastMagnitude),
      greatestMagnitude: quotient(greatestMagnitude), hasLowBits: hasLowBits)
  }
}
