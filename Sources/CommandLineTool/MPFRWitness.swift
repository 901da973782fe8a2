#if MPFR
  internal import Conformance
  internal import FloatEmulation
  internal import MPFROracle

  /// The oracle as a witness; its NaN has neither sign nor payload, and no code.
  struct MPFRWitness: Witness {
    private let oracle: MPFROracle

    var name: String { "MPFR \(MPFROracle.libraryVersion)" }

    init(_ projection: Projection) { oracle = MPFROracle(projection) }

    var givesCodes: Bool { false }

    func round(
      _ source: Span<Float>, into values: inout MutableSpan<Float>,
      codes: inout MutableSpan<UInt32>
    ) { oracle.round(source, into: &values) }

    func round(
      _ source: Span<Double>, into values: inout MutableSpan<Double>,
      codes: inout MutableSpan<UInt64>
    ) { oracle.round(source, into: &values) }
  }
#endif
