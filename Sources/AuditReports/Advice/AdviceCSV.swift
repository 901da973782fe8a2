import FloatEmulation
import GradientAudit

/// The safe scales of each tensor at each step, as comma-separated values.
///
/// RFC 4180, but with `\n` as the end of a line. `window` is `safe` where every power of
/// two from `2^least` to `2^greatest` is, `none` where no scale keeps enough without an
/// overflow, and `any` where no value is finite and not zero. With `none`, enough is kept
/// from `2^least` on and nothing overflows up to `2^greatest`; either is empty where no
/// scale does.
public struct AdviceCSV {
  private let context: AdviceContext

  /// The names of the columns.
  public static let columns = [
    "format", "step", "tensor", "count", "finite_nonzero", "window", "least", "greatest",
  ]

  /// Prepares the report.
  public init(_ context: AdviceContext) { self.context = context }

  /// Writes the head, then a line for each format, step and tensor.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(AdviceCSV.columns.joined(separator: ",") + "\n")
    for advice in context.advice {
      let name = CSVField.quoted(advice.format.name)
      for entry in context.audit.entries {
        let window = JSONWindow(entry.tally.scaleWindow(projection: advice.projection))
        try sink(
          "\(name),\(entry.step),\(CSVField.quoted(entry.tensor)),\(entry.tally.count),"
            + "\(entry.tally.finiteNonzeroCount),\(window.kind),"
            + "\(window.least.map(String.init) ?? ""),\(window.greatest.map(String.init) ?? "")\n")
      }
    }
  }
}
