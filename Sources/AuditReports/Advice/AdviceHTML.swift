import FloatEmulation
import GradientAudit

/// Advice as one self-contained page, with the style and the policy of the audit's.
public struct AdviceHTML {
  private let context: AdviceContext
  private let words: AdviceWords
  private let tables: AdviceTable
  /// How many tensors are drawn.
  private static let stripLimit = 40
  /// How many formats have their tensors in a table.
  private static let formatLimit = 8

  /// Prepares the page.
  public init(_ context: AdviceContext) {
    self.context = context
    words = AdviceWords(context, .superscript)
    tables = AdviceTable(words)
  }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    let head = PageHead(
      kicker: "Advice on scales", title: context.title, command: context.command,
      version: context.version, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes)
    let parts = [windows, strips, numbers, head.values]
    try PageTemplate.advice.write(parts.reduce(into: [:]) { $0.merge($1) { $1 } }, to: sink)
  }

  // MARK: How the windows move

  private var windows: [String: Any] {
    [
      "windowLead": "\(words.safe) Each column is a recorded step. A wide band is safe for all "
        + "values of the step taken together, a dark one for each of its tensors by itself. "
        + "Where no scale is, orange reaches from the first that overflows to what is needed. "
        + "Lines: the one scale for the run, and the first of a dynamic scaler (init_scale).",
      "windows": context.advice.map { advice in
        let chart = WindowChart(advice, .superscript)
        return [
          "caption": chart.caption, "axis": chart.axis, "chart": chart.drawing,
          "names": chart.names,
        ]
      },
      "windowLegend": [
        ("safe", "safe for all values of the step"), ("h2", "safe for each tensor"),
        ("o", "no scale is safe"),
      ].map { ["swatch": SVG.swatch($0.0), "text": $0.1] },
    ]
  }

  // MARK: Which tensors pull

  /// The first format that asks for a scale, or the first.
  private var focus: Int? {
    context.advice.firstIndex { $0.fixedScale?.exponent != 0 }
      ?? context.advice.indices.first
  }

  private var strips: [String: Any] {
    guard let focus, !context.plans[focus].assignments.isEmpty else { return ["hasStrips": false] }
    let (advice, plan) = (context.advice[focus], context.plans[focus])
    let all = AdviceHTML.narrowestFirst(plan.assignments)
    let shown = all.prefix(AdviceHTML.stripLimit)
    let strip = TensorWindowStrip(shown.map(\.window), sharedExponent: plan.sharedExponent)
    let name = advice.format.name.displayed
    let sentences = [
      words.verdict(advice), words.movement(advice), words.scaler(advice),
      words.conflict(advice).map { "\($0)." },
    ]
    return [
      "hasStrips": true,
      "stripTitle": "What each tensor asks of \(name)",
      "stripLead": sentences.compactMap(\.self).joined(separator: " "),
      "stripAxis": strip.labels(.superscript), "stripHead": "safe in \(name)",
      "strips": shown.enumerated().map { index, assignment in
        AdviceHTML.values(assignment, index, strip, words)
      },
      "stripsLeftOut": all.count > shown.count
        ? [
          "\(NumberText.counted(all.count - shown.count, "tensor")) with wider windows are in the "
            + "tables, and in the CSV and JSON reports."
        ] : [],
    ]
  }

  private static func values(
    _ assignment: PrecisionPlan.Assignment, _ index: Int, _ strip: TensorWindowStrip,
    _ words: AdviceWords
  ) -> [String: String] {
    let name = assignment.tensor.displayed.elided(to: 120)
    return [
      "name": name,
      "svg": strip.drawing(
        assignment.window, id: "scales-\(index + 1)", title: "Safe scales of \(name)"),
      "choice": words.wording.window(assignment.window),
      "detail": assignment.choice == .shared ? "" : words.choice(assignment.choice),
    ]
  }

  /// Those that do not share the scale, then the others, the narrowest windows first.
  private static func narrowestFirst(
    _ assignments: [PrecisionPlan.Assignment]
  ) -> [PrecisionPlan.Assignment] {
    assignments.enumerated().sorted { left, right in
      func key(_ item: EnumeratedSequence<[PrecisionPlan.Assignment]>.Element) -> [Int] {
        [item.element.choice == .shared ? 1 : 0, item.element.window.count ?? .max, item.offset]
      }
      return key(left).lexicographicallyPrecedes(key(right))
    }.map(\.element)
  }

  // MARK: The numbers

  private var numbers: [String: Any] {
    let formats = PageTable.values(
      "Scales", head: AdviceTable.formatsHead, tables.formats, note: words.safe)
    let scales = PageTable.values(
      "A scale for each tensor", head: AdviceTable.tensorScalesLongHead, tables.tensorScales,
      note: words.tensorScales)
    let folded = context.advice.indices.prefix(AdviceHTML.formatLimit).map { index in
      PageTable.values(
        "Every tensor in \(context.advice[index].format.name.displayed)",
        head: AdviceTable.tensorsHead, tables.tensors(index))
    }
    let steps = PageTable.values(
      "Safe scales at each step", head: tables.stepsHead, tables.steps)
    return [
      "tables": [formats, scales], "foldedTables": folded + [steps], "limits": AdviceWords.limits,
    ]
  }
}
