internal import TensorFiles

/// What the tensors of a recording tell of where their values come from, added up.
struct Provenance: Sendable {
  /// The number of tensors.
  private(set) var tensorCount = 0
  /// The values of all tensors, as far as 63 bits can count them.
  private(set) var elementCount = 0
  /// Whether they can.
  private(set) var isCountable = true
  /// The values of all tensors that are counted.
  private(set) var countedCount = 0
  private var ranks: Set<Rank> = []
  private var scales: Set<LossScale> = []
  private var scaledCount = 0
  private var types: [(type: ElementType, tensorCount: Int)] = []
  private var bfloat16Count = 0
  /// The first of the tensors that hold only values of bfloat16.
  private var firstBFloat16: String?

  /// Fewer values may have no further bits by chance, or since they are made by hand.
  private static let leastEvidence: UInt64 = 64

  /// Nothing.
  init() {}

  /// All of some tensors.
  init(_ tensors: [TensorHistogram]) {
    let tensors = tensors.span
    for index in tensors.indices { add(tensors[index]) }
  }

  /// Adds a tensor; none more once values cannot be counted.
  mutating func add(_ tensor: TensorHistogram) {
    add(
      tensor.tensor, tensor.elementType, tensor.elementCount, tensor.rank, tensor.recordedScale,
      tensor.histogram.summary)
  }

  /// Adds a tensor as it stands in a histogram file.
  mutating func add(_ entry: TensorEntry, _ head: TensorHead, _ summary: HistogramSummary) {
    add(
      head.tensor, head.elementType, entry.elementCount, entry.rank, entry.recordedScale, summary)
  }

  private mutating func add(
    _ tensor: String, _ type: ElementType, _ elementCount: Int, _ rank: Rank?,
    _ recordedScale: LossScale?, _ summary: HistogramSummary
  ) {
    guard add(elements: elementCount) else { return }
    tensorCount += 1
    countedCount += Int(summary.count)
    if let rank { ranks.insert(rank) }
    if let recordedScale {
      scales.insert(recordedScale)
      scaledCount += 1
    }
    count(1, of: type)
    guard summary.hasLowBits == false, type == .float32 || type == .float64,
      summary.finiteNonzeroCount >= Provenance.leastEvidence
    else { return }
    bfloat16Count += 1
    if firstBFloat16 == nil { firstBFloat16 = tensor }
  }

  /// Adds what comes behind it.
  mutating func add(_ later: Provenance) {
    guard later.isCountable, add(elements: later.elementCount) else {
      isCountable = false
      return
    }
    tensorCount += later.tensorCount
    countedCount += later.countedCount
    ranks.formUnion(later.ranks)
    scales.formUnion(later.scales)
    scaledCount += later.scaledCount
    for (type, tensorCount) in later.types { count(tensorCount, of: type) }
    bfloat16Count += later.bfloat16Count
    firstBFloat16 = firstBFloat16 ?? later.firstBFloat16
  }

  /// Whether so many more values can be counted.
  func isCountable(adding count: Int) -> Bool {
    isCountable && !elementCount.addingReportingOverflow(count).overflow
  }

  private mutating func add(elements count: Int) -> Bool {
    let (sum, overflow) = elementCount.addingReportingOverflow(count)
    if overflow { isCountable = false } else { elementCount = sum }
    return isCountable
  }

  private mutating func count(_ tensorCount: Int, of type: ElementType) {
    for index in types.indices where types[index].type == type {
      types[index].tensorCount += tensorCount
      return
    }
    types.append((type, tensorCount))
  }

  /// The types of the values, by name.
  var elementTypes: [String] { types.map(\.type.name).sorted() }

  /// Whether a tensor is of a rank, so that others may repeat it.
  var hasRanks: Bool { !ranks.isEmpty }

  /// What a reader has to know, but for the files' layout.
  ///
  /// - Parameter replicas: Tensors that are left out, and the first that one of them repeats.
  func notes(replicas: (count: Int, example: String?)) -> [ProvenanceNote] {
    [
      rankNote, Provenance.note(replicas), recordedScaleNote, sixteenBitNote, bfloat16Note,
    ].compactMap(\.self)
  }

  private var rankNote: ProvenanceNote? {
    let ranks = ranks.sorted()
    guard let first = ranks.first, let last = ranks.last else { return nil }
    if ranks.count == 1 {
      return ProvenanceNote(
        .ranks, "Only rank \(first) is there; names of its tensors begin with \(first.label)/.")
    }
    return ProvenanceNote(
      .ranks,
      "\(ranks.count) ranks, \(first) to \(last): a tensor of each counts by itself, and its name "
        + "begins with the rank, such as \(first.label)/.")
  }

  private static func note(_ replicas: (count: Int, example: String?)) -> ProvenanceNote? {
    guard let example = replicas.example else { return nil }
    let subject =
      replicas.count == 1
      ? "1 tensor repeats the values of another rank's and counts"
      : "\(replicas.count) tensors repeat the values of another rank's and count"
    return ProvenanceNote(.replicas, "\(subject) once, as those of `\(example)`.")
  }

  private var recordedScaleNote: ProvenanceNote? {
    let known = scales.sorted()
    guard let least = known.first, let greatest = known.last else { return nil }
    let unknown = tensorCount - scaledCount
    let rest =
      unknown == 0
      ? "" : " \(unknown) of \(tensorCount) tensors tell none and are taken as they are."
    if greatest == .one && least == .one {
      return ProvenanceNote(.recordedScale, "The values were recorded without a loss scale." + rest)
    }
    let scales =
      least == greatest
      ? "a loss scale of \(least), which is"
      : "loss scales from \(least) to \(greatest), which are"
    let isExact = known.allSatisfy { $0.powerOfTwoExponent != nil }
    return ProvenanceNote(
      .recordedScale,
      "The recorded values hold \(scales) undone first: what counts is the quotient"
        + (isExact
          ? ", exactly."
          : ", rounded to odd in binary64, which changes no count at a power of two as a scale.")
        + rest)
  }

  private var sixteenBitNote: ProvenanceNote? {
    let narrow = ElementType.audited.filter { $0.bitWidth.map { $0 <= 16 } ?? false }
    let counts = narrow.compactMap { type in types.first { $0.type == type } }
    guard !counts.isEmpty else { return nil }
    let names = counts.map { "\($0.tensorCount) in \($0.type.name)" }.joined(separator: ", ")
    let count = counts.reduce(0) { $0 + $1.tensorCount }
    let widths = Set(counts.compactMap(\.type.bitWidth)).sorted(by: >).map(String.init)
      .joined(separator: " or ")
    return ProvenanceNote(
      .sixteenBits,
      "\(count == 1 ? "1 tensor is" : "\(count) tensors are") recorded in "
        + "\(widths) bits (\(names)): what was lost when "
        + "\(count == 1 ? "it became" : "they became") that is not seen here.")
  }

  private var bfloat16Note: ProvenanceNote? {
    guard let firstBFloat16 else { return nil }
    let wide = types.filter { $0.type == .float32 || $0.type == .float64 }
      .reduce(0) { $0 + $1.tensorCount }
    let subject =
      bfloat16Count == 1
      ? "1 of \(wide) tensors in fp32 or fp64 holds"
      : "\(bfloat16Count) of \(wide) tensors in fp32 or fp64 hold"
    return ProvenanceNote(
      .bfloat16Values,
      "\(subject) only values that bf16 has (all lower bits are zero), such as "
        + "`\(firstBFloat16)`: what was lost when they became bf16 is not seen here.")
  }
}
