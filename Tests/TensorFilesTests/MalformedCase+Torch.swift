import TensorFiles

extension MalformedCase {
  /// The PyTorch files that are broken as a whole.
  static let torch: [MalformedCase] = [
    MalformedCase(
      "archive-byte-order.pt", .unexpectedValue, 218,
      "the entry `x/byteorder` says neither `little` nor `big`, at byte 218; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "archive-cut.pt", .archiveEndMissing, 555,
      "the file ends without the end record of a ZIP archive, at byte 555; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "archive-no-pickle.pt", .notATensorFile, 0,
      "is a ZIP archive with neither a .npy nor PyTorch's data.pkl, at byte 0; give "
        + ".npy, .npz, .safetensors, .pt or .pkl files"),
    MalformedCase(
      "archive-pickle-cut.pt", .truncatedHeader, 176,
      "the pickle ends before its STOP, at byte 176; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "legacy-count-2-to-62.pt", .truncatedData, 199,
      "the file ends inside its storages, at byte 199; record it again: it was cut "
        + "while being written or copied"),
    MalformedCase(
      "legacy-cut.pt", .truncatedData, 198,
      "the file ends inside its storages, at byte 198; record it again: it was cut "
        + "while being written or copied"),
    MalformedCase(
      "legacy-key.pt", .malformedPickle, 163,
      "a key among those of the storages belongs to none, at byte 163; save it again "
        + "with `torch.save`"),
    MalformedCase(
      "legacy-version.pt", .unsupportedVersion, 15,
      "the version of the format is not 1001, at byte 15; save it again with "
        + "`torch.save`"),
    MalformedCase(
      "pickle-across-mark.pt", .malformedPickle, 32,
      "an opcode takes a value where the stack has none, at byte 32; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "pickle-append.pt", .malformedPickle, 31,
      "an opcode adds to what cannot take it, at byte 31; save it again: no pickler "
        + "writes this"),
    MalformedCase(
      "pickle-buffer.pt", .storageMissing, 27,
      "the pickle asks for a buffer that is stored elsewhere, at byte 27; dump it again "
        + "without `buffer_callback`"),
    MalformedCase(
      "pickle-build.pt", .malformedPickle, 29,
      "an opcode adds to what cannot take it, at byte 29; save it again: no pickler "
        + "writes this"),
    MalformedCase(
      "pickle-cut.pt", .truncatedHeader, 90,
      "the pickle ends before its STOP, at byte 90; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "pickle-deep.pt", .nestingTooDeep, 540,
      "the pickle nests deeper than 512 levels, at byte 540"),
    MalformedCase(
      "pickle-empty-stack.pt", .malformedPickle, 27,
      "an opcode takes a value where the stack has none, at byte 27; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "pickle-frame-2-to-62.pt", .truncatedHeader, 74,
      "the pickle ends before its STOP, at byte 74; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "pickle-frame-crossed.pt", .malformedPickle, 36,
      "an opcode goes beyond the end of its frame, at byte 36; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "pickle-frame-nested.pt", .malformedPickle, 36,
      "a frame begins inside another, at byte 36; save it again: no pickler writes this"),
    MalformedCase(
      "pickle-length-2-to-40.pt", .truncatedHeader, 74,
      "the pickle ends before its STOP, at byte 74; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "pickle-length-max.pt", .truncatedHeader, 73,
      "the pickle ends before its STOP, at byte 73; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "pickle-long-negative.pt", .truncatedHeader, 69,
      "the pickle ends before its STOP, at byte 69; record it again: it was cut while "
        + "being written or copied"),
    MalformedCase(
      "pickle-memo.pt", .malformedPickle, 27,
      "nothing was memoized under the number 4294967295, at byte 27; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "pickle-name.pt", .malformedPickle, 31,
      "the name of a class is no text, at byte 31; save it again: no pickler writes "
        + "this"),
    MalformedCase(
      "pickle-no-mark.pt", .malformedPickle, 28,
      "an opcode takes all down to a mark where there is none, at byte 28; save it "
        + "again: no pickler writes this"),
    MalformedCase(
      "pickle-not-utf8.pt", .invalidText, 33,
      "a string of the pickle is not UTF-8, at byte 33; write the file again with names "
        + "in UTF-8"),
    MalformedCase(
      "pickle-odd-items.pt", .malformedPickle, 31,
      "a dictionary has a key without a value, at byte 31; save it again: no pickler "
        + "writes this"),
    MalformedCase(
      "pickle-opcode.pt", .malformedPickle, 28,
      "there is no opcode 0xFF, at byte 28; save it again: no pickler writes this"),
    MalformedCase(
      "pickle-protocol-9.pt", .unsupportedVersion, 25,
      "protocol 9 of pickle is not known, at byte 25; save the file again with pickle "
        + "protocol 2 to 5"),
    MalformedCase(
      "pickle-underflow.pt", .malformedPickle, 28,
      "an opcode takes a value where the stack has none, at byte 28; save it again: no "
        + "pickler writes this"),
    MalformedCase(
      "text.pt", .notATensorFile, 0,
      "is no tensor file, at byte 0; give .npy, .npz, .safetensors, .pt or .pkl files"),
  ]
}
