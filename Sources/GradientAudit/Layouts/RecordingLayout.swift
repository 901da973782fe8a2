/// The layouts of directories that known producers write, where names alone do not tell
/// what a part of a path means.
///
/// Sources: OLMo-core `GAPMonitorCallback` and the older `GradientDumperCallback`;
/// TransformerEngine `DumpTensors`; Ascend msProbe for PyTorch and MindSpore; the dumps of
/// Megatron-LM's pull request 1794. What they have in common with everybody else (a word
/// and a number for a step or a rank) is `RecordingPath`'s.
enum RecordingLayout: Hashable, Sendable {
  /// `gradients/step{N}/sampled_gradients/{parameter}.safetensors`, and
  /// `gradient_dumper/step{N}/…/{parameter}_first{n}.safetensors`, each with one tensor
  /// `gradient`.
  case sampledGradients
  /// `gradients/step{N}/full_gradients/…`.
  case fullGradients
  /// `tensor_dumps/rank_{r}/iter_{i}/{layer}_{tensor}.pt`, with `high_precision`.
  case debugDump
  /// `step{N}/rank{R}/dump_tensor_data/Module.{…}.pt`, or `proc{pid}` for `rank{R}`.
  case probe
  /// `{date}_{time}_{count}_iter{N}_{type}_L{layer}_{…}_rank{R}_{…}.pt`.
  case layerDump
}

/// A layout in a path: which of its parts mean what.
struct LaidOutPath {
  let layout: RecordingLayout
  /// The part that has the step; nil if it is found by its word.
  let step: Int?
  /// The part that has the rank; nil if it is found by its word.
  let rank: Int?
  /// Parts that are the producer's and no part of a name.
  let fixed: [Int]

  /// Recognises a layout.
  ///
  /// - Parameter parts: The parts of a path, the last without its extension.
  init?(_ parts: [String]) {
    let last = parts.count - 1
    func part(_ distance: Int) -> String { distance <= last ? parts[last - distance] : "" }
    func has(_ word: String, _ distance: Int) -> Bool {
      NumberedWord(word, in: part(distance))?.rest == ""
    }
    if ["sampled_gradients", "full_gradients"].contains(part(1)), has("step", 2) {
      let isRun = ["gradients", "gradient_dumper"].contains(part(3))
      layout = part(1) == "sampled_gradients" ? .sampledGradients : .fullGradients
      (step, rank, fixed) = (last - 2, nil, [last - 1] + (isRun ? [last - 3] : []))
    } else if has("iter", 1), has("rank", 2) {
      layout = .debugDump
      let isRun = part(3) == "tensor_dumps"
      (step, rank, fixed) = (last - 1, last - 2, isRun ? [last - 3] : [])
    } else if part(1) == "dump_tensor_data" {
      layout = .probe
      let isRank = has("rank", 2) || has("proc", 2)
      (step, rank, fixed) = (
        has("step", 3) ? last - 3 : nil, isRank ? last - 2 : nil, [last - 1]
      )
    } else if LayerDumpName(part(0)) != nil {
      layout = .layerDump
      (step, rank, fixed) = (last, last, [])
    } else {
      return nil
    }
  }
}

/// The name of a file of Megatron-LM's pull request 1794.
struct LayerDumpName {
  let step: Int
  let rank: Int
  /// What is left for the tensor's name: all but the time, the count, step and rank.
  let name: String

  init?(_ text: String) {
    let tokens = text.utf8.split(separator: UInt8(ascii: "_")).map { String(Substring($0)) }
    guard tokens.count > 5, tokens[0].utf8.count == 8, tokens[1].utf8.count == 6,
      tokens[...2].allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }),
      let step = NumberedWord("iter", in: tokens[3]), step.rest.isEmpty,
      let place = tokens.firstIndex(where: { RankWord(in: $0)?.rest == "" }),
      let rank = RankWord(in: tokens[place])?.numbers.first, let number = step.number
    else { return nil }
    self.step = number
    self.rank = rank
    name = (tokens[4..<place] + tokens[(place + 1)...]).joined(separator: "_")
  }
}
