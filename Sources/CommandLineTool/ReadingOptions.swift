internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// How a recording is found and read, where names and headers do not say it all.
struct ReadingOptions: ParsableArguments {
  @Option(
    name: .customLong("assume-dtype"),
    help: ArgumentHelp(
      "Read elements without a type (NumPy's V2 and V1, as which ml_dtypes' bfloat16 and 8-bit "
        + "floats are saved; u1, of a view as bytes) as this one where they are as wide: "
        + "\(ElementType.audited.map(\.name).joined(separator: ", ")).",
      valueName: "type"),
    completion: .list(ElementType.audited.map(\.name)),
    transform: { try ReadingOptions.type(named: $0) })
  var assumedType: ElementType?

  @Option(
    help: ArgumentHelp(
      "Undo this loss scale, which the recorded values hold, first; 1 for none. (default: what a "
        + "file says as loss_scale)", valueName: "scale"),
    transform: { try ReadingOptions.scale($0) })
  var recordedScale: LossScale?

  @Option(
    help: ArgumentHelp(
      "Read only this rank, such as 3, or 0.1 of two kinds; names are plain then.",
      valueName: "rank"),
    transform: { try ReadingOptions.rank($0) })
  var rank: Rank?

  @Option(
    help: ArgumentHelp(
      #"Where steps stand in paths: a regular expression such as 'batch-(\d+)'."#,
      valueName: "regex"),
    transform: { try ReadingOptions.stepPattern($0) })
  var stepPattern: StepPattern?

  @Option(
    help: ArgumentHelp(
      "Only tensors whose names match, such as 'layers.*.weight,!**.bias'; * stops at . and /.",
      valueName: "patterns"),
    transform: { try ReadingOptions.tensorFilter($0) })
  var tensors: TensorFilter?

  @Option(
    help: ArgumentHelp(
      "Read only files whose names match, such as '*_wgrad.pt', or whose paths below the "
        + "directory do, such as 'run1/**'.", valueName: "patterns"))
  var include: [String] = []

  @Option(help: ArgumentHelp("Leave out files that match.", valueName: "patterns"))
  var exclude: [String] = []

  func validate() throws { _ = try filter() }

  /// The same for the library.
  var options: RecordingOptions {
    RecordingOptions(
      assumedType: assumedType, stepPattern: stepPattern, files: (try? filter()) ?? .all,
      rank: rank, recordedScale: recordedScale, tensors: tensors ?? .all)
  }

  /// Makes sure that each pattern of `--tensors` matches a tensor of some recordings; one
  /// that excludes and matches none is worth a warning.
  ///
  /// What could not be read may be what is meant, and is told by whoever reads it.
  ///
  /// - Parameters:
  ///   - recordings: The paths of each.
  ///   - ofAllTypes: Whether tensors that are not rounded are meant, too.
  ///   - withRanks: Whether a rank stands before names where paths name it.
  /// - Throws: `TensorChoiceError` if one matches nothing.
  func checkTensors(
    of recordings: [[String]], ofAllTypes: Bool = false, withRanks: Bool = true
  ) throws {
    guard let tensors else { return }
    var options = options
    options.tensors = .all
    let found = recordings.map { Recording(paths: $0, options: options) }
    let lists = found.map { ParameterList($0) }
    guard lists.allSatisfy(\.problems.isEmpty) else { return }
    var names = lists.flatMap(\.names)
    var others = lists.flatMap { $0.unaudited.map(\.tensor) }
    if !withRanks {
      let labels = Set(found.flatMap(\.files).compactMap(\.rank)).map { $0.label + "/" }
      (names, others) = (names.map(plain), others.map(plain))
      func plain(_ name: String) -> String {
        let label = labels.first { name.hasPrefix($0) }
        return label.map { String(name.dropFirst($0.count)) } ?? name
      }
    }
    if ofAllTypes { (names, others) = (names + others, []) }
    try TensorChoice.check(tensors, names, others: others)
    try Output.whileRead {
      for pattern in tensors.exclusionsWithoutMatch(among: names + others) {
        try Output.error.write(
          "fpaudit: warning: no tensor matches `\(pattern.escapedForDisplay)`, so none is left "
            + "out\n")
      }
    }
  }

  /// The words that say the same again.
  var words: [String] {
    // Joined: a pattern may begin like an option.
    (assumedType.map { ["--assume-dtype", $0.name] } ?? [])
      + (recordedScale.map { ["--recorded-scale", $0.description] } ?? [])
      + (rank.map { ["--rank", $0.description] } ?? [])
      + (stepPattern.map { ["--step-pattern=\($0)"] } ?? [])
      + include.map { "--include=\($0)" } + exclude.map { "--exclude=\($0)" }
      + (tensors.map { ["--tensors=\($0)"] } ?? [])
  }

  private func filter() throws -> FileFilter {
    do {
      return try FileFilter(including: include, excluding: exclude)
    } catch {
      throw ValidationError(error.description)
    }
  }
}

extension ReadingOptions {
  private static func type(named name: String) throws -> ElementType {
    let types = ElementType.audited
    if let type = types.first(where: { $0.name == name.lowercased() }) { return type }
    throw ValidationError(
      "`\(name.escapedForDisplay)` is no type; write \(types.map(\.name).joined(separator: ", "))")
  }

  private static func scale(_ text: String) throws -> LossScale {
    if let scale = LossScale(text) { return scale }
    throw ValidationError(
      "`\(text.escapedForDisplay)` is no scale; write the positive number that the loss was "
        + "multiplied by, such as 65536 or 2^16, or 1 for none")
  }

  private static func rank(_ text: String) throws -> Rank {
    if let rank = Rank(text) { return rank }
    throw ValidationError(
      "`\(text.escapedForDisplay)` is no rank; write a number such as 3, or 0.1 where paths name "
        + "one of each kind")
  }

  private static func tensorFilter(_ text: String) throws -> TensorFilter {
    do {
      return try TensorFilter(text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private static func stepPattern(_ text: String) throws -> StepPattern {
    do {
      return try StepPattern(text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
