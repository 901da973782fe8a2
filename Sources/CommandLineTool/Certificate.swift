internal import Conformance

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What a run of `fpaudit verify` has shown, for people and for programs.
struct Certificate: Codable {
  let schema: String
  let command: String
  let version: String
  let oracle: String
  let results: [ConformanceResult]

  init(_ results: [ConformanceResult], command: String, oracle: String) {
    schema = "fpaudit.certificate/1"
    self.command = command
    version = FPAuditCommand.version
    self.oracle = oracle
    self.results = results
  }

  /// The certificate as JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// The certificate as a Markdown page.
  var markdown: String {
    let mismatches = results.reduce(0) { $0 + $1.mismatchCount }
    let head = """
      # Verification

      \(mismatches) mismatches. `\(command)`, fpaudit \(version), \(oracle). Every witness is \
      compared with every other, bit by bit; a NaN of MPFR has neither sign nor payload and is \
      compared as NaN only.

      | from | to | direction | inputs | number | witnesses | mismatches | seconds |
      |---|---|---|---|--:|---|--:|--:|

      """
    return head + results.map(row).joined()
  }

  private func row(_ result: ConformanceResult) -> String {
    "| \(result.source) | \(result.format) | \(result.direction) | \(result.inputs) "
      + "| \(result.inputCount) | \(result.witnesses.joined(separator: ", ")) "
      + "| \(result.mismatchCount) | \(Int(result.seconds.rounded())) |\n"
  }
}
