/// Vectors as JSON lines: a head with the rules that hold for all, then an object
/// for each vector.
struct JSONVectorLines: VectorDialect {
  /// The name of this kind of file in its head.
  static let schema = "fpaudit.vectors/1"

  private var head = VectorFields()
  private let rules: VectorRules
  private var rows: VectorRowReader

  init(head line: TextLine) throws(VectorError) {
    let members = try JSONVectorLines.members(line)
    let schema = JSONVectorLines.text("schema", members)
    guard schema == JSONVectorLines.schema else {
      throw VectorError(
        .unknownSchema, line: line.number,
        "the head's schema is `\(schema ?? "")`, not `\(JSONVectorLines.schema)`",
        remedy: "give a file that fpaudit vectors --jsonl wrote, from its first line on")
    }
    guard let number = JSONVectorLines.text("count", members).flatMap({ Int($0) }), number > 0
    else {
      throw VectorError(
        .missingField, line: line.number, "the head does not say the `count` of vectors",
        remedy: "export the file again with fpaudit vectors")
    }
    head.take(members)
    rules = try VectorRules(head, line: line.number)
    rows = VectorRowReader(count: number)
  }

  var description: String { "JSON lines, " + rules.description }

  mutating func vector(_ line: TextLine) throws(VectorError) -> ConformanceVector? {
    var fields = head
    do throws(VectorError) {
      fields.take(try JSONVectorLines.members(line))
    } catch {
      rows.skip()
      throw error
    }
    return try rows.vector(fields, line: line.number)
  }

  func finish() throws(VectorError) { try rows.finish() }

  private static func text(_ key: String, _ members: [FlatJSON.Member]) -> String? {
    members.first { $0.key == key }.map { String(decoding: $0.text, as: UTF8.self) }
  }

  private static func members(_ line: TextLine) throws(VectorError) -> [FlatJSON.Member] {
    guard let members = FlatJSON.members(line.bytes) else {
      throw VectorError(
        .malformedLine, line: line.number,
        "expected one JSON object of texts and numbers, found `\(line.excerpt)`",
        remedy: "export the file again with fpaudit vectors")
    }
    return members
  }
}

extension VectorFields {
  /// Takes over the members that are fields.
  fileprivate mutating func take(_ members: [FlatJSON.Member]) {
    for member in members {
      if let field = VectorField(rawValue: member.key) { self[field] = member.text }
    }
  }
}
