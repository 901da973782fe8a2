import TensorFiles

extension MalformedCase {
  /// The broken `.npy` files.
  static let npy: [MalformedCase] = [
    MalformedCase(
      "data-cut-inside.npy", .truncatedData, 83,
      "the file ends inside its data: the header promises 16 bytes from byte 68, there "
        + "are 15, at byte 83; record it again: it was cut while being written, or its "
        + "header is wrong"),
    MalformedCase(
      "data-cut.npy", .truncatedData, 80,
      "the file ends inside its data: the header promises 16 bytes from byte 68, there "
        + "are 12, at byte 80; record it again: it was cut while being written, or its "
        + "header is wrong"),
    MalformedCase(
      "data-trailing.npy", .trailingBytes, 84,
      "4 bytes follow the end of the array, at byte 84; save every array into a file of its own"),
    MalformedCase(
      "dtype-number.npy", .unexpectedValue, 20,
      "an element type is an integer, not a string or a list, at byte 20"),
    MalformedCase(
      "dtype-unknown.npy", .unknownElementType, 20,
      "unknown element type `<q7`, at byte 20; save the array as float32"),
    MalformedCase(
      "dtype-wide.npy", .truncatedData, 101,
      "the file ends inside its data: the header promises 4611686018427387904 bytes "
        + "from byte 101, there are 0, at byte 101; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "empty.npy", .emptyFile, 0,
      "the file is empty, at byte 0; record it again"),
    MalformedCase(
      "fortran-order-number.npy", .unexpectedValue, 44,
      "`fortran_order` is an integer, not True or False, at byte 44"),
    MalformedCase(
      "header-cut.npy", .truncatedHeader, 40,
      "the file ends inside its header, which needs 68 bytes, at byte 40; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "header-length-0.npy", .emptyHeader, 8,
      "the header is empty, at byte 8"),
    MalformedCase(
      "header-length-2gb.npy", .headerTooLong, 8,
      "the header claims 2147483648 bytes, more than the 1048576 that are read, at byte 8"),
    MalformedCase(
      "key-duplicate.npy", .duplicateKey, 64,
      "the field `shape` occurs twice, at byte 64"),
    MalformedCase(
      "key-missing.npy", .missingKey, 10,
      "the header has no field `shape`, at byte 10"),
    MalformedCase(
      "key-not-a-string.npy", .unexpectedValue, 11,
      "a field's name is an integer, not a string, at byte 11"),
    MalformedCase(
      "key-unknown.npy", .unknownKey, 64,
      "unknown field `scale` in the header, at byte 64"),
    MalformedCase(
      "length-cut.npy", .truncatedHeader, 10,
      "the file ends inside its header, which needs 12 bytes, at byte 10; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "literal-call.npy", .malformedHeader, 10,
      "expected a value, found `_`, at byte 10"),
    MalformedCase(
      "literal-deep.npy", .nestingTooDeep, 42,
      "the header nests deeper than 32 levels, at byte 42"),
    MalformedCase(
      "literal-escape.npy", .malformedHeader, 24,
      "an unknown escape in a string, at byte 24"),
    MalformedCase(
      "literal-leading-zero.npy", .malformedHeader, 61,
      "a number begins with a zero, at byte 61"),
    MalformedCase(
      "literal-no-colon.npy", .malformedHeader, 19,
      "expected `:`, found `'`, at byte 19"),
    MalformedCase(
      "literal-no-comma.npy", .malformedHeader, 26,
      "expected `,` or `}`, found `'`, at byte 26"),
    MalformedCase(
      "literal-not-a-dictionary.npy", .unexpectedValue, 10,
      "the header is a list, not a dictionary, at byte 10"),
    MalformedCase(
      "literal-not-utf8.npy", .invalidText, 23,
      "the header is not UTF-8, at byte 23; write the file again with names in UTF-8"),
    MalformedCase(
      "literal-string-unclosed.npy", .malformedHeader, 11,
      "a string does not end, at byte 11"),
    MalformedCase(
      "literal-trailing-text.npy", .malformedHeader, 64,
      "expected the end of the header, found `+`, at byte 64"),
    MalformedCase(
      "literal-unclosed.npy", .malformedHeader, 28,
      "expected a value, found the end of the header, at byte 28"),
    MalformedCase(
      "magic-cut.npy", .truncatedHeader, 4,
      "the file ends inside its header, which needs 8 bytes, at byte 4; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "object-array.npy", .objectArray, 20,
      "the array holds Python objects, which are a pickle and are not read, at byte "
        + "20; save an array of numbers, with `allow_pickle=False`"),
    MalformedCase(
      "object-field.npy", .objectArray, 41,
      "the array holds Python objects, which are a pickle and are not read, at byte "
        + "41; save an array of numbers, with `allow_pickle=False`"),
    MalformedCase(
      "shape-2-to-60.npy", .truncatedData, 86,
      "the file ends inside its data: the header promises 4611686018427387904 bytes "
        + "from byte 86, there are 0, at byte 86; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "shape-extent-overflow.npy", .shapeOverflow, 61,
      "an extent of the shape needs more than 63 bits, at byte 61"),
    MalformedCase(
      "shape-list.npy", .unexpectedValue, 60,
      "a shape is a list, not a tuple, at byte 60"),
    MalformedCase(
      "shape-negative.npy", .negativeDimension, 64,
      "an extent of the shape is negative, at byte 64"),
    MalformedCase(
      "shape-not-a-tuple.npy", .unexpectedValue, 60,
      "a tuple of one item needs a comma, as in `(3,)`, at byte 60"),
    MalformedCase(
      "shape-of-strings.npy", .unexpectedValue, 61,
      "an extent of the shape is a string, not an integer, at byte 61"),
    MalformedCase(
      "shape-overflow.npy", .shapeOverflow, 60,
      "the shape claims more bytes than 64 bits can count, at byte 60"),
    MalformedCase(
      "two-arrays.npy", .trailingBytes, 72,
      "72 bytes follow the end of the array, at byte 72; save every array into a file "
        + "of its own"),
    MalformedCase(
      "version-1-1.npy", .unsupportedVersion, 6,
      "version 1.1 of .npy is not known, at byte 6; save the array again with `numpy.save`"),
    MalformedCase(
      "version-9.npy", .unsupportedVersion, 6,
      "version 9.0 of .npy is not known, at byte 6; save the array again with `numpy.save`"),
    MalformedCase(
      "version-cut.npy", .truncatedHeader, 6,
      "the file ends inside its header, which needs 8 bytes, at byte 6; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "wrong-magic.npy", .wrongMagic, 0,
      "does not begin as .npy does, at byte 0; give .npy, .npz, .safetensors, .pt or .pkl files"),
    MalformedCase(
      "zip.npy", .wrongMagic, 0,
      "does not begin as .npy does: it is a ZIP archive (.npz, or PyTorch's .pt), at "
        + "byte 0; load it in Python and save it with `safetensors.torch.save_file` or "
        + "`numpy.save`"),
  ]
}
