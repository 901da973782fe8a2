/// A scaler with one scale, on its way through a stream of steps.
struct ScalerCourse {
  /// What it has done so far.
  private(set) var run: ScalerRun
  /// nil once the stack has raised, and of a scaler with a scale for each tensor.
  private var machine: (any ScalerMachine)?
  /// The scales of the next steps, the first of them first.
  private var coming: [Double] = []

  init(_ scaler: LossScaler) {
    run = ScalerRun(scaler)
    machine = scaler.machine()
    if let machine { coming = [Double](repeating: machine.scale, count: scaler.lag) }
  }

  /// The scale of the next step; nil where there is none.
  var scale: Double? { machine == nil ? nil : coming.first }

  /// Takes the next step, if there is one.
  ///
  /// - Parameters:
  ///   - finding: What the scaler learns of it.
  ///   - counts: What is lost of it, if that was asked for.
  mutating func take(_ finding: StepFinding, _ counts: StepCounts? = nil) {
    guard var machine, !coming.isEmpty else { return }
    let scale = coming.removeFirst()
    let goesOn = machine.update(after: finding)
    let row = ReplayRow(
      index: run.rows.count, scaleBefore: scale, overflows: finding.overflows,
      isSkipped: finding.overflows, scaleAfter: goesOn ? machine.scale : scale)
    if let counts { run.counts.append(counts) }
    self.machine = goesOn ? machine : nil
    if goesOn {
      run.rows.append(row)
      coming.append(machine.scale)
    } else {
      run.raised = row
    }
  }
}
