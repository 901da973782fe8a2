internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// A comparison for people and for programs.
struct ComparisonPage {
  private let comparison: StackComparison
  private let names: (String, String)
  private let format: FloatFormat
  private static let tensorLimit = 10

  init(_ comparison: StackComparison, names: (String, String), format: FloatFormat) {
    self.comparison = comparison
    self.names = names
    self.format = format
  }

  /// The counts, then the differences that were kept.
  var text: String {
    let total = comparison.total
    let head =
      "\(names.0) and \(names.1), into \(format.name): \(total.differing) of \(total.values) "
      + "values differ\n"
    guard total.differing > 0 else { return head }
    return head + "\n" + tensors + list
  }

  private var tensors: String {
    let worst = comparison.worstTensors
    let kinds = DifferenceKind.allCases
    var rows = [["tensor", "values"] + kinds.map(\.rawValue)]
    for (tensor, counts) in worst.prefix(ComparisonPage.tensorLimit) {
      rows.append(
        [Columns.short(tensor, 34), "\(counts.values)"] + kinds.map { "\(counts[$0])" })
    }
    let total = comparison.total
    rows.append(["total", "\(total.values)"] + kinds.map { "\(total[$0])" })
    let rest = worst.count - ComparisonPage.tensorLimit
    return Columns.table(rows) + (rest > 0 ? "And \(rest) more tensors.\n" : "")
  }

  private var list: String {
    guard !comparison.differences.isEmpty else { return "" }
    var rows = [["tensor", "step", "index", "value", names.0, names.1]]
    for difference in comparison.differences {
      rows.append([
        Columns.short(difference.tensor, 24), "\(difference.step)",
        "\(difference.flatIndex)", ValueText.short(difference.value),
        value(difference.first), value(difference.second),
      ])
    }
    let left = comparison.total.differing - UInt64(comparison.differences.count)
    let note = left > 0 ? "And \(left) more; --all lists them, --csv writes them.\n" : ""
    return "\n" + Columns.table(rows) + note
  }

  private func value(_ code: UInt64) -> String { ValueText.short(format.decode(code)) }
}

extension ComparisonPage {
  /// The differences that were kept, as comma-separated values.
  func writeDifferences(to sink: (String) throws -> Void) throws {
    try sink("step,tensor,flat_index,value,bits,format,first,first_bits,second,second_bits,kind\n")
    for difference in comparison.differences {
      let source = difference.elementType.format
      try sink(
        "\(difference.step),\(CSVField.quoted(difference.tensor)),\(difference.flatIndex),"
          + "\(shortest(difference)),\(CodeText.hexadecimal(difference.bits, of: source)),\(format.name),"
          + "\(exact(difference.first)),\(exact(difference.second)),\(difference.kind.rawValue)\n")
    }
  }

  /// The counts of every tensor at every step, as comma-separated values.
  func writeCounts(to sink: (String) throws -> Void) throws {
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
