/// The histogram of a tensor at a step, kept or as it is read.
protocol ReplayedHistogram {
  /// All but the bins.
  var summary: HistogramSummary { get }
  /// The histogram itself.
  var kept: MagnitudeHistogram { get }

  /// Adds what is lost of it.
  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds)
}

extension MagnitudeHistogram: ReplayedHistogram {
  var kept: MagnitudeHistogram { self }

  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds) {
    counts.add(self, thresholds)
  }
}

/// One that stands in a histogram file of the newest version.
struct ReadHistogram: ReplayedHistogram {
  private let reading: HistogramReading
  /// The one that has read it.
  private let reader: ByteReader

  init(_ reading: HistogramReading, _ reader: ByteReader) {
    (self.reading, self.reader) = (reading, reader)
  }

  var summary: HistogramSummary { reading.summary }
  var kept: MagnitudeHistogram { reading.histogram(reader) }

  func addLost(to counts: inout StepCounts, _ thresholds: ScaleThresholds) {
    if counts.add(reading, reader, thresholds) { return }
    counts.add(kept, thresholds)
  }
}
