/// A NumPy type string such as `<f4`, `|b1` or `<M8[ns]`: order, kind, width.
///
/// Source: NumPy reference, "The array interface protocol", key `typestr`.
struct NumPyDescriptor: Hashable {
  /// Whether the string begins with `>`.
  let isBigEndian: Bool
  /// The letter for the kind: `f`, `i`, `u`, `b`, `c`, `S`, `U`, `V`, `M`, `m`, `O`.
  let kind: Character
  /// The width of one element in bytes.
  let byteWidth: Int
  /// The string itself.
  let text: String

  /// Reads a type string; `nil` for one that NumPy does not write.
  init?(_ text: String) {
    var rest = Substring(text)
    var order: Character = "="
    if let first = rest.first, "<>=|".contains(first) { order = rest.removeFirst() }
    guard let kind = rest.popFirst() else { return nil }
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard digits.count < 10, let number = Int(digits) ?? (kind == "O" ? 8 : nil),
      Self.isUnit(rest.dropFirst(digits.count), of: kind),
      let byteWidth = Self.byteWidth(kind: kind, number: number)
    else { return nil }
    self.kind = kind
    self.byteWidth = byteWidth
    self.text = text
    isBigEndian = order == ">" || (order != "<" && Self.hostIsBigEndian)
  }

  /// The width of one element in bits.
  var bitWidth: Int { byteWidth * 8 }

  /// The element type: four widths of `f` are audited.
  ///
  /// NumPy itself has no `f1`: that is ml_dtypes' `float8_e5m2`, and nothing else (its
  /// other types of eight bits are `V1`).
  var elementType: ElementType {
    switch (kind, byteWidth) {
    case ("f", 1): .float8(.e5m2)
    case ("f", 2): .float16
    case ("f", 4): .float32
    case ("f", 8): .float64
    default: .unaudited(text)
    }
  }

  private static var hostIsBigEndian: Bool { 1.bigEndian == 1 }

  /// Whether the text behind the digits is a time unit, or nothing.
  private static func isUnit(_ text: Substring, of kind: Character) -> Bool {
    if text.isEmpty { return true }
    return "Mm".contains(kind) && text.hasPrefix("[") && text.hasSuffix("]")
  }

  /// The width that a kind and its number stand for, or `nil` for no such type.
  private static func byteWidth(kind: Character, number: Int) -> Int? {
    switch kind {
    case "f": [1, 2, 4, 8, 10, 12, 16].contains(number) ? number : nil
    case "i", "u": [1, 2, 4, 8].contains(number) ? number : nil
    case "b": number == 1 ? number : nil
    case "c": [8, 16, 20, 24, 32].contains(number) ? number : nil
    case "M", "m": number == 8 ? number : nil
    case "S", "a", "V": number
    case "U": number * 4
    case "O": number
    default: nil
    }
  }
}
