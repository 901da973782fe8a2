internal import FloatEmulation

/// A conformance set as a file, written as it is made.
///
/// Both kinds describe themselves: `VectorCheck` needs nothing but the file.
public struct VectorDocument {
  private let set: VectorSet
  private let rules: VectorRules
  /// How many vectors the set has.
  public let count: Int

  /// Prepares the document; counts the vectors.
  public init(_ set: VectorSet) {
    self.set = set
    rules = VectorRules(source: set.source, projection: set.projection)
    count = set.count
  }

  /// Writes comma-separated values: a row for each vector, all fields in every row.
  public func writeCSV(to sink: (String) throws -> Void) rethrows {
    try sink(VectorField.allCases.map(\.rawValue).joined(separator: ",") + "\n")
    let columns = VectorField.allCases.map { (field: $0, text: rules.text($0)) }
    try forEachVector { row in
      let texts = columns.map { column in
        VectorField.ofVector.contains(column.field) ? row.text(column.field) : column.text
      }
      try sink(texts.joined(separator: ",") + "\n")
    }
  }

  /// Writes JSON lines: a head with the rules, then an object for each vector.
  public func writeJSONLines(to sink: (String) throws -> Void) rethrows {
    let head = VectorField.ofProjection.map { member($0, rules.text($0)) }
    try sink(
      #"{"schema":"\#(JSONVectorLines.schema)","count":\#(count),"#
        + head.joined(separator: ",") + "}\n")
    try forEachVector { row in
      let members = VectorField.ofVector.compactMap { field in
        let text = row.text(field)
        return field == .random && text.isEmpty ? nil : member(field, text)
      }
      try sink("{" + members.joined(separator: ",") + "}\n")
    }
  }

  /// A member of an object; no text here holds what JSON would want escaped.
  private func member(_ field: VectorField, _ text: String) -> String {
    field == .remaining ? #""\#(field.rawValue)":\#(text)"# : #""\#(field.rawValue)":"\#(text)""#
  }

  private func forEachVector(_ body: (VectorRow) throws -> Void) rethrows {
    var remaining = count
    for (kind, vector) in set.vectors {
      remaining -= 1
      try body(VectorRow(remaining: remaining, kind: kind, vector: vector))
    }
  }
}

/// The fields of one vector as text.
private struct VectorRow {
  let remaining: Int
  let kind: VectorKind
  let vector: ConformanceVector

  func text(_ field: VectorField) -> String {
    let format = vector.projection.format
    switch field {
    case .remaining: return "\(remaining)"
    case .kind: return kind.rawValue
    case .bits: return CodeText.hexadecimal(vector.operand, of: vector.source)
    case .value: return CodeText.decimal(vector.source.decode(vector.operand))
    case .random: return randomText
    case .code: return CodeText.hexadecimal(vector.code, of: format)
    case .result: return CodeText.decimal(format.decode(vector.code))
    case .flags: return vector.flags.text
    default: return ""
    }
  }

  private var randomText: String {
    guard vector.projection.direction.needsRandomBits else { return "" }
    return CodeText.hexadecimal(UInt64(vector.random), of: .binary32)
  }
}
