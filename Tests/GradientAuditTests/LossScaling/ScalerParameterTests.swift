import GradientAudit
import Testing

@Suite("The parameters of loss scalers")
struct ScalerParameterTests {
  private static let invalid: [(String, String)] = [
    ("growth_factor", "1"), ("growth_factor", "0.5"), ("growth_factor", "inf"),
    ("backoff_factor", "1"), ("backoff_factor", "0"), ("backoff_factor", "-1"),
    ("growth_interval", "0"), ("growth_interval", "1.5"), ("growth_interval", "-3"),
    ("initial_scale", "0"), ("initial_scale", "inf"), ("initial_scale", "nan"),
    ("initial_scale", "-1"), ("initial_scale", "none"), ("initial_scale", ""),
    ("hysteresis", "0"), ("consecutive_hysteresis", "yes"), ("min_scale", "nan"),
    ("raise_at_min", "1"),
  ]

  @Test("refuses what is no value", arguments: invalid)
  func invalidValue(name: String, value: String) throws {
    var scaler = try LossScaler(named: "deepspeed_zero")
    do throws(ScalerError) {
      try scaler.set(name, to: value)
      Issue.record("took \(name)=\(value)")
    } catch {
      #expect("\(error)".contains(name) && "\(error)".contains("write"))
    }
  }

  @Test("refuses what the scaler does not have, and suggests")
  func unknown() throws {
    var scaler = try LossScaler(named: "torch")
    #expect(throws: ScalerError.self) { try scaler.set("hysteresis", to: "2") }
    do throws(ScalerError) {
      try scaler.set("growth_intervall", to: "2")
    } catch {
      #expect("\(error)".contains("did you mean `growth_interval`?"))
    }
    do throws(ScalerError) {
      _ = try LossScaler(named: "megatorn")
    } catch {
      #expect("\(error)".contains("did you mean `megatron`?"))
    }
  }

  @Test("takes powers of two, and none for an option that is off")
  func values() throws {
    var scaler = try LossScaler(named: "APEX-amp")
    try scaler.set("initial_scale", to: "2^10")
    try scaler.set("max_scale", to: "none")
    #expect(scaler.parameters[.initialScale] == .number(1024))
    #expect(scaler.parameters[.maxScale] == ScalerValue.none)
    #expect("\(scaler.parameters[.initialScale] ?? .none)" == "1024")
  }

  @Test("a scale that binary32 does not hold is refused, and a floor above the cap")
  func contradictions() throws {
    var scaler = try LossScaler(named: "torch")
    try scaler.set("initial_scale", to: "1e300")
    #expect(throws: ScalerError.notStorable(1e300, .initialScale)) { try scaler.validate() }
    var apex = try LossScaler(named: "apex_amp")
    try apex.set("initial_scale", to: "1e300")
    #expect(throws: Never.self) { try apex.validate() }
    try apex.set("min_scale", to: "2^25")
    #expect(throws: ScalerError.self) { try apex.validate() }
  }

  @Test("the catalogue has each name once, every alias leads into it, every entry is whole")
  func catalogue() throws {
    let names = LossScaler.catalogue.map(\.name)
    #expect(Set(names).count == names.count && names.count >= 24)
    for (alias, name) in LossScaler.aliases {
      #expect(names.contains(name) && !names.contains(alias))
      #expect(throws: Never.self) { try LossScaler(named: alias) }
    }
    for scaler in LossScaler.catalogue {
      #expect(!scaler.meaning.isEmpty && !scaler.source.isEmpty && !scaler.ending.isEmpty)
      #expect(throws: Never.self) { try scaler.validate() }
      for (parameter, value) in scaler.settings {
        var copy = scaler
        try copy.set(parameter.rawValue, to: value.description)
        #expect(copy.parameters == scaler.parameters || parameter == .growthFactor)
      }
    }
  }

  @Test("a sequence has o and X alone")
  func sequence() throws {
    #expect(try OverflowSequence("oXo").overflows == [false, true, false])
    #expect(throws: OverflowSequenceError.empty) { try OverflowSequence("") }
    #expect(throws: OverflowSequenceError.otherLetter("x", place: 2)) {
      try OverflowSequence("oxo")
    }
  }
}
