internal import AuditReports
internal import Conformance
internal import FloatEmulation

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What a run of `fpaudit verify` has shown, for people and for programs.
struct Certificate: JSONDocument {
  let schema: String
  let command: String
  let version: String
  /// The executable's, where it can be read: see `BuildDescription.identity`.
  let build: String?
  /// The vector instructions of the kernels that were checked.
  let instructionSet: String
  let oracle: String
  let compiler: String
  let processor: String
  let date: String?
  let inputCount: UInt64
  let mismatchCount: UInt64
  let seconds: Double
  let results: [ConformanceResult]

  init(_ results: [ConformanceResult], command: String, oracle: String, date: String?) {
    schema = "fpaudit.certificate/1"
    self.command = command
    version = FPAuditCommand.version
    build = BuildDescription.identity
    instructionSet = RoundingKernel.instructionSet
    self.oracle = oracle
    compiler = BuildDescription.compiler
    processor = BuildDescription.processor
    self.date = date
    inputCount = results.reduce(0) { $0 + $1.inputCount }
    mismatchCount = results.reduce(0) { $0 + $1.mismatchCount }
    seconds = results.reduce(0) { $0 + $1.seconds }
    self.results = results
  }

  /// The whole in one line.
  var summary: String {
    let names = Set(results.flatMap(\.nanosecondsPerInput.keys)).sorted()
    let costs = names.map { "\($0) \(DecimalText.rounded(cost(of: $0), digits: 2))" }
    return "\(results.count) checks, \(inputCount) inputs, \(mismatchCount) mismatches, "
      + "\(Int(seconds.rounded())) s; ns an input: \(costs.joined(separator: ", "))"
  }

  /// What a witness took on average, in nanoseconds an input.
  private func cost(of witness: String) -> Double {
    let asked = results.filter { $0.nanosecondsPerInput[witness] != nil }
    let total = asked.reduce(0.0) {
      $0 + Double($1.inputCount) * ($1.nanosecondsPerInput[witness] ?? 0)
    }
    return total / max(asked.reduce(0.0) { $0 + Double($1.inputCount) }, 1)
  }

  /// The certificate as a Markdown page.
  var markdown: String {
    let head = """
      # Verification

      \(mismatchCount) mismatches in \(results.count) checks of \(inputCount) inputs. \
      `\(command)`, fpaudit \(version)\(build.map { ", build \($0)" } ?? ""), kernels with \
      \(instructionSet), \(oracle), \(compiler), \(processor)\
      \(date.map { ", \($0)" } ?? ""). Every witness is compared with the first, codes and \
      values bit by bit; a NaN of MPFR has neither sign nor payload and is compared as NaN only. \
      Each witness took, in nanoseconds an input on one thread, what stands behind its name.

      | from | to | direction | inputs | number | witnesses | mismatches | seconds |
      |---|---|---|---|--:|---|--:|--:|

      """
    return head + results.map(row).joined()
  }

  private func row(_ result: ConformanceResult) -> String {
    let witnesses = result.witnesses.map { name in
      let cost = result.nanosecondsPerInput[name].map { DecimalText.rounded($0, digits: 2) }
      return "\(name) \(cost ?? "")"
    }
    return "| \(result.source) | \(result.format) | \(result.direction) | \(result.inputs) "
      + "| \(result.inputCount) | \(witnesses.joined(separator: ", ")) "
      + "| \(result.mismatchCount) | \(Int(result.seconds.rounded())) |\n"
  }
}
