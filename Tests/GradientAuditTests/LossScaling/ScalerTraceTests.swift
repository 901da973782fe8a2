import GradientAudit
import Testing

@Suite("Loss scalers and the published traces")
struct ScalerTraceTests {
  @Test("every trace is reproduced: scales, skipped steps, and where the stack raises")
  func everyTrace() throws {
    let all = try ScalerTraces.read()
    #expect(all.traces.count == 132)
    for trace in all.traces {
      let run = try run(trace, named: trace.dialect)
      let place: Comment = "\(trace.preset ?? trace.dialect), \(trace.sequenceID)"
      #expect(run.rows.map(\.scaleAfter) == trace.scaleAfter, place)
      #expect(run.rows.map(\.isSkipped) == trace.skipped, place)
      #expect(run.raised?.index == trace.raisedAt, place)
      #expect(run.rows.map(\.overflows) == trace.skipped, place)
    }
  }

  @Test("the scale in use is that of one update before, or of two")
  func lag() throws {
    let all = try ScalerTraces.read()
    for trace in all.traces {
      let run = try run(trace, named: trace.dialect)
      let lag = try #require(all.dialects[trace.dialect]?.lag)
      #expect(run.scaler.lag == lag)
      for row in run.rows.dropFirst(lag) {
        #expect(row.scaleBefore == trace.scaleAfter[row.index - lag])
      }
    }
  }

  @Test("scales are stored as the traces say")
  func storage() throws {
    for (name, dialect) in try ScalerTraces.read().dialects {
      let storage = try LossScaler(named: name).storage
      #expect((storage == .fp64 ? "fp64" : "fp32") == dialect.storage, "\(name)")
    }
  }

  @Test("the presets of the traces are names of scalers")
  func presets() throws {
    for trace in try ScalerTraces.read().traces {
      guard let preset = trace.preset, trace.sequenceID == "golden" else { continue }
      let run = try run(trace, named: preset)
      #expect(run.rows.map(\.scaleAfter) == trace.scaleAfter, "\(preset)")
    }
  }

  private func run(_ trace: ScalerTrace, named name: String) throws -> ScalerRun {
    var scaler = try LossScaler(named: name)
    for (parameter, value) in trace.parameters { try scaler.set(parameter, to: value.text) }
    return try #require(
      try Replayer(Replayer.Query([scaler])).replay(OverflowSequence(trace.sequence)).runs.first)
  }
}
