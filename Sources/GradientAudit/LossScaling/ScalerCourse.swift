/// A scaler with one scale, on its way through a stream of steps.
struct ScalerCourse {
  /// What it has done so far.
  private(set) var run: ScalerRun
  /// The scale of the next step; nil once the stack has raised, and of a scaler with a scale for
  /// each tensor.
  private(set) var scale: Double?
  private var machine: (any ScalerMachine)?
  /// The scales of the steps behind the next one, the first of them first.
  private var coming: [Double]

  init(_ scaler: LossScaler) {
    run = ScalerRun(scaler)
    machine = scaler.machine()
    scale = machine?.scale
    coming = scale.map { [Double](repeating: $0, count: scaler.lag - 1) } ?? []
  }

  /// Makes room for so many steps.
  mutating func reserve(_ stepCount: Int, countsValues: Bool) {
    guard scale != nil else { return }
    run.rows.reserveCapacity(stepCount)
    if countsValues { run.counts.reserveCapacity(stepCount) }
  }

  /// Takes the next step, if there is one.
  ///
  /// - Parameters:
  ///   - finding: What the scaler learns of it.
  ///   - counts: What is lost of it, if that was asked for.
  mutating func take(_ finding: StepFinding, _ counts: StepCounts? = nil) {
    guard let scale, let goesOn = machine?.update(after: finding), let next = machine?.scale
    else { return }
    let row = ReplayRow(
      index: run.rows.count, scaleBefore: scale, overflows: finding.overflows,
      isSkipped: finding.overflows, scaleAfter: goesOn ? next : scale)
    if let counts { run.counts.append(counts) }
    guard goesOn else {
      run.raised = row
      self.scale = nil
      return
    }
    run.rows.append(row)
    if coming.isEmpty {
      self.scale = next
    } else {
      self.scale = coming.removeFirst()
      coming.append(next)
    }
  }
}
