internal import Conformance

/// Makes the checks of a plan, block by block, and goes on where an earlier run
/// stopped.
struct VerificationRun {
  let checks: [PlannedCheck]
  let resume: ResumeFile?
  let witnesses: @Sendable (PlannedCheck) -> PlannedCheck.MakeWitnesses

  /// Makes all checks and says what each has shown.
  ///
  /// - Parameter report: Called with each result.
  func results(report: (ConformanceResult) throws -> Void) throws -> [ConformanceResult] {
    let progress = VerificationProgress(totalCost: costLeft)
    defer { progress.erase() }
    return try checks.map { check in
      let result = check.result(try tally(check, progress), witnesses: witnesses(check))
      progress.erase()
      try report(result)
      return result
    }
  }

  private func tally(
    _ check: PlannedCheck, _ progress: VerificationProgress
  ) throws -> ConformanceTally {
    var total = ConformanceTally()
    for (index, block) in check.blocks.enumerated() {
      if let known = known(check, index, block) {
        total.merge(known)
        continue
      }
      let cost = cost(check, block)
      let tally = check.tally(of: block, witnesses: witnesses(check)) {
        progress.show(check, $0, ofCost: cost)
      }
      try resume?.append(check.key, index, tally)
      progress.finish(cost: cost)
      total.merge(tally)
    }
    return total
  }

  /// What an earlier run has counted in a block; nil if none has, or if it cannot
  /// have counted that.
  private func known(
    _ check: PlannedCheck, _ index: Int, _ block: Range<UInt64>
  ) -> ConformanceTally? {
    guard let tally = resume?.tally(check.key, index),
      tally.isPlausible(inputCount: UInt64(block.count), witnessCount: check.usesOracle ? 3 : 2)
    else { return nil }
    return tally
  }

  /// What is left to do.
  private var costLeft: Double {
    checks.reduce(0) { sum, check in
      check.blocks.enumerated().reduce(sum) { sum, block in
        let isKnown = known(check, block.offset, block.element) != nil
        return isKnown ? sum : sum + cost(check, block.element)
      }
    }
  }

  private func cost(_ check: PlannedCheck, _ block: Range<UInt64>) -> Double {
    Double(block.upperBound - block.lowerBound) * check.costPerInput
  }
}
