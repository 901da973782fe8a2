internal import TensorFiles

/// Finds the files of a recording, path by path.
struct RecordingFinder {
  private(set) var files: [RecordedFile] = []
  private(set) var problems: [TensorFileError] = []
  private(set) var warnings: [TensorFileError] = []
  private(set) var ignored: [String] = []
  private(set) var byteCount: UInt64 = 0
  private(set) var histogramSources: [String] = []

  private let options: RecordingOptions
  private var seen: Set<ByteName> = []
  /// The paths that patterns were held against.
  private var offered: [String] = []
  /// Files whose paths tell no step or no rank, by what keeps them from it.
  private var faults: [(path: String, fault: RecordingPath.Fault)] = []
  /// The ranks that occur, whichever is asked for.
  private var ranks: Set<Rank> = []

  /// Whether there are several paths, which may lead to the same file.
  private let mayRepeat: Bool

  /// - Parameter paths: Those that will be given.
  init(_ paths: [String], _ options: RecordingOptions) {
    self.options = options
    mayRepeat = paths.count > 1
    for root in paths { add(root) }
    finish(paths.first ?? "")
  }

  /// Takes in the files at and below a path.
  private mutating func add(_ root: String) {
    let tree = FileTree(path: root)
    let histograms = tree.ignored.filter { $0.hasSuffix(RecordingHistogram.fileExtension) }
    // What this program writes is no part of a recording, unless there is nothing else.
    ignored += tree.ignored.filter { !$0.hasSuffix(RecordingHistogram.fileExtension) }
    byteCount &+= tree.byteCount
    if tree.files.isEmpty, !histograms.isEmpty {
      problems += tree.problems.filter { $0.code != .noTensorFiles }
      histogramSources.append(root)
      for path in histograms { add(path, below: root, isHistogram: true) }
      return
    }
    problems += tree.problems
    for path in tree.files {
      let isRoot = ByteName(path) == ByteName(root)
      let isHistogram = isRoot && RecordingHistogram.isFile(path)
      if isHistogram { histogramSources.append(root) }
      add(path, below: isRoot ? nil : root, isHistogram: isHistogram)
    }
  }

  private mutating func add(_ path: String, below root: String?, isHistogram: Bool) {
    guard seen.insert(mayRepeat ? RealPath.of(path) : ByteName(path)).inserted else { return }
    let relative = root.map { RecordingFinder.path(path, below: $0) } ?? path
    offered.append(relative)
    guard options.files.contains(relative) else { return }
    if isHistogram {
      var plain = options
      plain.stepPattern = nil
      return files.append(RecordedFile(path, below: root, plain, isHistogram: true))
    }
    let file = RecordedFile(path, below: root, options)
    if let fault = file.parsed.fault { return faults.append((path, fault)) }
    if let rank = file.rank { ranks.insert(rank) }
    if let wanted = options.rank, file.rank != wanted { return }
    files.append(file)
  }

  private static func path(_ path: String, below root: String) -> String {
    let rest = path.utf8.dropFirst(root.utf8.count).drop { $0 == UInt8(ascii: "/") }
    return String(Substring(rest))
  }

  /// Notes what is wrong with all of it.
  ///
  /// - Parameter place: The first path that was given.
  private mutating func finish(_ place: String) {
    for pattern in options.files.inclusionsWithoutMatch(among: offered) where !offered.isEmpty {
      problems.append(
        TensorFileError(
          .nothingMatches, path: place,
          what: "no file matches `\(pattern.escapedForDisplay)`",
          remedy: "* stops at a slash and ** does not; a pattern without a slash is held against "
            + "the file's name alone"))
    }
    if files.isEmpty && faults.isEmpty && problems.isEmpty && !offered.isEmpty {
      problems.append(nothingLeft(place))
    }
    addFaults()
    if options.rank == nil { addMissingRanks(place) }
  }

  /// Why no file is left.
  private func nothingLeft(_ place: String) -> TensorFileError {
    guard let rank = options.rank else {
      return TensorFileError(
        .nothingMatches, path: place, what: "all \(offered.count) files are excluded",
        remedy: "exclude fewer")
    }
    let known = ranks.sorted().prefix(8).map(\.description).joined(separator: ", ")
    return TensorFileError(
      .nothingMatches, path: place, what: "no file is of rank \(rank)",
      remedy: ranks.isEmpty
        ? "no path names a rank, such as rank_0/; leave out --rank"
        : "there are \(known)\(ranks.count > 8 ? ", …" : "")")
  }

  /// One problem for each kind of fault: the first file, and how many more there are.
  private mutating func addFaults() {
    let kinds = Dictionary(grouping: faults) { $0.fault.kind }
    for kind in kinds.keys.sorted() {
      guard let group = kinds[kind], let first = group.first else { continue }
      let others = group.count - 1
      let more = others == 0 ? "" : ", and so \(others == 1 ? "is 1 more" : "are \(others) more")"
      problems.append(
        TensorFileError(
          first.fault.code, path: StandardInput.displayed(first.path),
          what: "\(first.fault.description); it is left out\(more)", remedy: first.fault.remedy))
    }
  }

  /// Ranks that others leave out: at all, or at a step.
  private mutating func addMissingRanks(_ place: String) {
    guard ranks.count > 1 else { return }
    let missing = Rank.missing(among: ranks)
    if !missing.isEmpty { warnings.append(RecordingFinder.missing(missing, place, "")) }
    var steps: [Int: Set<Rank>] = [:]
    for file in files { if let rank = file.rank { steps[file.step, default: []].insert(rank) } }
    let incomplete = steps.filter { $0.value != ranks }.keys.sorted()
    guard let first = incomplete.first, let present = steps[first] else { return }
    let others = incomplete.count - 1
    let more =
      others == 0 ? "" : ", and others at \(others) more \(others == 1 ? "step" : "steps")"
    warnings.append(
      RecordingFinder.missing(
        ranks.subtracting(present).sorted(), place, " at step \(first)\(more)"))
  }

  private static func missing(_ ranks: [Rank], _ place: String, _ rest: String) -> TensorFileError {
    let shown = ranks.prefix(8).map(\.description).joined(separator: ", ")
    return TensorFileError(
      .missingRank, path: place,
      what: "\(ranks.count == 1 ? "rank" : "ranks") \(shown)\(ranks.count > 8 ? ", …" : "") "
        + "\(ranks.count == 1 ? "is" : "are") missing\(rest)",
      remedy: "copy all ranks, or read one with --rank")
  }
}
