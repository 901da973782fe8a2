extension Limit {
  /// Holds the limit against an audit.
  ///
  /// - Parameters:
  ///   - audit: Its plan has the limit, or the limit's format and scale.
  ///   - baseline: What the limit compares with, if it does, audited with the same plan.
  /// - Throws: ``LimitEvaluationError`` where there is no answer: nothing falls under the
  ///   limit, there is no value to have a share of, or no baseline.
  public func evaluate(
    _ audit: Audit, baseline: Audit? = nil
  ) throws(LimitEvaluationError) -> LimitResult {
    let subject: LimitSubject
    do throws(LimitEvaluationError) {
      subject = try LimitSubject(self, audit, .recording)
    } catch .noTensor(_, _) where allowsNoTensor {
      return LimitResult(limit: self, measurement: nil)
    }
    let judge = LimitJudge(self, try reference(baseline))
    var worst: LimitMeasurement?
    for scale in subject.scales {
      let next = try judge.measurement(of: subject, at: scale)
      worst = worst.map { judge.worse($0, next) } ?? next
    }
    guard let worst else { throw .noScale }
    return LimitResult(limit: self, measurement: worst)
  }

  private func reference(_ baseline: Audit?) throws(LimitEvaluationError) -> LimitSubject? {
    guard bound.usesBaseline else { return nil }
    guard let baseline else { throw .noBaseline }
    return try LimitSubject(self, baseline, .baseline)
  }
}
