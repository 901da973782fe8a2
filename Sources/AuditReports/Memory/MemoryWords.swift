import GradientAudit
import TensorFiles

/// An estimate of memory in sentences that every report shares.
struct MemoryWords {
  let context: MemoryContext
  private var estimate: MemoryEstimate { context.estimate }

  init(_ context: MemoryContext) { self.context = context }

  /// How much there is.
  var extent: String {
    let list = estimate.list
    return "\(NumberText.counted(estimate.total.parameterCount, "parameter")) in "
      + "\(NumberText.counted(estimate.total.tensorCount, "tensor")), by the shapes of "
      + "\(NumberText.counted(list.steps.count, "step")) "
      + "(\(list.elementTypes.map(\.displayed).joined(separator: ", "))). "
      + (list.rankCount > 1 ? "\(list.rankCount) ranks, each counted by itself. " : "")
      + "Derived, not measured."
  }

  /// The answer in a sentence, with the optimizer that remembers most.
  var conclusion: String {
    guard let optimizer = estimate.optimizers.max(by: { $0.momentCount < $1.momentCount }),
      estimate.total.parameterCount > 0
    else { return "No recorded tensor has an element." }
    let single = kept(.single, optimizer)
    let before =
      "With \(optimizer.title), fp32 keeps \(NumberText.counted(single, "byte"))"
    guard let least = estimate.recipes.min(by: { kept($0, optimizer) < kept($1, optimizer) }),
      kept(least, optimizer) < single
    else { return "\(before); none of the others keeps less." }
    let share = ShareText.percent(kept(least, optimizer), of: single)
    let bound = estimate.stepBound(least, optimizer).map {
      ", and by bytes alone a step is at most \($0) times as fast"
    }
    return "\(before), \(least.name) \(NumberText.grouped(kept(least, optimizer))), which is "
      + "\(share)\(bound ?? "")."
  }

  private func kept(_ recipe: MemoryRecipe, _ optimizer: Optimizer) -> UInt64 {
    estimate.use(of: estimate.total, recipe, optimizer).keptByteCount
  }

  /// What is special about this recording, each a sentence.
  var notes: [String] {
    [unsteady, conflicts, unaudited, problems].compactMap(\.self)
  }

  private var unsteady: String? {
    let list = estimate.list
    return RecordedPresence(
      steps: list.steps, unsteady: list.unsteady.map { ($0.name, $0.stepCount) }
    ).unsteady.map { "\($0) Each counts once." }
  }

  private var conflicts: String? {
    let count = estimate.list.conflicts.count
    return count == 0
      ? nil
      : "\(NumberText.counted(count, "tensor")) left out, since the shape is not the same at "
        + "every step."
  }

  private var unaudited: String? {
    let names = Set(estimate.list.unaudited.map { ByteName($0.tensor) })
    return names.isEmpty
      ? nil
      : "\(NumberText.counted(names.count, "tensor")) left out, of types without rounding."
  }

  private var problems: String? {
    let count = estimate.list.problems.count
    return count == 0
      ? nil
      : "\(NumberText.counted(count, "file or tensor", "files or tensors")) could not be read; "
        + "the rest is counted."
  }

  /// What the numbers are.
  static let limits = [
    "Every recorded tensor of a floating-point type is taken for the gradient of a parameter; "
      + "--tensors leaves out others, such as those of activations.",
    "Derived from the shapes of recorded gradients and from what each recipe stores, not "
      + "measured: allocators round up, and a framework may keep more.",
    "Activations, which often take the most, are no part of a recording, and neither is "
      + "arithmetic.",
    "Bytes moved are those of a step of one micro-batch on one device: each use of an array "
      + "reads it once, each result is written once, and a loss scaler reads all gradients once "
      + "more.",
    "A bound says how many times as fast at most, compared with fp32 and the same optimizer, were "
      + "a step limited by these bytes alone, or by sending the gradients (exchange); below 1 the "
      + "recipe moves more.",
  ]
}
