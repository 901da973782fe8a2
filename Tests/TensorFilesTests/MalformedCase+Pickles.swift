import TensorFiles

extension MalformedCase {
  /// The pickles and distributed checkpoints that are broken as a whole.
  static let pickles: [MalformedCase] = [
    MalformedCase(
      "archive-pickle-checksum.pt", .checksumMismatch, 40,
      "the entry `x/data.pkl` was damaged: its checksum differs, at byte 40; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "array-buffer.pkl", .storageMissing, 35,
      "the pickle asks for a buffer that is stored elsewhere, at byte 35; dump it "
        + "again without `buffer_callback`"),
    MalformedCase(
      "pickle-cut.pkl", .truncatedHeader, 133,
      "the pickle ends before its STOP, at byte 133; record it again: it was cut "
        + "while being written or copied"),
    MalformedCase(
      "pickle-trailing.pkl", .trailingBytes, 143,
      "143 bytes follow the pickle, at byte 143; dump everything into one pickle"),
    MalformedCase(
      "text.pkl", .malformedPickle, 0,
      "an opcode takes a value where the stack has none, at byte 0; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "checkpoint-list.metadata", .malformedPickle, 0,
      "is not what torch.distributed.checkpoint writes, at byte 0; save the checkpoint "
        + "again"),
    MalformedCase(
      "valid-checkpoint.distcp", .notATensorFile, 0,
      "holds pieces of a distributed checkpoint, and not what they are pieces of, at "
        + "byte 0; give the directory, with its `.metadata`"),
  ]
}
