import GradientAudit

/// Something to know of where the values come from.
struct JSONNote: Encodable {
  /// `layout`, `ranks`, `replicas`, `recordedScale`, `sixteenBits` or `bfloat16Values`.
  let kind: String
  let text: String

  init(_ note: ProvenanceNote) {
    kind = note.kind.rawValue
    text = note.text
  }
}
