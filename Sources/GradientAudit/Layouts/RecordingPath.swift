/// What the path of a file says about a recording: the step, the rank, and the part of a
/// tensor's name that comes from directories and from the file itself.
///
/// A step is a number behind one of the words that recorders use, in a directory
/// or in the file's name: `step_000100/`, `global_step7`, `iter_000100`,
/// `step100.safetensors`, `grads-100.npy`. The deepest such component decides,
/// `step` before `iter` before `grads`. A rank is a directory `rank_3`, or a part of a
/// file's name. In the layouts of known producers (`RecordingLayout`) each part has its
/// place. The others give the name.
///
/// Below a directory that was asked for, what stands below it decides; its own
/// path is looked at only where nothing below names a step, or a rank. So a directory
/// means the same from wherever it is named.
struct RecordingPath: Hashable {
  /// The step number; 0 where no component has one.
  var step: Int { foundStep ?? 0 }
  /// Whether a component names the step.
  var hasStep: Bool { foundStep != nil }
  private var foundStep: Int?
  /// The rank; nil where no component has one.
  private(set) var rank: Rank?
  /// What is wrong with the path.
  private(set) var fault: Fault?
  /// The layout, where it is a known producer's.
  let layout: RecordingLayout?
  /// The directories that belong to the name, outermost first.
  private var scope: [String] = []
  /// The name that a pattern for steps has found.
  private var name: String?
  /// The file's name without extension, step and rank; may be empty.
  private var stem = ""

  /// What keeps a path from telling its step or its rank.
  enum Fault: Hashable {
    /// Two components name different steps.
    case contradictorySteps(String, String)
    /// Two components name different ranks of the same kind.
    case contradictoryRanks(Int, Int)
    /// The pattern for steps does not match.
    case noMatch
    /// What the pattern matches is no number.
    case noNumber(String)
    /// What stands behind the word for a step is below zero, or beyond 63 bits.
    case noStep(String)
  }

  /// Reads a path.
  ///
  /// - Parameters:
  ///   - path: The path of a file.
  ///   - root: The directory that was asked for; nil when it was the file itself.
  ///   - pattern: Where the step stands; nil for the usual words.
  init(_ path: String, below root: String?, _ pattern: StepPattern? = nil) {
    var parts = PathParts(path, below: root)
    if let pattern {
      layout = nil
      takeStep(pattern, &parts)
    } else {
      let laidOut = LaidOutPath(parts.texts)
      layout = laidOut?.layout
      if laidOut?.layout == .layerDump, let dump = LayerDumpName(parts.texts.last ?? "") {
        (foundStep, rank) = (dump.step, Rank([dump.rank]))
      } else {
        takeStep(laidOut, &parts)
        takeRank(laidOut, &parts)
      }
      parts.remove(laidOut?.fixed ?? [])
    }
    if pattern != nil { takeRank(nil, &parts) }
    var names = parts.ofName
    stem = names.popLast() ?? ""
    scope = names.filter { !$0.isEmpty }
  }

  /// The full name of a tensor: the rank, the directories, then the file's own word for it
  /// or, without one, the file's name.
  ///
  /// - Parameter isPlain: Leaves the rank out.
  func tensorName(_ name: String?, isPlain: Bool) -> String {
    let own =
      layout?.name(stem: stem, own: name) ?? name ?? (stem.isEmpty ? "tensor" : stem)
    let parts = self.name.map { [$0] + (name.map { [$0] } ?? []) } ?? scope + [own]
    let prefix = isPlain ? [] : rank.map { [$0.label] } ?? []
    return (prefix + parts).joined(separator: "/")
  }
}

extension RecordingPath {
  private mutating func takeStep(_ pattern: StepPattern, _ parts: inout PathParts) {
    guard let match = pattern.match(in: parts.searched) else { return fault = .noMatch }
    guard match.step.utf8.allSatisfy(\.isDigit), let number = Int(match.step) else {
      return fault = .noNumber(match.step)
    }
    foundStep = number
    name = match.name
    parts.replaceSearched(by: match.rest)
  }

  private mutating func takeStep(_ laidOut: LaidOutPath?, _ parts: inout PathParts) {
    if let place = laidOut?.step {
      guard let found = RecordingPath.stepNumber(in: parts.texts[place]) else { return }
      setStep(found)
      return parts.take(place, leaving: found.rest, isStep: true)
    }
    for range in parts.ranges {
      for words in RecordingPath.stepWords {
        let found = range.reversed().compactMap { place in
          RecordingPath.number(behind: words, in: parts.texts[place]).map { (place, $0) }
        }
        guard let (place, deepest) = found.first else { continue }
        setStep(deepest)
        let other = found.first { $0.1.number != deepest.number }?.1
        if fault == nil, let other, range.lowerBound > 0 || parts.isWhole {
          fault = .contradictorySteps(other.text, deepest.text)
        }
        return parts.take(place, leaving: deepest.rest, isStep: true)
      }
    }
  }

  private mutating func setStep(_ word: NumberedWord) {
    foundStep = word.number
    if word.number == nil { fault = .noStep(word.text) }
  }

  private mutating func takeRank(_ laidOut: LaidOutPath?, _ parts: inout PathParts) {
    if let place = laidOut?.rank {
      // A process by its number alone has no rank.
      rank = NumberedWord("rank", in: parts.texts[place])?.number.map { Rank([$0]) }
      return parts.take(place, leaving: "")
    }
    // The name of a file that a producer names after a tensor has no rank.
    let namesTensor = laidOut != nil
    for range in parts.ranges {
      let last = parts.texts.count - 1
      let found = range.compactMap { place -> (place: Int, word: RankWord)? in
        guard place < last || !namesTensor, let word = RankWord(in: parts.texts[place]) else {
          return nil
        }
        // A directory is a rank, or it is none.
        return place == last || word.rest.isEmpty ? (place, word) : nil
      }
      if found.isEmpty { continue }
      for (place, word) in found { parts.take(place, leaving: word.rest) }
      return setRank(found.map(\.word))
    }
  }

  private mutating func setRank(_ words: [RankWord]) {
    let plain = words.filter { !$0.hasKind && $0.numbers.count == 1 }.map { $0.numbers[0] }
    if let first = plain.first, let other = plain.first(where: { $0 != first }) {
      fault = fault ?? .contradictoryRanks(first, other)
    }
    var seen = false
    let numbers = words.flatMap { word -> [Int] in
      if word.hasKind || word.numbers.count > 1 { return word.numbers }
      defer { seen = true }
      return seen ? [] : word.numbers  // The same number twice is one rank.
    }
    rank = Rank(numbers)
  }

  /// The words before a number, those that decide first; a longer one before a
  /// shorter one that it ends in.
  private static let stepWords = [
    ["global_step", "global-step", "globalstep", "step"], ["iteration", "iter"],
    ["gradients", "grads"],
  ]

  private static func stepNumber(in text: String) -> NumberedWord? {
    stepWords.lazy.compactMap { number(behind: $0, in: text) }.first
  }

  private static func number(behind words: [String], in text: String) -> NumberedWord? {
    words.lazy.compactMap { NumberedWord($0, in: text) }.first
  }
}
