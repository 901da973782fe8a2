internal import TensorFiles

/// Something that a reader has to know of where the values of a recording come from.
public struct ProvenanceNote: Hashable, Sendable {
  /// What it is about.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The layout of the files, and which of them were read.
    case layout
    /// Several processes have written tensors.
    case ranks
    /// Tensors of several processes with the same values, which count once.
    case replicas
    /// A loss scale that was in the values, and is undone.
    case recordedScale
    /// Values in 16 bits, which have lost some before.
    case sixteenBits
    /// Values in more bits that were bfloat16 before.
    case bfloat16Values
  }

  /// What it is about.
  public let kind: Kind
  /// One sentence or two for a person.
  public let text: String

  init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
}

extension RecordingHistogram {
  /// What a reader has to know of where the values come from.
  public var notes: [ProvenanceNote] { notes(Replicas(among: tensors)) }

  /// - Parameter replicas: Of the tensors.
  func notes(_ replicas: Replicas) -> [ProvenanceNote] {
    remarks.map { ProvenanceNote(.layout, $0) }
      + [
        ranks, RecordingHistogram.note(replicas), recordedScales, sixteenBits, bfloat16Values,
      ].compactMap(\.self)
  }

  private var ranks: ProvenanceNote? {
    let ranks = Set(tensors.compactMap(\.rank)).sorted()
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

  private static func note(_ replicas: Replicas) -> ProvenanceNote? {
    guard let example = replicas.example else { return nil }
    let subject =
      replicas.count == 1
      ? "1 tensor repeats the values of another rank's and counts"
      : "\(replicas.count) tensors repeat the values of another rank's and count"
    return ProvenanceNote(.replicas, "\(subject) once, as those of `\(example)`.")
  }

  private var recordedScales: ProvenanceNote? {
    let known = Set(tensors.compactMap(\.recordedScale)).sorted()
    guard let least = known.first, let greatest = known.last else { return nil }
    let unknown = tensors.count { $0.recordedScale == nil }
    let rest =
      unknown == 0
      ? "" : " \(unknown) of \(tensors.count) tensors tell none and are taken as they are."
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

  private var sixteenBits: ProvenanceNote? {
    let narrow = ElementType.audited.filter { $0.bitWidth.map { $0 <= 16 } ?? false }
    let counts = narrow.map { type in
      (type, tensors.count { $0.elementType == type })
    }.filter { $0.1 > 0 }
    guard !counts.isEmpty else { return nil }
    let types = counts.map { "\($0.1) in \($0.0.name)" }.joined(separator: ", ")
    let isOne = counts.reduce(0) { $0 + $1.1 } == 1
    let widths = Set(counts.compactMap(\.0.bitWidth)).sorted(by: >).map(String.init)
      .joined(separator: " or ")
    return ProvenanceNote(
      .sixteenBits,
      "\(isOne ? "1 tensor is" : "\(counts.reduce(0) { $0 + $1.1 }) tensors are") recorded in "
        + "\(widths) bits (\(types)): what was lost when \(isOne ? "it became" : "they became") that is "
        + "not seen here.")
  }

  /// Fewer values may have no further bits by chance, or since they are made by hand.
  private static let leastEvidence: UInt64 = 64

  private var bfloat16Values: ProvenanceNote? {
    let wide = tensors.filter { $0.elementType == .float32 || $0.elementType == .float64 }
    let found = wide.filter { tensor in
      let histogram = tensor.histogram
      return histogram.hasLowBits == false
        && histogram.count - histogram.zeroCount - histogram.nonfiniteCount
          >= RecordingHistogram.leastEvidence
    }
    guard let first = found.first else { return nil }
    let subject =
      found.count == 1
      ? "1 of \(wide.count) tensors in fp32 or fp64 holds"
      : "\(found.count) of \(wide.count) tensors in fp32 or fp64 hold"
    return ProvenanceNote(
      .bfloat16Values,
      "\(subject) only values that bf16 has (all lower bits are zero), such as "
        + "`\(first.tensor)`: what was lost when they became bf16 is not seen here.")
  }
}
