internal import FloatEmulation

/// The fields that say what is done with every operand of a set.
struct VectorRules: Hashable {
  var source: FloatFormat
  var projection: Projection

  /// The text of one of these fields; empty for a field that is not one of them.
  func text(_ field: VectorField) -> String {
    switch field {
    case .source: source.name
    case .format: projection.format.name
    case .direction: projection.direction.name
    case .overflow: projection.overflow.rawValue
    case .flushing: projection.flushing.text
    case .nan: projection.nan.rawValue
    case .tininess: projection.tininess.rawValue
    default: ""
    }
  }
}

extension VectorRules {
  /// Reads the rules back from their fields.
  init(_ fields: VectorFields, line: Int) throws(VectorError) {
    let reader = FieldReader(fields, line: line)
    source = try reader.format(.source)
    projection = Projection(
      try reader.format(.format),
      direction: try reader.rule(.direction, RoundingDirection.init(named:)),
      overflow: try reader.rule(.overflow, OverflowRule.init(rawValue:)),
      flushing: try reader.rule(.flushing, SubnormalFlushing.init(text:)),
      nan: try reader.rule(.nan, NaNRule.init(rawValue:)),
      tininess: try reader.rule(.tininess, Tininess.init(rawValue:)))
  }
}

extension SubnormalFlushing {
  /// The choices as text: `none`, `operands`, `results`, `operands+results`.
  var text: String {
    let names = [contains(.operands) ? "operands" : nil, contains(.results) ? "results" : nil]
    let chosen = names.compactMap { $0 }
    return chosen.isEmpty ? "none" : chosen.joined(separator: "+")
  }

  /// Reads the text back; nil for any other.
  init?(text: String) {
    let all: [SubnormalFlushing] = [[], .operands, .results, [.operands, .results]]
    guard let match = all.first(where: { $0.text == text }) else { return nil }
    self = match
  }
}

extension StatusFlags {
  /// The names joined by `+`; empty if there are none.
  var text: String { names.joined(separator: "+") }

  /// Reads the text back; nil for any other.
  init?(text: String) {
    let all = (UInt8(0)..<16).map(StatusFlags.init(rawValue:))
    guard let match = all.first(where: { $0.text == text }) else { return nil }
    self = match
  }
}
