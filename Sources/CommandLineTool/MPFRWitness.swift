#if MPFR
  internal import Conformance
  internal import FloatEmulation
  internal import MPFROracle

  /// The oracle as a witness.
  struct MPFRWitness: Witness {
    private let oracle: MPFROracle

    var name: String { "MPFR \(MPFROracle.libraryVersion)" }
    /// MPFR's NaN has neither sign nor payload.
    var keepsNaNPayload: Bool { false }

    init(_ projection: Projection) { oracle = MPFROracle(projection) }

    func round(_ source: Span<Float>, into results: inout MutableSpan<Float>) {
      var wide = [Double](repeating: 0, count: source.count)
      var target = wide.mutableSpan
      oracle.round(source, into: &target)
      for index in source.indices { results[index] = Float(wide[index]) }
    }

    func round(_ source: Span<Double>, into results: inout MutableSpan<Double>) {
      oracle.round(source, into: &results)
    }
  }
#endif
