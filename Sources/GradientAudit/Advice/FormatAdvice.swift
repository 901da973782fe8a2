public import FloatEmulation
internal import TensorFiles

/// What a recording says about the scales for one format: which serve, at which steps and
/// for which tensors, and what to do where none does.
///
/// Everything is exact: windows come from histograms, for every power of two.
public struct FormatAdvice: Sendable {
  /// The index of the projection in the plan.
  public let projection: Int
  /// The format.
  public let format: FloatFormat
  /// The scales that are safe for all values of the recording taken together.
  public let wholeRun: ScaleWindow
  /// The scales that are safe at each step by itself.
  public let everyStep: ScaleWindow
  /// The scales that are safe for each tensor at each step by itself.
  public let everyEntry: ScaleWindow
  /// For each tensor of the audit, the scales that are safe at each of its steps.
  public let tensors: [ScaleWindow]
  /// How the windows move, by step.
  public let steps: [StepWindow]
  /// The one scale for the whole run; nil where none is safe in any sense.
  public let fixedScale: FixedScaleAdvice?
  /// How to set a scaler that moves the scale; nil where no value needs a scale.
  public let dynamicScaler: DynamicScalerAdvice?
  /// The tensors for which no scale is safe together; nil where one is.
  public let conflict: ScaleConflict?
  /// What becomes of the values where each tensor has a scale of its own.
  public let tensorScales: TensorScaleAdvice
}

/// The safe scales at one step.
public struct StepWindow: Hashable, Sendable {
  /// The step number.
  public let step: Int
  /// For all values of the step taken together.
  public let window: ScaleWindow
  /// For each of its tensors by itself.
  public let windowOfEveryTensor: ScaleWindow
}

/// One scale for a whole run.
public struct FixedScaleAdvice: Hashable, Sendable {
  /// The scale is `2^exponent`.
  public let exponent: Int
  /// In which sense it is safe.
  public let basis: Basis
  /// By how many powers of two it may grow before a value overflows.
  public let headroom: Int

  /// In which sense a scale is safe, the strictest first.
  public enum Basis: String, Hashable, Sendable, CaseIterable {
    /// For each tensor at each step by itself.
    case everyTensor = "every tensor at every step"
    /// For all values of each step taken together.
    case everyStep = "every step"
    /// For all values of the run taken together.
    case wholeRun = "the whole run"
  }
}

/// Two tensors that no scale serves together.
public struct ScaleConflict: Hashable, Sendable {
  /// A tensor at a step, with the exponent of the scale that is its limit; nil where no
  /// scale at all is enough, or little enough.
  public struct Side: Hashable, Sendable {
    /// The tensor's name.
    public let tensor: String
    /// The step number.
    public let step: Int
    /// The exponent of the scale.
    public let exponent: Int?
  }

  /// The one that needs the greatest scale to keep enough of its values.
  public let small: Side
  /// The one that overflows first.
  public let large: Side
}

extension Audit {
  /// One advice for each projection of the plan, in its order.
  public var advice: [FormatAdvice] { advice(DelayedScaling()) }

  /// The same, with scales for each tensor that follow from the steps before by a rule.
  public func advice(_ scaling: DelayedScaling) -> [FormatAdvice] {
    plan.projections.indices.map { advice(projection: $0, scaling) }
  }

  private func advice(projection: Int, _ scaling: DelayedScaling) -> FormatAdvice {
    let windows = entries.map { $0.tally.scaleWindow(projection: projection) }
    let steps = stepWindows(windows, projection)
    let wholeRun = total.scaleWindow(projection: projection)
    let everyStep = ScaleWindow.intersection(steps.map(\.window))
    let everyEntry = ScaleWindow.intersection(windows)
    let senses: [(FixedScaleAdvice.Basis, ScaleWindow)] = [
      (.everyTensor, everyEntry), (.everyStep, everyStep), (.wholeRun, wholeRun),
    ]
    return FormatAdvice(
      projection: projection,
      format: plan.projections[projection].format,
      wholeRun: wholeRun,
      everyStep: everyStep,
      everyEntry: everyEntry,
      tensors: tensorWindows(windows),
      steps: steps,
      fixedScale: senses.lazy.compactMap { basis, window in
        window.recommendedExponent.map { exponent in
          FixedScaleAdvice(
            exponent: exponent, basis: basis,
            headroom: (window.greatestWithoutOverflow ?? exponent) - exponent)
        }
      }.first,
      dynamicScaler: DynamicScalerAdvice(steps),
      conflict: conflict(windows),
      tensorScales: TensorScaleAdvice(self, windows, projection: projection, scaling))
  }

  /// The windows of each step, from those of its entries.
  private func stepWindows(_ windows: [ScaleWindow], _ projection: Int) -> [StepWindow] {
    let places = Dictionary(grouping: entries.indices) { entries[$0].step }
    return steps.map { step in
      StepWindow(
        step: step.step,
        window: step.tally.scaleWindow(projection: projection),
        windowOfEveryTensor: .intersection((places[step.step] ?? []).map { windows[$0] }))
    }
  }

  /// The windows of each tensor, from those of its entries.
  private func tensorWindows(_ windows: [ScaleWindow]) -> [ScaleWindow] {
    let places = Dictionary(grouping: entries.indices) { ByteName(entries[$0].tensor) }
    return tensors.map { tensor in
      .intersection((places[ByteName(tensor.tensor)] ?? []).map { windows[$0] })
    }
  }

  private func conflict(_ windows: [ScaleWindow]) -> ScaleConflict? {
    guard case .none = ScaleWindow.intersection(windows) else { return nil }
    let bound = windows.indices.filter { windows[$0] != .unconstrained }
    // No scale is beyond all scales in one direction, and below all in the other.
    func need(_ index: Int) -> Int { windows[index].leastLossless ?? .max }
    func room(_ index: Int) -> Int { windows[index].greatestWithoutOverflow ?? .min }
    guard let small = bound.max(by: { need($0) < need($1) }),
      let large = bound.min(by: { room($0) < room($1) })
    else { return nil }
    func side(_ index: Int, _ exponent: Int?) -> ScaleConflict.Side {
      ScaleConflict.Side(
        tensor: entries[index].tensor, step: entries[index].step, exponent: exponent)
    }
    return ScaleConflict(
      small: side(small, windows[small].leastLossless),
      large: side(large, windows[large].greatestWithoutOverflow))
  }
}

extension ScaleWindow {
  /// The scales that are safe in all of some windows.
  static func intersection(_ windows: [ScaleWindow]) -> ScaleWindow {
    windows.reduce(.unconstrained) { $0.intersection($1) }
  }
}
