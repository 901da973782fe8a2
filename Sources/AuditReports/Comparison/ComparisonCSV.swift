public import FloatEmulation
public import GradientAudit
import TensorFiles

/// A comparison of two stacks as comma-separated values.
public struct ComparisonCSV {
  private let comparison: StackComparison
  private let format: FloatFormat

  /// Prepares the report.
  ///
  /// - Parameter format: The one that both stacks lead to.
  public init(_ comparison: StackComparison, format: FloatFormat) {
    self.comparison = comparison
    self.format = format
  }

  /// Writes the differences that were kept.
  ///
  /// - Throws: What the sink throws.
  public func writeDifferences(to sink: (String) throws -> Void) throws {
    try sink("step,tensor,flat_index,value,bits,format,first,first_bits,second,second_bits,kind\n")
    for difference in comparison.differences {
      let source = difference.elementType.format
      try sink(
        "\(difference.step),\(CSVField.quoted(difference.tensor)),\(difference.flatIndex),"
          + "\(shortest(difference)),\(CodeText.hexadecimal(difference.bits, of: source)),\(format.name),"
          + "\(exact(difference.first)),\(exact(difference.second)),\(difference.kind.rawValue)\n")
    }
  }

  /// Writes the counts of every tensor at every step.
  ///
  /// - Throws: What the sink throws.
  public func writeCounts(to sink: (String) throws -> Void) throws {
    let kinds = DifferenceKind.allCases
    try sink("step,tensor,dtype,format,count,\(kinds.map(\.rawValue).joined(separator: ","))\n")
    for tensor in comparison.tensors {
      let counts = kinds.map { "\(tensor.counts[$0])" }.joined(separator: ",")
      try sink(
        "\(tensor.step),\(CSVField.quoted(tensor.tensor)),\(tensor.elementType.name),"
          + "\(format.name),\(tensor.counts.values),\(counts)\n")
    }
  }

  private func exact(_ code: UInt64) -> String {
    "\(CodeText.decimal(format.decode(code))),\(CodeText.hexadecimal(code, of: format))"
  }

  /// The shortest decimal that a reader of the value's own type takes for it.
  private func shortest(_ difference: StackDifference) -> String {
    if difference.value.isNaN { return "nan" }
    return difference.elementType == .float64
      ? "\(difference.value)" : "\(Float(difference.value))"
  }
}
