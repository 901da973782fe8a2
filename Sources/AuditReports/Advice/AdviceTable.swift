import FloatEmulation
import GradientAudit

/// The tables of advice, in words that every report shares.
struct AdviceTable {
  private let words: AdviceWords
  private var context: AdviceContext { words.context }
  private var notation: Notation { words.notation }
  private var wording: Wording { words.wording }

  init(_ words: AdviceWords) { self.words = words }

  // MARK: Formats

  /// The heads of the columns of `formats`.
  static let formatsHead = [
    "format", "whole run", "every step", "every tensor", "for all", "first", "interval",
  ]
  /// What stands above them.
  static let formatsGroups = ["", "", "safe scales", "", "one scale", "dynamic", ""]

  /// A row for each format.
  var formats: [[String]] {
    context.advice.map { advice in
      [
        advice.format.name.displayed, wording.window(advice.wholeRun),
        wording.window(advice.everyStep), wording.window(advice.everyEntry),
        advice.fixedScale.map { notation.power($0.exponent) } ?? "none",
        advice.dynamicScaler.map { notation.power($0.initialExponent) } ?? "–",
        advice.dynamicScaler.map { "\($0.growthInterval)" } ?? "–",
      ]
    }
  }

  // MARK: A scale for each tensor

  /// The heads of the columns of `tensorScales`.
  static let tensorScalesHead = [
    "a scale for each tensor", "underflow", "overflow", "underflow", "overflow", "entries",
  ]
  /// What stands above them.
  static let tensorScalesGroups = ["", "", "scale of the step", "", "of steps before", ""]
  /// The heads where nothing can stand above them.
  static let tensorScalesLongHead = [
    "format", "underflow, scale of the step", "overflow",
    "underflow, of steps before", "overflow", "entries",
  ]

  /// A row for each format.
  var tensorScales: [[String]] {
    context.advice.map { advice in
      let scales = advice.tensorScales
      return [
        advice.format.name.displayed, ShareText.underflow(scales.current),
        ShareText.overflow(scales.current), ShareText.underflow(scales.delayed),
        ShareText.overflow(scales.delayed), NumberText.grouped(scales.delayedOverflowCount),
      ]
    }
  }

  // MARK: Tensors

  /// The heads of the columns of `tensors`.
  static let tensorsHead = [
    "tensor", "safe scales", "gets", "scales of its own", "overflows with those of before",
  ]

  /// A row for each tensor of a format, those that do not share the scale first.
  func tensors(_ index: Int) -> [[String]] {
    let scales = context.advice[index].tensorScales.tensors
    let rows = zip(context.plans[index].assignments, scales).map { ($0, $1) }
    return (rows.filter { $0.0.choice != .shared } + rows.filter { $0.0.choice == .shared })
      .map { assignment, scales in
        [
          assignment.tensor.displayed.elided(to: 200), wording.window(assignment.window),
          words.choice(assignment.choice), exponents(scales.exponents),
          scales.delayedOverflowCount == 0
            ? "–" : NumberText.counted(scales.delayedOverflowCount, "step"),
        ]
      }
  }

  private func exponents(_ range: ClosedRange<Int>?) -> String {
    range.map { wording.window(.safe($0)) } ?? "any"
  }

  /// The heads of the columns of `others`.
  static let othersHead = ["not at the scale of all", "safe scales", "instead"]

  /// A row for each tensor that does not share the scale.
  func others(_ plan: PrecisionPlan) -> [[String]] {
    plan.assignments.filter { $0.choice != .shared }.map { assignment in
      [
        assignment.tensor.displayed, wording.window(assignment.window),
        words.choice(assignment.choice),
      ]
    }
  }

  // MARK: Steps

  /// The heads of the columns of `steps`.
  var stepsHead: [String] {
    ["step"]
      + context.advice.flatMap {
        ["\($0.format.name.displayed)", "\($0.format.name.displayed), every tensor"]
      }
  }

  /// A row for each step.
  var steps: [[String]] {
    guard let first = context.advice.first else { return [] }
    return first.steps.indices.map { place in
      ["\(first.steps[place].step)"]
        + context.advice.flatMap { advice in
          [
            wording.window(advice.steps[place].window),
            wording.window(advice.steps[place].windowOfEveryTensor),
          ]
        }
    }
  }
}
