internal import ArgumentParser
internal import GradientAudit

/// Which scalers, with which parameters.
struct ScalerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Scalers, separated by commas, or all; `fpaudit scalers` lists them.",
      valueName: "names"),
    completion: .list(LossScaler.catalogue.map(\.name) + ["all"]))
  var scaler = "torch"

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set a parameter; may be given again.", valueName: "name=value"))
  var settings: [String] = []

  func validate() throws { _ = try scalers() }

  /// The scalers, without and with those that a sequence cannot drive.
  ///
  /// - Throws: `ValidationError` if one of those was named.
  func chosen(
    forSequence isSequence: Bool
  ) throws -> (scalers: [LossScaler], leftOut: [LossScaler]) {
    let all = try scalers()
    let unfit = isSequence ? all.filter(\.needsMagnitudes) : []
    if let first = unfit.first, scaler != "all" {
      throw ValidationError(
        "`\(first.name)` follows the magnitudes of gradients, which a sequence does not have; "
          + "give it a recording")
    }
    return (all.filter { !unfit.contains($0) }, unfit)
  }

  /// The options as they are written on a command line.
  var words: [String] {
    (scaler == "torch" ? [] : ["--scaler", scaler]) + settings.flatMap { ["--set", $0] }
  }

  private func scalers() throws -> [LossScaler] {
    do throws(ScalerError) {
      var scalers = try named()
      for text in settings { try set(text, &scalers) }
      for scaler in scalers { try scaler.validate() }
      return scalers
    } catch {
      throw ValidationError(error.description)
    }
  }

  private func named() throws(ScalerError) -> [LossScaler] {
    if scaler == "all" { return LossScaler.catalogue }
    var scalers: [LossScaler] = []
    for name in scaler.split(separator: ",", omittingEmptySubsequences: false) {
      let named = try LossScaler(named: String(name))
      if !scalers.contains(named) { scalers.append(named) }
    }
    return scalers
  }

  /// Sets a parameter of the scalers that have it, or of the one that is named.
  private func set(_ text: String, _ scalers: inout [LossScaler]) throws(ScalerError) {
    guard let mark = text.firstIndex(of: "="), mark > text.startIndex else {
      throw .noAssignment(text)
    }
    let (target, name) = ScalerOptions.split(text[..<mark])
    let meant = scalers.indices.filter { target == nil || scalers[$0].name == target }
    if let target, meant.isEmpty { throw .notChosen(target) }
    let able = meant.filter { index in
      scalers[index].settings.contains { $0.parameter.rawValue == name }
    }
    // Where none has it, the first says so.
    for index in able.isEmpty ? Array(meant.prefix(1)) : able {
      try scalers[index].set(name, to: String(text[text.index(after: mark)...]))
    }
  }

  private static func split(_ text: Substring) -> (target: String?, name: String) {
    guard let dot = text.lastIndex(of: ".") else { return (nil, String(text)) }
    return (String(text[..<dot]), String(text[text.index(after: dot)...]))
  }
}
