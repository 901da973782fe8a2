extension Limit {
  /// Holds the limit against an audit.
  ///
  /// - Parameters:
  ///   - audit: Its plan has the limit, or the limit's format and scale.
  ///   - baseline: What the limit compares with, if it does, audited with the same plan.
  /// A histogram that was kept without its values gives bounds at scales that are no powers
  /// of two. Where they decide the comparison, it is decided.
  ///
  /// - Throws: ``LimitEvaluationError`` where there is no answer: nothing falls under the
  ///   limit, there is no value to have a share of, no baseline, or bounds leave it open.
  public func evaluate(
    _ audit: Audit, baseline: Audit? = nil
  ) throws(LimitEvaluationError) -> LimitResult {
    let subject: LimitSubject
    do throws(LimitEvaluationError) {
      subject = try LimitSubject(self, audit, .recording)
    } catch .noTensor(_, _) where allowsNoTensor {
      return LimitResult(limit: self, measurement: nil)
    }
    try subject.requireRecordedScales()
    let judge = LimitJudge(self, try reference(baseline))
    var (worst, doubt): (LimitMeasurement?, UndecidedLimit?)
    for scale in try subject.scales() {
      do throws(LimitEvaluationError) {
        let next = try judge.measurement(of: subject.part(at: scale), at: scale)
        worst = worst.map { judge.worse($0, next) } ?? next
      } catch .undecided(let undecided) {
        doubt = doubt ?? undecided
      }
    }
    let isBreached = worst?.isBreached ?? false
    if let doubt, !isBreached { throw .undecided(doubt) }
    guard let worst else { throw .noScale }
    return LimitResult(limit: self, measurement: worst)
  }

  private func reference(_ baseline: Audit?) throws(LimitEvaluationError) -> LimitSubject? {
    guard bound.usesBaseline else { return nil }
    guard let baseline else { throw .noBaseline }
    return try LimitSubject(self, baseline, .baseline)
  }
}
