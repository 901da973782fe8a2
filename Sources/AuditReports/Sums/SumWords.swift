import FloatEmulation
import GradientAudit
import TensorFiles

/// Sums of gradients in sentences and tables.
struct SumWords {
  let context: SumContext
  private let total: SumTally
  private var audit: SumAudit { context.audit }

  init(_ context: SumContext) {
    self.context = context
    total = context.audit.total
  }

  private var addends: String {
    NumberText.counted(
      audit.addendCount, context.isOfRanks ? "rank" : "micro-batch",
      context.isOfRanks ? "ranks" : "micro-batches")
  }

  /// How much was looked at.
  var extent: String {
    let count = total.after.first?.count ?? 0
    let types = Set(audit.entries.map { $0.elementType.name.displayed }).sorted()
    let steps = Set(audit.entries.map(\.step)).count
    return "\(NumberText.counted(steps, "step")) × "
      + "\(NumberText.counted(audit.tensors.count, "tensor")), \(NumberText.counted(count, "mean")) "
      + "of \(addends) (\(types.joined(separator: ", ")))"
  }

  /// The answer in a sentence.
  var conclusion: String {
    let formats = audit.query.formats
    let overflowing = formats.indices.filter { index in
      SumOrder.allCases.contains { total[$0][index].overflow > 0 }
    }
    if overflowing.isEmpty {
      return "No mean overflows in \(formats.map(\.name.displayed).joined(separator: ", "))."
    }
    let parts = overflowing.map { index in
      "\(overflow(index, .after)) in \(formats[index].name.displayed) if the sum is divided, "
        + "\(overflow(index, .before)) if the gradients are"
    }
    return "Of the means overflow \(parts.joined(separator: "; "))."
  }

  private func overflow(_ index: Int, _ order: SumOrder) -> String {
    let counts = total[order][index]
    return counts.overflow == 0 ? "none" : share(counts.overflow, counts)
  }

  private func share(_ part: UInt64, _ counts: SumCounts) -> String {
    ShareText.percent(part, of: counts.count - counts.nonfinite)
  }

  /// The heads of the columns of `rows`.
  let head = ["format", "divided", "absorbed", "overflow", "is 0", "differs", "> 1 ulp"]

  /// A row for each format and order.
  var rows: [[String]] {
    audit.query.formats.indices.flatMap { index in
      SumOrder.allCases.map { order in
        let counts = total[order][index]
        return [
          audit.query.formats[index].name.displayed, order.rawValue,
          ShareText.percent(counts.absorbed, of: counts.additions),
        ]
          + [counts.overflow, counts.vanished, counts.differing, counts.aboveUlp].map {
            share($0, counts)
          }
      }
    }
  }

  /// What the columns of `rows` mean.
  var note: String {
    "Absorbed: of the gradients that are added and not zero, those that leave the sum as it was. "
      + "The others are shares of the finite means: infinite or NaN in the format; zero, though "
      + "not in FP32; other than the mean in FP32 rounded to the format; more than a unit in the "
      + "last place away from it."
  }

  /// What the columns of `worst` count: overflow where there is any.
  private var fault: KeyPath<SumCounts, UInt64> {
    total.after.contains { $0.overflow > 0 } ? \.overflow : \.differing
  }

  /// The heads of the columns of `worst`.
  var worstHead: [String] {
    [fault == \.overflow ? "most overflow, divided after" : "most differ, divided after"]
      + audit.query.formats.map(\.name.displayed)
  }

  /// The tensors whose means fare worst, divided after the sum.
  func worst(limit: Int) -> (rows: [[String]], hidden: Int) {
    func greatest(_ tally: SumTally) -> Share {
      tally.after.map { Share($0[keyPath: fault], of: max(1, $0.count)) }.max() ?? .zero
    }
    let sorted = audit.tensors.map { ($0.tensor, $0.tally, greatest($0.tally)) }
      .filter { $0.2 > .zero }.enumerated().sorted {
        $0.element.2 == $1.element.2 ? $0.offset < $1.offset : $0.element.2 > $1.element.2
      }.map(\.element)
    let rows = sorted.prefix(limit).map { tensor, tally, _ in
      [tensor.displayed] + tally.after.map { share($0[keyPath: fault], $0) }
    }
    return (rows, sorted.count - rows.count)
  }

  /// What is special about this answer, a sentence each.
  var notes: [String] {
    let sum =
      audit.query.sum == .exact
      ? "each sum is rounded once to the format"
      : "each sum is rounded to FP32, and then to the format"
    let nonfinite = total.after.map(\.nonfinite).max() ?? 0
    let (left, problems) = (audit.stepsLeft.count, audit.problems.count)
    return [
      "Gradients are rounded to the format, then added one after the other; \(sum), ties to even.",
      nonfinite == 0
        ? nil
        : "Not looked at, since a gradient or the mean in FP32 is infinite or NaN: "
          + "\(NumberText.grouped(nonfinite)).",
      left == 0
        ? nil : "\(NumberText.counted(left, "step")) at the end left out, too few for a mean.",
      problems == 0
        ? nil
        : "\(NumberText.counted(problems, "file or tensor", "files or tensors")) could not be "
          + "read or matched.",
    ].compactMap(\.self)
  }

  /// What the recordings cannot tell, a sentence each.
  var limits: [String] {
    [
      context.isOfRanks
        ? "Ranks are added in the order given, as one ring does for one of its pieces; a tree or "
          + "another ring adds in another order."
        : "Recorded steps stand for micro-batches: they are gradients at other weights.",
      "Recorded values of 16 bits have lost already what 16 bits lose.",
    ]
  }

  /// The heading of the limits.
  static let limitsTitle = UpdateWords.limitsTitle
}
