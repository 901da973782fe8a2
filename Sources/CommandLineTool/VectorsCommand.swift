internal import ArgumentParser
internal import Conformance
internal import FloatEmulation

/// `fpaudit vectors`: a conformance set of a projection, for others to run.
struct VectorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vectors",
    abstract: "Export a conformance set of a format and its rules, as CSV or JSON lines.",
    discussion: """
      The set holds every finite value of the format and every tie between adjacent values, \
      each with its two neighbours among the operands and with both signs, the thresholds, \
      zeros, infinities and NaNs (quiet, signaling, with payloads). For a format of more than \
      16 bits it holds the same around the first, the last and --per-binade other codes of \
      each binade. `fpaudit verify --vectors FILE` checks such a file.

      COLUMNS
      \(VectorsCommand.columns)

      The JSON lines begin with a head of source, format and rules, which hold for all; each \
      further line has the other fields.

      EXAMPLES
        fpaudit vectors --format e4m3fn > e4m3fn.csv
        fpaudit vectors --format fp16 --from fp64 --direction towardZero --jsonl fp16.jsonl
        fpaudit vectors --format bf16 --csv - | fpaudit verify --vectors -
      """)

  @Option(
    help: "The target format.", completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: FormatList.format)
  var format: FloatFormat

  @OptionGroup var rules: RuleOptions

  @Option(
    help: ArgumentHelp(
      "The format of the operands: fp64, fp32, or another IEEE-like one.",
      discussion: "By default fp32 if it has every tie of the format, else fp64."),
    transform: VectorsCommand.source)
  var from: FloatFormat?

  @Option(
    help: ArgumentHelp(
      "Codes of each binade beside its ends, for formats of more than 16 bits.",
      valueName: "number"))
  var perBinade = 16

  @Option(
    help: ArgumentHelp(
      "Write CSV; - is standard output, the default if --jsonl is not given.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write JSON lines; - is standard output.", valueName: "file"))
  var jsonl: String?

  func validate() throws {
    guard (0...65_536).contains(perBinade) else {
      throw ValidationError("--per-binade \(perBinade) is outside 0...65536")
    }
    try OutputTarget.requireDistinct([csv, jsonl])
  }

  func run() throws {
    let set = VectorSet(rules.projection(format), source: from, valuesPerBinade: perBinade)
    let document = VectorDocument(set)
    if let path = csv ?? (jsonl == nil ? "-" : nil) {
      try OutputFile.write(path) { try document.writeCSV(to: $0) }
    }
    if let jsonl { try OutputFile.write(jsonl) { try document.writeJSONLines(to: $0) } }
  }

  private static let columns = VectorField.allCases.map { field in
    "  " + field.rawValue.padded(to: 11) + field.meaning
  }.joined(separator: "\n")

  private static func source(_ name: String) throws -> FloatFormat {
    let format = try FormatList.format(name)
    guard format.specialValues == .ieee && format.isSigned else {
      throw ValidationError("operands are of an IEEE-like format; `\(name)` is not one")
    }
    return format
  }
}
