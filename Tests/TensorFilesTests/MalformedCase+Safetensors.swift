import TensorFiles

extension MalformedCase {
  /// The broken safetensors files.
  static let safetensors: [MalformedCase] = [
    MalformedCase(
      "data-cut.safetensors", .truncatedData, 128,
      "tensor `b`: the file ends inside its data: the header promises 16 bytes from "
        + "byte 116, there are 12, at byte 128; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "data-missing.safetensors", .truncatedData, 62,
      "tensor `a`: the file ends inside its data: the header promises 4 bytes from "
        + "byte 62, there are 0, at byte 62; record it again: it was cut while being "
        + "written, or its header is wrong"),
    MalformedCase(
      "data-trailing.safetensors", .trailingBytes, 66,
      "4 bytes follow the last tensor, at byte 66; write the file again"),
    MalformedCase(
      "data-without-tensors.safetensors", .trailingBytes, 10,
      "4 bytes follow the last tensor, at byte 10; write the file again"),
    MalformedCase(
      "dtype-missing.safetensors", .missingKey, 13,
      "tensor `a`: the header gives no `dtype`, at byte 13"),
    MalformedCase(
      "dtype-number.safetensors", .unexpectedValue, 22,
      "tensor `a`: expected a string as `dtype`, found `4`, at byte 22"),
    MalformedCase(
      "empty.safetensors", .emptyFile, 0,
      "the file is empty, at byte 0; record it again"),
    MalformedCase(
      "entry-not-an-object.safetensors", .unexpectedValue, 13,
      #"tensor `a`: expected an object, found `"`, at byte 13"#),
    MalformedCase(
      "fields-duplicate.safetensors", .duplicateKey, 60,
      "tensor `a`: the field `dtype` occurs twice, at byte 60"),
    MalformedCase(
      "header-cut.safetensors", .truncatedHeader, 30,
      "the file ends inside its header, which needs 62 bytes, at byte 30; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "header-length-0.safetensors", .emptyHeader, 0,
      "the header is empty, at byte 0"),
    MalformedCase(
      "header-length-9gb.safetensors", .headerTooLong, 0,
      "the header claims 9000000000 bytes, more than the 100000000 that the format "
        + "allows, at byte 0; check that this is a safetensors file"),
    MalformedCase(
      "header-length-max.safetensors", .headerTooLong, 0,
      "the header claims 18446744073709551615 bytes, more than the 100000000 that the "
        + "format allows, at byte 0; check that this is a safetensors file"),
    MalformedCase(
      "json-comma.safetensors", .malformedHeader, 62,
      "expected a key in quotes, found `}`, at byte 62"),
    MalformedCase(
      "json-control.safetensors", .malformedHeader, 11,
      "a control character in a string, at byte 11"),
    MalformedCase(
      "json-cut.safetensors", .malformedHeader, 27,
      "tensor `a`: expected `,` or `}`, found the end of the header, at byte 27"),
    MalformedCase(
      "json-deep.safetensors", .nestingTooDeep, 50,
      "tensor `a`: the header nests deeper than 32 levels, at byte 50"),
    MalformedCase(
      "json-escape.safetensors", .malformedHeader, 11,
      "an unknown escape in a string, at byte 11"),
    MalformedCase(
      "json-fraction.safetensors", .unexpectedValue, 37,
      "tensor `a`: a number is not an integer, at byte 37"),
    MalformedCase(
      "json-hexadecimal.safetensors", .malformedHeader, 10,
      #"`\u` without four hexadecimal digits, at byte 10"#),
    MalformedCase(
      "json-leading-blank.safetensors", .malformedHeader, 8,
      "the header begins with byte 0x20, not with `{`, at byte 8; check that this is a "
        + "safetensors file"),
    MalformedCase(
      "json-list.safetensors", .malformedHeader, 8,
      "the header begins with `[`, not with `{`, at byte 8; check that this is a "
        + "safetensors file"),
    MalformedCase(
      "json-nan.safetensors", .malformedHeader, 32,
      "tensor `a`: expected a value, found `N`, at byte 32"),
    MalformedCase(
      "json-no-colon.safetensors", .malformedHeader, 13,
      "expected `:`, found `{`, at byte 13"),
    MalformedCase(
      "json-not-utf8.safetensors", .invalidText, 15,
      "the header is not UTF-8, at byte 15; write the file again with names in UTF-8"),
    MalformedCase(
      "json-number.safetensors", .malformedHeader, 37,
      "tensor `a`: a number begins with a zero, at byte 37"),
    MalformedCase(
      "json-overlong-utf8.safetensors", .invalidText, 10,
      "the header is not UTF-8, at byte 10; write the file again with names in UTF-8"),
    MalformedCase(
      "json-single-quotes.safetensors", .malformedHeader, 9,
      "expected a key in quotes, found `'`, at byte 9"),
    MalformedCase(
      "json-string-unclosed.safetensors", .malformedHeader, 9,
      "a string does not end, at byte 9"),
    MalformedCase(
      "json-surrogate-low.safetensors", .invalidText, 10,
      "half of a surrogate pair in a string, at byte 10; write the file again with "
        + "names in UTF-8"),
    MalformedCase(
      "json-surrogate-pair.safetensors", .invalidText, 10,
      "half of a surrogate pair in a string, at byte 10; write the file again with "
        + "names in UTF-8"),
    MalformedCase(
      "json-surrogate.safetensors", .invalidText, 11,
      "half of a surrogate pair in a string, at byte 11; write the file again with "
        + "names in UTF-8"),
    MalformedCase(
      "json-trailing-text.safetensors", .malformedHeader, 11,
      "expected the end of the header, found `x`, at byte 11"),
    MalformedCase(
      "length-cut.safetensors", .truncatedHeader, 4,
      "the file ends inside its header, which needs 8 bytes, at byte 4; record it "
        + "again: it was cut while being written or copied"),
    MalformedCase(
      "metadata-duplicate.safetensors", .duplicateKey, 36,
      "the field `step` occurs twice, at byte 36"),
    MalformedCase(
      "metadata-number.safetensors", .unexpectedValue, 32,
      "expected a string in `__metadata__`, found `1`, at byte 32"),
    MalformedCase(
      "metadata-twice.safetensors", .duplicateKey, 27,
      "the field `__metadata__` occurs twice, at byte 27"),
    MalformedCase(
      "names-duplicate-escaped.safetensors", .duplicateTensorName, 62,
      "the tensor `a` occurs twice, at byte 62"),
    MalformedCase(
      "names-duplicate.safetensors", .duplicateTensorName, 62,
      "the tensor `a` occurs twice, at byte 62"),
    MalformedCase(
      "offsets-hole-first.safetensors", .offsetsHole, 55,
      "tensor `a`: begins at 4, but the data before it end at 0, at byte 55; write the "
        + "file again"),
    MalformedCase(
      "offsets-hole.safetensors", .offsetsHole, 108,
      "tensor `b`: begins at 8, but the data before it end at 4, at byte 108; write "
        + "the file again"),
    MalformedCase(
      "offsets-missing.safetensors", .missingKey, 13,
      "tensor `a`: the header gives no `data_offsets`, at byte 13"),
    MalformedCase(
      "offsets-out-of-range.safetensors", .offsetsOutOfRange, 108,
      "tensor `b`: ends at 1000000000004, but the data section has 4 bytes, at byte "
        + "108; write the file again"),
    MalformedCase(
      "offsets-overflow.safetensors", .offsetsOutOfRange, 58,
      "tensor `a`: an offset needs more than 64 bits, at byte 58"),
    MalformedCase(
      "offsets-overlap.safetensors", .offsetsOverlap, 108,
      "tensor `b`: begins at 4, inside another tensor, at byte 108; write the file again"),
    MalformedCase(
      "offsets-reversed.safetensors", .offsetsReversed, 55,
      "tensor `a`: ends at 0, before it begins at 4, at byte 55; write the file again"),
    MalformedCase(
      "offsets-same.safetensors", .offsetsOverlap, 108,
      "tensor `b`: begins at 0, inside another tensor, at byte 108; write the file again"),
    MalformedCase(
      "offsets-three.safetensors", .unexpectedValue, 55,
      "tensor `a`: `data_offsets` holds 3 numbers, not two, at byte 55"),
    MalformedCase(
      "pickle.safetensors", .notATensorFile, 0,
      "is no tensor file: it is a Python pickle, at byte 0; "
        + "load it in Python and save it with `safetensors.torch.save_file` or "
        + "`numpy.save`"),
    MalformedCase(
      "shape-2-to-60.safetensors", .truncatedData, 102,
      "tensor `a`: the file ends inside its data: the header promises "
        + "4611686018427387904 bytes from byte 98, there are 4, at byte 102; record it "
        + "again: it was cut while being written, or its header is wrong"),
    MalformedCase(
      "shape-extent-overflow.safetensors", .shapeOverflow, 37,
      "tensor `a`: an extent of the shape needs more than 63 bits, at byte 37"),
    MalformedCase(
      "shape-missing.safetensors", .missingKey, 13,
      "tensor `a`: the header gives no `shape`, at byte 13"),
    MalformedCase(
      "shape-negative.safetensors", .negativeDimension, 37,
      "tensor `a`: a number is negative, at byte 37"),
    MalformedCase(
      "shape-overflow.safetensors", .shapeOverflow, 36,
      "tensor `a`: the shape claims more bytes than 64 bits can count, at byte 36"),
    MalformedCase(
      "size-mismatch.safetensors", .sizeMismatch, 55,
      "tensor `a`: 2 elements of type F32 take 8 bytes, the offsets leave 4, at byte "
        + "55; write the file again"),
    MalformedCase(
      "size-packed.safetensors", .sizeMismatch, 54,
      "tensor `a`: 3 packed elements do not fill whole bytes, at byte 54; write the file again"),
    MalformedCase(
      "text.safetensors", .headerTooLong, 0,
      "the header claims 7310503696657575790 bytes, more than the 100000000 that the "
        + "format allows, at byte 0; check that this is a safetensors file"),
    MalformedCase(
      "zip.safetensors", .notATensorFile, 0,
      "is no tensor file: it is a ZIP archive (.npz, or PyTorch's .pt), at byte 0; "
        + "load it in Python and save it with `safetensors.torch.save_file` or "
        + "`numpy.save`"),
  ]
}
