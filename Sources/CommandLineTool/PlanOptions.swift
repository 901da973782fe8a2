internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// What to ask.
struct PlanOptions: ParsableArguments {
  @Option(
    help: "Formats, separated by commas; `fpaudit formats` lists them. (default: fp16,bf16,fp32)",
    completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var formats = FormatList(AuditPlan.defaultProjections.map(\.format))

  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var rules: RuleOptions

  @Option(
    help:
      "The share of the finite non-zero values that may become zero, such as 0.1% or 50ppm. (default: 0.1%)",
    transform: { try parseTolerance($0) })
  var tolerance = AuditPlan.defaultTolerance

  func validate() throws {
    try rules.requireOutcomes()
    if rules.overflow != nil || rules.nan != nil {
      throw ValidationError(
        "what stands for overflow or NaN changes no count; `fpaudit trace` and `fpaudit metrics` "
          + "take --overflow and --nan")
    }
  }

  /// The options that differ from their defaults, as they are written on a command
  /// line.
  var words: [String] {
    var words: [String] = []
    if formats.formats != AuditPlan.defaultProjections.map(\.format) {
      words += ["--formats", formats.description]
    }
    words += ArithmeticOptions.words(arithmetic.scaleArithmetic)
    words += RuleOptions.words(rules.projection(.binary16))
    if tolerance != AuditPlan.defaultTolerance { words += ["--tolerance", tolerance.description] }
    return words
  }

  /// The plan that the options describe, and that answers limits besides.
  func plan(
    at scales: ScaleList? = nil, answering limits: [Limit] = [],
    recordedAt recordedScale: LossScale? = nil
  ) -> AuditPlan {
    AuditPlan(
      projections: formats.formats.map(rules.projection),
      scales: scales?.scales ?? AuditPlan.defaultScales, arithmetic: arithmetic.scaleArithmetic,
      tolerance: tolerance, limits: limits, recordedScale: recordedScale)
  }
}

private func parseTolerance(_ text: String) throws -> Share {
  guard let share = Share(text) else {
    throw ValidationError("`\(text)` is no share; write 0, or a number with a unit: 0.1% or 50ppm")
  }
  return share
}

/// The scales that are looked at one by one.
struct SweepOptions: ParsableArguments {
  @Option(
    help: "Loss scales, such as 1,2^10,1000. (default: 2^0..2^24)",
    transform: { try ScaleList(text: $0) })
  var scales: ScaleList?

  /// The option as it is written on a command line, unless it says what is the default.
  var words: [String] {
    guard let scales, scales.scales != AuditPlan.defaultScales else { return [] }
    return ["--scales", scales.description]
  }
}

/// A list of scales on the command line.
struct ScaleList: CustomStringConvertible {
  let scales: [LossScale]

  init(_ scales: [LossScale]) { self.scales = scales }

  init(text: String) throws {
    do {
      scales = try LossScale.list(text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// As a person would write it: a run of powers of two as a range.
  var description: String {
    let exponents = scales.compactMap(\.powerOfTwoExponent)
    guard let first = exponents.first, let last = exponents.last, scales.count > 2,
      exponents.count == scales.count, last - first == scales.count - 1
    else { return scales.map(\.description).joined(separator: ",") }
    return "2^\(first)..2^\(last)"
  }
}
