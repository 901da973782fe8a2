extension ScalerRun {
  /// Runs a scaler with one scale over a stream.
  ///
  /// - Parameters:
  ///   - length: The steps; beyond the end of the stream it begins again.
  ///   - steps: The places of the stream.
  ///   - finding: What the scaler learns of the step at a place under a scale.
  init(
    _ scaler: LossScaler, _ length: Int, steps: Range<Int>,
    finding: (_ place: Int, _ scale: Double) -> StepFinding
  ) {
    self.init(scaler)
    guard var machine = scaler.machine(), !steps.isEmpty else { return }
    rows.reserveCapacity(length)
    // The scales of the next steps, the first of them first.
    var coming = [Double](repeating: machine.scale, count: scaler.lag)
    for index in 0..<length {
      let scale = coming.removeFirst()
      let step = finding(index % steps.count, scale)
      let goesOn = machine.update(after: step)
      let row = ReplayRow(
        index: index, scaleBefore: scale, overflows: step.overflows, isSkipped: step.overflows,
        scaleAfter: goesOn ? machine.scale : scale)
      guard goesOn else {
        raised = row
        return
      }
      rows.append(row)
      coming.append(machine.scale)
    }
  }
}
