import TensorFiles

extension MalformedCase {
  /// The broken `.npz` archives.
  static let archives: [MalformedCase] = [
    MalformedCase(
      "descriptor-missing.npz", .malformedArchive, 111,
      "the ZIP archive is broken: no sizes follow the data of `a.npy`, or other ones, "
        + "at byte 111; copy it again, or write it again"),
    MalformedCase(
      "directory-count.npz", .malformedArchive, 162,
      "the ZIP archive is broken: its directory holds 1 of the 3 entries that it "
        + "promises, at byte 162; copy it again, or write it again"),
    MalformedCase(
      "directory-elsewhere.npz", .malformedArchive, 162,
      "the ZIP archive is broken: the directory is said to be 51 bytes at byte 115, "
        + "which do not end where the end record begins, at byte 162; copy it again, or "
        + "write it again"),
    MalformedCase(
      "directory-noise.npz", .malformedArchive, 111,
      "the ZIP archive is broken: no entry where the directory should have one, at byte"
        + " 111; copy it again, or write it again"),
    MalformedCase(
      "empty.npz", .emptyFile, 0,
      "the file is empty, at byte 0; record it again"),
    MalformedCase(
      "end-missing.npz", .archiveEndMissing, 162,
      "the file ends without the end record of a ZIP archive, at byte 162; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "end-split.npz", .splitArchive, 162,
      "the ZIP archive is one of several parts, at byte 162; join the parts first"),
    MalformedCase(
      "end-zip64-lost.npz", .malformedArchive, 218,
      "the ZIP archive is broken: the end record of ZIP64 is not where it should be, at"
        + " byte 218; copy it again, or write it again"),
    MalformedCase(
      "ends-contradict.npz", .malformedArchive, 238,
      "the ZIP archive is broken: its two end records contradict each other, at byte "
        + "238; copy it again, or write it again"),
    MalformedCase(
      "entries-overlap.npz", .offsetsOverlap, 35,
      "the entries `a.npy` and `b.npy` share bytes, at byte 35; do not trust the "
        + "archive; write it again"),
    MalformedCase(
      "entry-names-duplicate.npz", .duplicateEntryName, 273,
      "the entry `a.npy` occurs twice, at byte 273; write the archive again"),
    MalformedCase(
      "entry-outside.npz", .offsetsOutOfRange, 111,
      "the entry `a.npy` has 1000000 bytes from byte 35, which do not end before the "
        + "directory, at byte 111; copy the archive again, or write it again"),
    MalformedCase(
      "entry-version.npz", .unsupportedVersion, 273,
      "an entry needs version 10.9 of the ZIP format, at byte 273; write the archive by "
        + "what knows ZIP's version 6.3 at most"),
    MalformedCase(
      "headers-contradict.npz", .malformedArchive, 0,
      "the ZIP archive is broken: the header of `a.npy` and its entry in the directory "
        + "contradict each other, at byte 0; copy it again, or write it again"),
    MalformedCase(
      "text.npz", .wrongMagic, 0,
      "does not begin as a ZIP archive does, at byte 0; give .npy, .npz, .safetensors, "
        + ".pt or .pkl files"),
    MalformedCase(
      "without-arrays.npz", .notATensorFile, 0,
      "is a ZIP archive with neither a .npy nor PyTorch's data.pkl, at byte 0; give "
        + ".npy, .npz, .safetensors, .pt or .pkl files"),
  ]

