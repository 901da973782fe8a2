import FloatEmulation
import GradientAudit
import TensorFiles

/// What became of updates as comma-separated values, one row for each step, tensor and
/// format.
///
/// RFC 4180, but with `\n` as the end of a line. `count = nonfinite + zero + nonzero`; the
/// other numbers are of the `nonzero`. `stochastic_expected` is a decimal number, exact
/// unless it has more than 53 bits; the columns of squares are empty but for Adam.
public struct UpdateCSV {
  private let audit: UpdateAudit

  /// The names of the columns.
  public static let columns = [
    "step", "tensor", "dtype", "format", "count", "nonfinite", "zero", "nonzero", "lost",
    "overflow", "stochastic_expected", "stochastic_lost", "kahan_unmoved", "kahan_lost",
    "master_lost", "copy_unmoved", "below_half_ulp", "squares", "square_underflow",
    "square_overflow", "zero_moment",
  ]

  /// Prepares the report; nothing of the context but the answer shows in it.
  public init(_ context: UpdateContext) { audit = context.audit }

  /// Writes the head, then the rows of one tensor at one step at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(UpdateCSV.columns.joined(separator: ",") + "\n")
    for entry in audit.entries {
      try sink(audit.query.formats.indices.map { line(entry, $0) }.joined())
    }
  }

  private func line(_ entry: UpdateEntry, _ index: Int) -> String {
    let counts = entry.tally.formats[index]
    let numbers = [
      counts.count, counts.nonfinite, counts.zero, counts.nonzero, counts.lost, counts.overflow,
    ].map { "\($0)" }
    let others = [
      counts.stochasticLost, counts.kahanUnmoved, counts.kahanLost, entry.tally.masterLost,
      counts.copyUnmoved, counts.sizes.belowHalf,
    ].map { "\($0)" }
    let squares = counts.squares.map { [$0.nonzero, $0.underflow, $0.overflow, $0.zeroMoment] }
    let names = [
      "\(entry.step)", CSVField.quoted(entry.tensor), entry.elementType.name,
      CSVField.quoted(audit.query.formats[index].name),
    ]
    return
      (names + numbers + [UpdateWords.decimal(counts.expectedLosses(audit.query))] + others
      + (squares?.map { "\($0)" } ?? ["", "", "", ""])).joined(separator: ",") + "\n"
  }
}
