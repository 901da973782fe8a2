/// The histogram of a tensor at a step, as it is read.
protocol ReplayedHistogram {
  /// All but the bins.
  var summary: HistogramSummary { get }
  /// That of the finite values, were all values of a bin in its middle; 0 where no scaler asks.
  var standardDeviation: Double { get }
  /// The histogram itself.
  var histogram: MagnitudeHistogram { get }

  /// Adds what is lost of it.
  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds)
}

/// One that is kept.
struct KeptHistogram: ReplayedHistogram {
  let histogram: MagnitudeHistogram
  let standardDeviation: Double

  var summary: HistogramSummary { histogram.summary }

  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds) {
    counts.add(histogram, thresholds)
  }
}

/// One that stands in a histogram file of the newest version, and is not kept.
struct ReadHistogram: ReplayedHistogram {
  let reading: HistogramReading
  /// The one that has read it.
  let reader: ByteReader
  let standardDeviation: Double

  var summary: HistogramSummary { reading.summary }
  var histogram: MagnitudeHistogram { reading.histogram(reader) }

  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds) {
    if counts.add(reading, reader, thresholds) { return }
    counts.add(histogram, thresholds)
  }
}
