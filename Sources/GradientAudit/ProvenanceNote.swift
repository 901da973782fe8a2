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
    notes(Provenance(tensors), replicas: (replicas.count, replicas.example))
  }

  /// - Parameter provenance: What the tensors tell.
  func notes(
    _ provenance: Provenance, replicas: (count: Int, example: String?)
  ) -> [ProvenanceNote] {
    remarks.map { ProvenanceNote(.layout, $0) } + provenance.notes(replicas: replicas)
  }
}
