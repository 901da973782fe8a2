import FloatEmulation
import GradientAudit

/// The tables about updates, in words that every report shares.
struct UpdateTable {
  private let words: UpdateWords
  private let audit: UpdateAudit
  private let tensors: [UpdateRollup]

  init(_ words: UpdateWords) {
    self.words = words
    audit = words.context.audit
    tensors = audit.tensors
  }

  private var counts: [(FloatFormat, UpdateCounts)] {
    Array(zip(audit.query.formats, words.total.formats))
  }

  /// The heads of the columns of `formats`.
  let head = ["format", "nearest", "stochastic", "its run", "Kahan", "still", "FP32", "copy still"]

  /// A row for each format.
  var formats: [[String]] {
    counts.map { format, counts in
      [format.name.displayed, words.share(counts.lost, counts), words.expected(counts)]
        + [
          counts.stochasticLost, counts.kahanLost, counts.kahanUnmoved, words.total.masterLost,
          counts.copyUnmoved,
        ].map { words.share($0, counts) }
    }
  }

  /// What the columns of `formats` mean.
  var note: String {
    let count = words.total.formats.first?.nonzero ?? 0
    return "Lost, of the \(NumberText.counted(count, "update")) that are finite and not zero, "
      + "where weights are kept in the format: rounded to nearest, ties to even; "
      + "stochastically, on average and in a seeded run; with Kahan summation, where a weight "
      + "may be still while its compensation is not; in FP32 with a copy in the format."
  }

  /// The heads of the columns of `sizes`.
  var sizeHead: [String] {
    let ends = UpdateTable.sizeEnds.map(end)
    return ["size in ulp", "< \(ends[0])"] + ends.map { "\($0).." }
  }

  /// Where the classes of sizes begin, as exponents.
  private static let sizeEnds = [-12, -8, -4, -2, -1, 0, 4]

  private func end(_ exponent: Int) -> String {
    switch exponent {
    case -1: "½"
    case -2: "¼"
    case 0: "1"
    default: words.notation.power(exponent)
    }
  }

  /// The sizes of updates, a row for each format.
  var sizes: [[String]] {
    counts.map { format, counts in
      let ends = UpdateTable.sizeEnds
      let lows = [Int.min] + ends
      let highs = ends + [Int.max]
      return [format.name.displayed]
        + zip(lows, highs).map { low, high in
          let part = counts.sizes.occupied.lazy.filter { $0.exponent >= low && $0.exponent < high }
            .reduce(0) { $0 + $1.count }
          return words.share(part, counts)
        }
    }
  }

  /// What the columns of `sizes` mean.
  let sizeNote =
    "Sizes of updates in units in the last place of the weights. To nearest, what is below half "
    + "a unit is lost, but for weights that are powers of two."
}

extension UpdateTable {
  /// The heads of the columns of `worst`.
  var worstHead: [String] {
    ["tensor", "updates"] + audit.query.formats.map(\.name.displayed) + ["largest loss"]
  }

  /// The tensors that lose most, to nearest: of the format that loses most in them.
  func worst(limit: Int) -> (rows: [[String]], hidden: Int) {
    let losing = tensors.filter { $0.tally.formats.contains { $0.lost > 0 } }
    let sorted = losing.enumerated().sorted {
      let (one, other) = (UpdateTable.greatest($0.element), UpdateTable.greatest($1.element))
      return one == other ? $0.offset < $1.offset : one > other
    }
    return (sorted.prefix(limit).map { row($0.element) }, losing.count - min(limit, losing.count))
  }

  private func row(_ rollup: UpdateRollup) -> [String] {
    let counts = rollup.tally.formats
    let shares = counts.map { words.share($0.lost, $0) }
    let place = counts.indices.max { counts[$0].lost < counts[$1].lost } ?? 0
    return [rollup.tensor.displayed, NumberText.grouped(counts.first?.nonzero ?? 0)] + shares
      + [audit.query.formats.isEmpty ? "" : audit.query.formats[place].name.displayed]
  }

  /// The greatest lost share of all formats.
  private static func greatest(_ rollup: UpdateRollup) -> Share {
    rollup.tally.formats.map { Share($0.lost, of: max($0.nonzero, 1)) }.max() ?? .zero
  }

  /// The heads of the columns of `squares`.
  var squareHead: [String] { ["format", "epsilon", "g² is 0", "g² overflows", "moment is 0"] }

  /// What formats do to Adam's numbers; no rows for other optimizers.
  var squares: [[String]] {
    zip(counts, audit.epsilons).compactMap { pair, epsilon in
      guard let squares = pair.1.squares else { return nil }
      let shares = [squares.underflow, squares.overflow, squares.zeroMoment].map {
        ShareText.percent($0, of: squares.nonzero)
      }
      return [
        pair.0.name.displayed,
        epsilon.value == 0
          ? "0"
          : epsilon.value.isFinite ? words.notation.magnitude(epsilon.value) : "beyond",
      ] + shares
    }
  }

  /// What the columns of `squares` mean.
  var squareNote: String {
    "Adam's numbers kept in the format: shares of the finite gradients that are not zero; the "
      + "second moment is rounded once a step."
  }
}

extension UpdateTable {
  /// All tables with their titles.
  func all(worstLimit: Int) -> [NamedTable] {
    let (rows, hidden) = worst(limit: worstLimit)
    let more =
      hidden > 0 ? "\(NumberText.counted(hidden, "more tensor")) in the CSV and JSON reports." : ""
    let tables = [
      NamedTable(title: "Lost updates", head: head, rows: formats, note: note),
      NamedTable(title: "Sizes", head: sizeHead, rows: sizes, note: sizeNote),
      NamedTable(title: "Most lost, to nearest", head: worstHead, rows: rows, note: more),
      NamedTable(
        title: "Adam's squares", head: squareHead, rows: squares, note: squareNote),
    ]
    return tables.filter { !$0.rows.isEmpty }
  }
}