  /// Those of which one entry cannot be read.
  static let entries: [MalformedCase] = [
    MalformedCase(
      "entry-bomb-claim.npz", .sizeMismatch, 278,
      "the entry `b.npy` is said to have 2147483648 bytes, which 81 bytes cannot hold, "
        + "at byte 278; do not trust the archive; write it again"),
    MalformedCase(
      "entry-data-cut-deflated.npz", .truncatedData, 146,
      "tensor `b`: the entry ends inside its data: the header promises 16 bytes from "
        + "byte 214, there are 12, at byte 146; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "entry-data-cut.npz", .truncatedData, 226,
      "tensor `b`: the entry ends inside its data: the header promises 16 bytes from "
        + "byte 214, there are 12, at byte 226; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "entry-encrypted.npz", .encryptedEntry, 273,
      "the entry `b.npy` is encrypted, at byte 273; decrypt the archive first"),
    MalformedCase(
      "entry-header-inflation.npz", .malformedCompression, 146,
      "the entry `b.npy` cannot be inflated behind its first 0 bytes, at byte 146; copy"
        + " the archive again, or write it again"),
    MalformedCase(
      "entry-latin1.npz", .invalidText, 278,
      "the entry `gradi�.npy` has a name that is not UTF-8, at byte 278; rename it"),
    MalformedCase(
      "entry-method.npz", .unsupportedCompression, 273,
      "the entry `b.npy` is compressed by LZMA, at byte 273; write it stored or "
        + "deflated"),
    MalformedCase(
      "entry-object-array.npz", .objectArray, 166,
      "tensor `b`: the array holds Python objects, which are a pickle and are not read,"
        + " at byte 166; save an array of numbers, with `allow_pickle=False`"),
    MalformedCase(
      "entry-same-array.npz", .duplicateTensorName, 142,
      "the entry `a` has the name of another array, at byte 142; copy the archive "
        + "again, or write it again"),
    MalformedCase(
      "entry-wrong-magic.npz", .wrongMagic, 146,
      "the entry `b.npy` does not begin as .npy does, at byte 146; copy the archive "
        + "again, or write it again"),
  ]

  /// Those that turn out to be broken when their data are read.
  static let data: [MalformedCase] = [
    MalformedCase(
      "data-checksum.pt", .checksumMismatch, 215,
      "the entry `x/data/0` was damaged: its checksum differs, at byte 215; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "data-checksum-view.pt", .checksumMismatch, 215,
      "the entry `x/data/0` was damaged: its checksum differs, at byte 215; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "data-behind-inflated.npz", .malformedCompression, 35,
      "the entry `a.npy` has bytes behind its compressed data, at byte 35; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "data-checksum-deflated.npz", .checksumMismatch, 35,
      "the entry `a.npy` was damaged: its checksum differs, at byte 35; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "data-checksum.npz", .checksumMismatch, 35,
      "the entry `a.npy` was damaged: its checksum differs, at byte 35; copy the "
        + "archive again, or write it again"),
    MalformedCase(
      "data-inflates-on.npz", .sizeMismatch, 35,
      "the entry `a.npy` is said to have 76 bytes, and inflates to 5076 or more, at "
        + "byte 35; do not trust the archive; write it again"),
    MalformedCase(
      "data-inflates-short.npz", .sizeMismatch, 35,
      "the entry `a.npy` is said to have 76 bytes, and inflates to 72, at byte 35; copy"
        + " the archive again, or write it again"),
    MalformedCase(
      "data-inflation.npz", .malformedCompression, 35,
      "the entry `a.npy` cannot be inflated behind its first 72 bytes, at byte 35; copy"
        + " the archive again, or write it again"),
  ]

  /// The broken indices of safetensors files.
  static let indices: [MalformedCase] = [
    MalformedCase(
      "index-cut.safetensors.index.json", .malformedHeader, 19,
      "expected the name of a file, found the end of the header, at byte 19"),
    MalformedCase(
      "index-list.safetensors.index.json", .unexpectedValue, 0,
      "expected an object, found `[`, at byte 0"),
    MalformedCase(
      "index-names-duplicate.safetensors.index.json", .duplicateTensorName, 35,
      "the tensor `a` occurs twice, at byte 35"),
    MalformedCase(
      "index-no-map.safetensors.index.json", .missingKey, 0,
      "the index has no `weight_map`, at byte 0"),
    MalformedCase(
      "index-number.safetensors.index.json", .unexpectedValue, 19,
      "expected the name of a file, found `1`, at byte 19"),
  ]
}
