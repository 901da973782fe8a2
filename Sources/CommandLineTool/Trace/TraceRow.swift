internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// The listed values of a tensor as rows of comma-separated values, or as JSON lines.
///
/// In JSON, numbers that are not finite are the strings "inf", "-inf" and "nan", and
/// an index is an array.
struct TraceRow: Sendable {
  private let type: ElementType
  private let shape: [Int]
  private let format: FloatFormat
  private let arithmetic: ScaleArithmetic
  private let sourceDigits: Int
  private let formatDigits: Int
  private let quotedHead: [UInt8]
  private let jsonHead: [UInt8]

  /// The columns of comma-separated values, and the keys of JSON lines.
  static let columns = [
    "step", "tensor", "flat_index", "index", "value", "bits", "scaled", "rounded",
    "rounded_bits", "outcome",
  ]

  init(_ tensor: RecordedTensor, _ query: TraceQuery) {
    type = tensor.stored.elementType
    shape = tensor.stored.shape
    format = query.cell.projection.format
    arithmetic = query.arithmetic
    sourceDigits = (type.bitWidth ?? 64) / 4
    formatDigits = CodeText.digitCount(of: format)
    quotedHead = Array("\(tensor.step),\(CSVField.quoted(tensor.name)),".utf8)
    jsonHead = Array(
      #"{"step":\#(tensor.step),"tensor":\#(JSONText.quoted(tensor.name)),"flat_index":"#.utf8)
  }

  /// The values as rows.
  func commaSeparated(_ values: [TracedValue]) -> [UInt8] {
    var text = TextBytes()
    text.reserve(values.count * (quotedHead.count + 112))
    for value in values {
      text.append(quotedHead)
      text.append(value.flatIndex)
      text.append(",")
      append(index: value.flatIndex, ":", to: &text)
      text.append(",")
      text.append(decimal(value))
      text.append(",")
      text.append(hexadecimal: value.bits, digitCount: sourceDigits)
      text.append(",")
      text.append(scaled(value))
      text.append(",")
      text.append(CodeText.decimal(value.rounded))
      text.append(",")
      text.append(hexadecimal: value.code, digitCount: formatDigits)
      text.append(",")
      text.append(value.outcome.rawValue)
      text.append("\n")
    }
    return text.bytes
  }

  /// The values as objects, one a line.
  func jsonLines(_ values: [TracedValue]) -> [UInt8] {
    var text = TextBytes()
    text.reserve(values.count * (jsonHead.count + 200))
    for value in values {
      text.append(jsonHead)
      text.append(value.flatIndex)
      text.append(#","index":["#)
      append(index: value.flatIndex, ",", to: &text)
      text.append(#"],"value":"#)
      append(number: decimal(value), value.value, to: &text)
      text.append(#","bits":""#)
      text.append(hexadecimal: value.bits, digitCount: sourceDigits)
      text.append(#"","scaled":"#)
      append(number: scaled(value), value.scaled, to: &text)
      text.append(#","rounded":"#)
      append(number: CodeText.decimal(value.rounded), value.rounded, to: &text)
      text.append(#","rounded_bits":""#)
      text.append(hexadecimal: value.code, digitCount: formatDigits)
      text.append(#"","outcome":""#)
      text.append(value.outcome.rawValue)
      text.append("\"}\n")
    }
    return text.bytes
  }

  private func decimal(_ value: TracedValue) -> String {
    SourceDecimal.shortest(value.value, bits: value.bits, of: type)
  }

  /// The product in the type of the arithmetic.
  private func scaled(_ value: TracedValue) -> String {
    arithmetic == .exact ? CodeText.decimal(value.scaled) : SourceDecimal.single(value.scaled)
  }

  private func append(number: String, _ value: Double, to text: inout TextBytes) {
    if value.isFinite { return text.append(number) }
    text.append("\"")
    text.append(number)
    text.append("\"")
  }

  /// The index along each axis, the outermost first.
  private func append(index flat: Int, _ separator: Unicode.Scalar, to text: inout TextBytes) {
    var stride = shape.reduce(1, *)  // the number of elements
    var rest = flat
    for (axis, extent) in shape.enumerated() {
      stride /= extent
      let (index, remainder) = rest.quotientAndRemainder(dividingBy: stride)
      rest = remainder
      if axis > 0 { text.append(separator) }
      text.append(index)
    }
  }
}
