import FloatEmulation
public import GradientAudit
import TensorFiles

/// The listed values of a tensor as rows of comma-separated values, or as JSON lines.
///
/// In JSON, numbers that are not finite are the strings "inf", "-inf" and "nan", and
/// an index is an array.
public struct TraceRow: Sendable {
  private let type: ElementType
  private let shape: [Int]
  private let arithmetic: ScaleArithmetic
  private let sourceDigits: Int
  private let formatDigits: Int
  private let quotedHead: [UInt8]
  private let jsonHead: [UInt8]

  /// The columns of comma-separated values, and the keys of JSON lines.
  public static let columns = [
    "step", "tensor", "flat_index", "index", "value", "bits", "scaled", "rounded",
    "rounded_bits", "outcome",
  ]

  /// Prepares the rows of a tensor.
  ///
  /// - Throws: What JSON's encoder throws for its name.
  public init(_ tensor: RecordedTensor, _ query: TraceQuery) throws {
    type = tensor.stored.elementType
    shape = tensor.stored.shape
    arithmetic = query.arithmetic
    sourceDigits = CodeText.digitCount(of: type.format)
    formatDigits = CodeText.digitCount(of: query.cell.projection.format)
    quotedHead = Array("\(tensor.step),\(CSVField.quoted(tensor.name)),".utf8)
    jsonHead = Array(
      #"{"step":\#(tensor.step),"tensor":\#(try JSONLine().encoded(tensor.name)),"flat_index":"#
        .utf8)
  }

  /// The values as rows.
  public func commaSeparated(_ values: [TracedValue]) -> [UInt8] {
    [UInt8](capacity: values.count * (quotedHead.count + fieldLimit)) { text in
      for value in values {
        text.append(quotedHead.span)
        text.append(UInt64(value.flatIndex))
        text.append(ascii: ",")
        append(index: value.flatIndex, ":", to: &text)
        text.append(ascii: ",")
        appendValue(value, to: &text)
        text.append(ascii: ",")
        text.append(hexadecimal: value.bits, digitCount: sourceDigits)
        text.append(ascii: ",")
        appendScaled(value, to: &text)
        text.append(ascii: ",")
        append(value.rounded, to: &text)
        text.append(ascii: ",")
        text.append(hexadecimal: value.code, digitCount: formatDigits)
        text.append(ascii: ",")
        text.append(value.outcome.rawValue)
        text.append(ascii: "\n")
      }
    }
  }

  /// The values as objects, one a line.
  public func jsonLines(_ values: [TracedValue]) -> [UInt8] {
    [UInt8](capacity: values.count * (jsonHead.count + fieldLimit)) { text in
      for value in values {
        text.append(jsonHead.span)
        text.append(UInt64(value.flatIndex))
        text.append(#","index":["#)
        append(index: value.flatIndex, ",", to: &text)
        text.append(#"],"value":"#)
        quoting(unless: value.value.isFinite, &text) { appendValue(value, to: &$0) }
        text.append(#","bits":""#)
        text.append(hexadecimal: value.bits, digitCount: sourceDigits)
        text.append(#"","scaled":"#)
        quoting(unless: value.scaled.isFinite, &text) { appendScaled(value, to: &$0) }
        text.append(#","rounded":"#)
        quoting(unless: value.rounded.isFinite, &text) { append(value.rounded, to: &$0) }
        text.append(#","rounded_bits":""#)
        text.append(hexadecimal: value.code, digitCount: formatDigits)
        text.append(#"","outcome":""#)
        text.append(value.outcome.rawValue)
        text.append("\"}\n")
      }
    }
  }
}

/// Fields.
extension TraceRow {
  /// The bytes that a row has at most beside its head: of numbers with all their digits,
  /// and of what stands around them in JSON.
  private var fieldLimit: Int { 20 + 20 * shape.count + 3 * 26 + 2 * 18 + 9 + 110 }

  /// The shortest decimal that the value's own type reads as the value; of a type of eight
  /// bits the one for binary32, since 448 would be 450 in so few.
  private func appendValue(_ value: TracedValue, to text: inout OutputSpan<UInt8>) {
    switch type {
    case .float64: append(value.value, to: &text)
    case .float32, .float8: append(single: value.value, to: &text)
    case .float16: text.append(ShortDecimals.binary16[value.bits])
    case .bfloat16, .unaudited: text.append(ShortDecimals.bfloat16[value.bits])
    }
  }

  /// The product in the type of the arithmetic.
  private func appendScaled(_ value: TracedValue, to text: inout OutputSpan<UInt8>) {
    if arithmetic == .exact {
      append(value.scaled, to: &text)
    } else {
      append(single: value.scaled, to: &text)
    }
  }

  /// The shortest decimal for binary64; `nan` whatever the sign.
  private func append(_ value: Double, to text: inout OutputSpan<UInt8>) {
    text.append(decimal: value.isNaN ? "nan" : value.description)
  }

  /// The shortest decimal for binary32.
  private func append(single value: Double, to text: inout OutputSpan<UInt8>) {
    text.append(decimal: value.isNaN ? "nan" : Float(value).description)
  }

  private func quoting(
    unless isPlain: Bool, _ text: inout OutputSpan<UInt8>,
    _ body: (inout OutputSpan<UInt8>) -> Void
  ) {
    if !isPlain { text.append(ascii: "\"") }
    body(&text)
    if !isPlain { text.append(ascii: "\"") }
  }

  /// The index along each axis, the outermost first.
  private func append(
    index flat: Int, _ separator: Unicode.Scalar,
    to text: inout OutputSpan<UInt8>
  ) {
    var stride = shape.reduce(1, *)  // the number of elements, not zero
    var rest = flat
    for (axis, extent) in shape.enumerated() {
      stride /= extent
      let (index, remainder) = rest.quotientAndRemainder(dividingBy: stride)
      rest = remainder
      if axis > 0 { text.append(ascii: separator) }
      text.append(UInt64(index))
    }
  }
}
