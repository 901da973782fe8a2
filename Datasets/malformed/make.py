#!/usr/bin/env python3
"""Writes the malformed files of this directory, and README.md with the list of them.

One small file for each way in which a tensor file can be wrong, and a few strange ones that are
right. Standard library only; the same bytes on every run. Tests/TensorFilesTests checks the error
code, the byte offset and the message of each.

    python3 Datasets/malformed/make.py
"""

import struct
import zlib
from pathlib import Path

import pickles
import pytorch

HERE = Path(__file__).resolve().parent
FILES = []  # (name, what is wrong, bytes)


def add(name, what, data):
    FILES.append((name, what, data))


def npy_raw(header, data=b"", version=(1, 0), length=None):
    header = header if isinstance(header, bytes) else header.encode("latin1")
    width = "<H" if version[0] == 1 else "<I"
    claimed = len(header) if length is None else length
    return b"\x93NUMPY" + bytes(version) + struct.pack(width, claimed) + header + data


def npy(shape, data=b"", descr="'<f4'", order="False"):
    return npy_raw(f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n", data)


def st(header, data=b"", length=None):
    header = header if isinstance(header, bytes) else header.encode("utf-8")
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(name, dtype, shape, begin, end):
    return f'"{name}":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{begin},{end}]}}'


def st_of(*entries, data=b""):
    return st("{" + ",".join(entries) + "}", data)


def floats(count):
    return struct.pack(f"<{count}f", *(1.0 + i for i in range(count)))


# Not a tensor file at all.
add("empty.npy", "no bytes", b"")
add("empty.safetensors", "no bytes", b"")
add("wrong-magic.npy", "text under the name of an array", b"step,tensor,value\n1,a,0.5\n")
add("zip.npy", "a ZIP archive under the name of an array", b"PK\x03\x04" + bytes(26))
add("zip.safetensors", "a ZIP archive under the name of safetensors", b"PK\x03\x04" + bytes(26))
add("pickle.safetensors", "a pickle under the name of safetensors",
    b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x01s.")
add("text.safetensors", "text under the name of safetensors", b"not a tensor file\n")

# .npy: before the header.
add("magic-cut.npy", "ends inside the magic", b"\x93NUM")
add("version-cut.npy", "ends behind the magic", b"\x93NUMPY")
add("length-cut.npy", "ends inside the header's length", b"\x93NUMPY\x02\x00\x10\x00")
add("version-9.npy", "version 9.0", npy_raw("{}", version=(9, 0)))
add("version-1-1.npy", "version 1.1", npy_raw("{}", version=(1, 1)))
add("header-length-0.npy", "a header of no bytes", npy_raw("", floats(1)))
add("header-length-2gb.npy", "a header length of 2 GiB",
    npy_raw("{}", version=(2, 0), length=2**31))
add("header-cut.npy", "ends inside the header", npy("(4,)")[:40])

# .npy: the header as a Python literal.
add("literal-not-a-dictionary.npy", "a list in place of the dictionary", npy_raw("[1, 2]\n"))
add("literal-call.npy", "a call of a function", npy_raw("__import__('os')\n"))
add("literal-unclosed.npy", "a dictionary that does not end", npy_raw("{'descr': '<f4', \n"))
add("literal-string-unclosed.npy", "a string that does not end", npy_raw("{'descr: 1}\n"))
add("literal-escape.npy", "an unknown escape in a string", npy("(1,)", floats(1), r"'<f\x34'"))
add("literal-no-colon.npy", "no colon behind a field's name", npy_raw("{'descr' '<f4'}\n"))
add("literal-no-comma.npy", "no comma between two fields",
    npy_raw("{'descr': '<f4' 'shape': ()}\n"))
add("literal-trailing-text.npy", "text behind the dictionary",
    npy_raw("{'descr': '<f4', 'fortran_order': False, 'shape': ()} + 1\n", floats(1)))
add("literal-deep.npy", "10,000 nested lists", npy_raw("[" * 10000))
add("literal-leading-zero.npy", "an extent of 007", npy("(007,)", floats(7)))
add("literal-not-utf8.npy", "version 3.0 with bytes that are not UTF-8",
    npy_raw(b"{'descr': '\xff'}\n", version=(3, 0)))
add("key-missing.npy", "no field `shape`",
    npy_raw("{'descr': '<f4', 'fortran_order': False}\n", floats(1)))
add("key-unknown.npy", "a field that .npy does not have",
    npy_raw("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'scale': 2}\n", floats(1)))
add("key-duplicate.npy", "two fields `shape`",
    npy_raw("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'shape': (1,)}\n", floats(1)))
add("key-not-a-string.npy", "a number as a field's name", npy_raw("{1: 2}\n"))
add("fortran-order-number.npy", "`fortran_order` is 0", npy("()", floats(1), order="0"))
add("shape-list.npy", "a list as shape", npy("[1]", floats(1)))
add("shape-not-a-tuple.npy", "`(4)`, which is a number in Python", npy("(4)", floats(4)))
add("shape-of-strings.npy", "a string as an extent", npy("('4',)", floats(4)))

# .npy: the header as facts.
add("shape-negative.npy", "an extent of -4", npy("(2, -4)", floats(8)))
add("shape-overflow.npy", "a product of 2^80", npy("(1099511627776, 1099511627776)"))
add("shape-extent-overflow.npy", "an extent of 2^70", npy("(1180591620717411303424,)"))
add("shape-2-to-60.npy", "2^60 elements in 128 bytes", npy("(1152921504606846976,)"))
add("dtype-unknown.npy", "an element type that NumPy does not have", npy("(1,)", floats(1), "'<q7'"))
add("dtype-wide.npy", "a structured type of 2^62 bytes",
    npy("(1,)", b"", "[('a', '<f4', (1152921504606846976,))]"))
add("dtype-number.npy", "a number as element type", npy("(1,)", floats(1), "4"))
add("object-array.npy", "Python objects: a pickle", npy("(1,)", b"\x80\x04]\x94.", "'|O'"))
add("object-field.npy", "Python objects in a structured type",
    npy("(1,)", b"\x80\x04]\x94.", "[('a', '<f4'), ('b', '|O')]"))
add("data-cut.npy", "three of four elements", npy("(4,)", floats(3)))
add("data-cut-inside.npy", "ends inside an element", npy("(4,)", floats(4)[:-1]))
add("data-trailing.npy", "five elements for a shape of four", npy("(4,)", floats(5)))
add("two-arrays.npy", "two arrays in one file", npy("(1,)", floats(1)) * 2)

# safetensors: before the header.
add("length-cut.safetensors", "ends inside the header's length", b"\x10\x00\x00\x00")
add("header-length-0.safetensors", "a header of no bytes", st("", floats(1)))
add("header-length-9gb.safetensors", "a header length of 9 GB", st("{}", length=9 * 10**9))
add("header-length-max.safetensors", "a header length of 2^64 - 1", st("{}", length=2**64 - 1))
add("header-cut.safetensors", "ends inside the header",
    st_of(entry("a", "F32", [1], 0, 4), data=floats(1))[:30])

# safetensors: the header as JSON.
add("json-list.safetensors", "a list in place of the object", st("[1,2]"))
add("json-leading-blank.safetensors", "a blank before the object", st(" {}"))
add("json-cut.safetensors", "JSON that does not end", st('{"a":{"dtype":"F32"'))
add("json-string-unclosed.safetensors", "a string that does not end", st('{"abc'))
add("json-control.safetensors", "a line feed in a string", st('{"a\nb":{}}'))
add("json-escape.safetensors", "an unknown escape", st(r'{"a\q":{}}'))
add("json-hexadecimal.safetensors", r"`\u` without four digits", st(r'{"\u12G4":{}}'))
add("json-surrogate.safetensors", "half of a surrogate pair", st(r'{"a\ud800":{}}'))
add("json-surrogate-pair.safetensors", "two upper halves", st(r'{"\ud83d\ud83d":{}}'))
add("json-surrogate-low.safetensors", "a lower half first", st(r'{"\udc00":{}}'))
add("json-not-utf8.safetensors", "a name in Latin-1", st(b'{"gradi\xeb":{}}'))
add("json-overlong-utf8.safetensors", "an overlong form of `/`", st(b'{"\xc0\xaf":{}}'))
add("json-no-colon.safetensors", "no colon behind a name", st('{"a" {}}'))
add("json-comma.safetensors", "a comma behind the last entry",
    st_of(entry("a", "F32", [1], 0, 4) + ",", data=floats(1)))
add("json-single-quotes.safetensors", "a Python dictionary", st("{'a': {}}"))
add("json-trailing-text.safetensors", "text behind the object", st("{} x"))
add("json-deep.safetensors", "10,000 nested lists", st('{"a":{"x":' + "[" * 10000))
add("json-number.safetensors", "a number with a leading zero",
    st('{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}', floats(1)))
add("json-fraction.safetensors", "an extent of 1.5",
    st('{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}', floats(1)))
add("json-nan.safetensors", "NaN, which is not JSON",
    st('{"a":{"dtype":"F32","x":NaN,"shape":[1],"data_offsets":[0,4]}}', floats(1)))
add("entry-not-an-object.safetensors", "a string for a tensor", st('{"a":"F32"}'))
add("metadata-number.safetensors", "a number in `__metadata__`", st('{"__metadata__":{"step":1}}'))
add("dtype-number.safetensors", "a number as element type",
    st('{"a":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}', floats(1)))

# safetensors: the header as facts.
add("names-duplicate.safetensors", "two tensors of one name",
    st_of(entry("a", "F32", [1], 0, 4), entry("a", "F32", [1], 4, 8), data=floats(2)))
add("names-duplicate-escaped.safetensors", "two spellings of one name",
    st_of(entry("a", "F32", [1], 0, 4), entry(r"\u0061", "F32", [1], 4, 8), data=floats(2)))
add("fields-duplicate.safetensors", "first U8[4], then F32[1]",
    st('{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"dtype":"F32","shape":[1]}}',
       floats(1)))
add("metadata-duplicate.safetensors", "two fields of one name in `__metadata__`",
    st('{"__metadata__":{"step":"1","step":"2"}}'))
add("metadata-twice.safetensors", "two objects `__metadata__`",
    st('{"__metadata__":{},"__metadata__":{}}'))
add("dtype-missing.safetensors", "no `dtype`", st('{"a":{"shape":[],"data_offsets":[0,4]}}', floats(1)))
add("shape-missing.safetensors", "no `shape`",
    st('{"a":{"dtype":"F32","data_offsets":[0,4]}}', floats(1)))
add("offsets-missing.safetensors", "no `data_offsets`",
    st('{"a":{"dtype":"F32","shape":[1]}}', floats(1)))
add("offsets-three.safetensors", "three offsets",
    st('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', floats(1)))
add("shape-negative.safetensors", "an extent of -1",
    st_of(entry("a", "F32", [-1], 0, 4), data=floats(1)))
add("shape-overflow.safetensors", "a product of 2^80",
    st_of(entry("a", "F32", [2**40, 2**40], 0, 4), data=floats(1)))
add("shape-extent-overflow.safetensors", "an extent of 2^70",
    st_of(entry("a", "F32", [2**70], 0, 4), data=floats(1)))
add("shape-2-to-60.safetensors", "2^60 elements in 4 bytes",
    st_of(entry("a", "F32", [2**60], 0, 2**62), data=floats(1)))
add("size-mismatch.safetensors", "two elements in four bytes",
    st_of(entry("a", "F32", [2], 0, 4), data=floats(1)))
add("size-packed.safetensors", "three elements of four bits",
    st_of(entry("a", "F4", [3], 0, 1), data=b"\x01"))
add("offsets-reversed.safetensors", "an end before its beginning",
    st_of(entry("a", "F32", [1], 4, 0), data=floats(1)))
add("offsets-overlap.safetensors", "two tensors that share four bytes",
    st_of(entry("a", "F32", [2], 0, 8), entry("b", "F32", [2], 4, 12), data=floats(3)))
add("offsets-same.safetensors", "two tensors at one place",
    st_of(entry("a", "F32", [1], 0, 4), entry("b", "F32", [1], 0, 4), data=floats(1)))
add("offsets-hole.safetensors", "four bytes between two tensors",
    st_of(entry("a", "F32", [1], 0, 4), entry("b", "F32", [1], 8, 12), data=floats(3)))
add("offsets-hole-first.safetensors", "four bytes before the first tensor",
    st_of(entry("a", "F32", [1], 4, 8), data=floats(2)))
add("offsets-out-of-range.safetensors", "a tensor far behind the end of the file",
    st_of(entry("a", "F32", [1], 0, 4), entry("b", "F32", [1], 10**12, 10**12 + 4),
          data=floats(1)))
add("offsets-overflow.safetensors", "an offset of 2^70",
    st_of(entry("a", "F32", [1], 0, 2**70), data=floats(1)))
add("data-cut.safetensors", "three of four elements",
    st_of(entry("a", "F32", [2], 0, 8), entry("b", "F32", [2], 8, 16), data=floats(3)))
add("data-missing.safetensors", "a header without its data",
    st_of(entry("a", "F32", [1], 0, 4)))
add("data-trailing.safetensors", "four bytes behind the last tensor",
    st_of(entry("a", "F32", [1], 0, 4), data=floats(2)))
add("data-without-tensors.safetensors", "data that belong to no tensor", st("{}", floats(1)))

# Readable, with something to be said.
add("dtype-unknown.safetensors", "readable: one tensor of an unknown type, which is left out",
    st_of(entry("a", "F32", [1], 0, 4), entry("b", "F3_E1M1", [8], 4, 7), data=floats(1) + b"\1\2\3"))


def recording(whole, stop):
    """A file that was reserved in full length, and then written up to `stop`."""
    return whole[:stop] + bytes(len(whole) - stop)


def two_tensors(first, second):
    header = "{" + entry("a", "F32", [first], 0, 4 * first) + ","
    header += entry("b", "F32", [second], 4 * first, 4 * (first + second)) + "}"
    return st(header + " " * (-len(header) % 8), floats(first + second))


add("cut-recording.safetensors", "suspicious: zeros from byte 8192 to the end, inside `b`",
    recording(two_tensors(1024, 4096), 8192))
add("cut-recording.npy", "suspicious: zeros from byte 4096 to the end",
    recording(npy("(4096,)" + " " * 57, floats(4096)), 4096))
add("cut-recording-all-zero.safetensors", "suspicious: nothing but zeros behind the header",
    recording(two_tensors(64, 128), 128))

# Strange and right.
add("valid-zero-last-tensor.safetensors", "fine: the last tensor is zero as a whole",
    st_of(entry("a", "F32", [64], 0, 256), entry("b", "F32", [2048], 256, 8448),
          data=floats(64) + bytes(8192)))
add("valid-empty.safetensors", "fine: no tensors", st("{}"))
add("valid-shapes.safetensors", "fine: tensors of no dimension and of no elements",
    st_of(entry("scalar", "F32", [], 0, 4), entry("none", "F16", [3, 0], 4, 4),
          entry("none2", "BF16", [0, 2**62, 2**62], 4, 4), data=floats(1)))
add("valid-names.safetensors", "fine: names with quotes, markup, line feeds, direction marks",
    st_of(entry('q\\"uote', "F32", [], 0, 4), entry(r"line\nfeed,comma", "F32", [], 4, 8),
          entry("<script>alert(1)</script>", "F32", [], 8, 12),
          entry(r"bidi\u202e\u2066", "F32", [], 12, 16), entry(r"\ud83d\ude00", "F32", [], 16, 20),
          entry("", "F32", [], 20, 24), entry(r"nul\u0000", "F32", [], 24, 28),
          entry(r"esc\u001b[2J", "F32", [], 28, 32), entry("=1+1", "F32", [], 32, 36),
          entry("../../etc/passwd", "F32", [], 36, 40), entry("é", "F32", [], 40, 44),
          entry("e\u0301", "F32", [], 44, 48), data=floats(12)))
add("valid-unaudited.safetensors", "fine: types that are listed and not audited",
    st_of(entry("steps", "I64", [1], 0, 8), entry("mask", "BOOL", [3], 8, 11),
          entry("packed", "F4", [6], 11, 14), entry("packed6", "F6_E2M3", [4], 14, 17),
          data=bytes(range(17))))
add("valid-extra-field.safetensors", "fine: a field beside the three, and blanks to pad",
    st('{"a":{"dtype":"F32","shape":[1],"note":{"x":[1,-2.5e-3,null]},"data_offsets":[0,4]}}   ',
       floats(1)))
add("valid-0d.npy", "fine: an array of no dimension", npy("()", floats(1)))
add("valid-no-elements.npy", "fine: an array of no elements", npy("(0, 4)"))
add("valid-no-elements-huge.npy", "fine: no elements, though two extents are 2^62",
    npy("(4611686018427387904, 0, 4611686018427387904)"))
add("valid-python-2.npy", "fine: written by Python 2, with `L` behind its numbers",
    npy("(2L, 1L)", floats(2)))
add("valid-key-order.npy", "fine: other order, double quotes, no blanks, no last comma",
    npy_raw('{"shape":(1,),"fortran_order":True,"descr":">f4"}', struct.pack(">f", 1.0)))
add("valid-integers.npy", "fine: integers, which are listed and not audited",
    npy("(2,)", bytes(16), "'<i8'"))
add("valid-structured.npy", "fine: a structured type, which is listed and not audited",
    npy("(1,)", bytes(20), "[('a', '<f4'), ('b', '<f8', (2,))]"))
add("valid-void.npy", "fine: `V2`, as NumPy writes bfloat16 of ml_dtypes",
    npy("(2,)", bytes.fromhex("803f0040"), "'<V2'"))

FILES += pytorch.cases() + pickles.cases()


def blocks(data):
    """Data as a DEFLATE stream that does not compress."""
    return b"\x01" + struct.pack("<HH", len(data), 0xFFFF ^ len(data)) + data


def zip_entry(name, data=None, method=0, flags=0, packed=None, local_name=None, **changes):
    """The fields of an entry, as its headers have them."""
    data = npy("(2,)", floats(2)) if data is None else data
    packed = packed or (blocks(data) if method == 8 else data)
    fields = {"name": name, "local_name": local_name or name, "flags": flags, "method": method,
              "crc": zlib.crc32(data), "size": len(data), "packed": packed, "claimed": len(packed),
              "after": b"", "offset": None, "hidden": False, "version": 20}
    return fields | changes


def zip_of(*entries, count=None, shift=0, disk=0, directory=None, zip64=None):
    """An archive; `zip64` makes the record of ZIP64 from offset, size and count."""
    body, records = b"", b""
    for e in entries:
        offset = len(body) if e["offset"] is None else e["offset"]
        name, local = (n if isinstance(n, bytes) else n.encode() for n in (e["name"], e["local_name"]))
        sizes = struct.pack("<III", e["crc"], e["claimed"], e["size"])
        start = struct.pack("<HHHHH", e["version"], e["flags"], e["method"], 0, 0x21)
        if not e["hidden"]:
            body += b"PK\3\4" + start + sizes + struct.pack("<HH", len(local), 0) + local
            body += e["packed"] + e["after"]
        records += b"PK\1\2" + struct.pack("<H", 20) + start + sizes
        records += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, offset) + name
    records = records if directory is None else directory
    offset, size = len(body) + shift, len(records)
    count = len(entries) if count is None else count
    end64 = b"" if zip64 is None else zip64(offset, size, count)
    return body + records + end64 + b"PK\5\6" + struct.pack(
        "<HHHHIIH", disk, disk, count, count, size, offset, 0)


def end64(offset, size, count, place=None):
    record = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)
    place = offset + size if place is None else place
    return record + b"PK\6\7" + struct.pack("<IQI", 0, place, 1)


# .npz: the archive as a whole.
one = zip_entry("a.npy")
add("empty.npz", "no bytes", b"")
add("text.npz", "text under the name of an archive", b"not an archive\n")
add("end-missing.npz", "cut before the end record", zip_of(one)[:-22])
add("end-split.npz", "the second part of an archive in two", zip_of(one, disk=1))
add("end-zip64-lost.npz", "the end record of ZIP64 is somewhere else",
    zip_of(one, zip64=lambda *c: end64(*c, place=7)))
add("ends-contradict.npz", "another number of entries in the end record of ZIP64",
    zip_of(one, zip64=lambda o, s, c: end64(o, s, 2)))
add("directory-elsewhere.npz", "a directory that does not end before the end record",
    zip_of(one, shift=4))
add("directory-noise.npz", "no entry where the directory should have one",
    zip_of(one, directory=bytes(60)))
add("directory-count.npz", "three entries promised, one there", zip_of(one, count=3))
add("entry-names-duplicate.npz", "two entries of one name", zip_of(one, one))
inner = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, one["crc"], one["claimed"],
                                 one["size"], 5, 0) + b"b.npy" + one["packed"]
add("entries-overlap.npz", "an entry inside another",
    zip_of(zip_entry("a.npy", inner), zip_entry("b.npy", offset=35, hidden=True)))
add("entry-outside.npz", "an entry that goes on behind the directory",
    zip_of(one | {"claimed": 10**6, "size": 10**6}))
add("headers-contradict.npz", "two names for one entry", zip_of(one | {"local_name": "b.npy"}))
add("entry-version.npz", "an entry that needs a version of ZIP that there is not",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", version=109)))
add("descriptor-missing.npz", "a streamed entry without the sizes behind it",
    zip_of(zip_entry("a.npy", flags=8), zip_entry("b.npy")))
add("without-arrays.npz", "a ZIP archive of a text", zip_of(zip_entry("a.txt", b"text")))
add("torch.npz", "fine: PyTorch's .pt under another name",
    zip_of(zip_entry("archive/data.pkl", b"\x80\x02}q\x00.")))

# .npz: single entries; the others are read.
add("entry-encrypted.npz", "readable: one entry is encrypted",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", flags=1)))
add("entry-method.npz", "readable: one entry is compressed by LZMA",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", method=14)))
add("entry-bomb-claim.npz", "readable: one entry claims more than DEFLATE can make",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", method=8, size=2**31)))
add("entry-latin1.npz", "readable: one name is in Latin-1",
    zip_of(zip_entry("a.npy"), zip_entry(b"gradi\xeb.npy")))
add("entry-wrong-magic.npz", "readable: one entry is a text under the name of an array",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", b"text")))
add("entry-same-array.npz", "readable: two arrays of one name",
    zip_of(zip_entry("a.npy"), zip_entry("a")))
add("entry-object-array.npz", "readable: one entry holds Python objects",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", npy("(1,)", b"\x80\x04]\x94.", "'|O'"))))
add("entry-data-cut.npz", "readable: one array has three of four elements",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", npy("(4,)", floats(3)))))
add("entry-data-cut-deflated.npz", "readable: the same in a compressed entry",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", npy("(4,)", floats(3)), method=8)))
add("entry-header-inflation.npz", "readable: one entry cannot be inflated from its first byte",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", method=8, packed=b"\x07" + bytes(99))))

# .npz: what shows when the data are read.
add("data-checksum.npz", "one bit of the data is wrong",
    zip_of(one | {"crc": one["crc"] ^ 1}))
add("data-checksum-deflated.npz", "the same in a compressed entry",
    zip_of(zip_entry("a.npy", method=8, crc=1)))
bomb = npy("(2,)", floats(2))
add("data-inflates-on.npz", "an entry that inflates to more than it claims",
    zip_of(zip_entry("a.npy", bomb, method=8, packed=blocks(bomb + bytes(5000)))))
add("data-inflates-short.npz", "an entry that inflates to less than it claims",
    zip_of(zip_entry("a.npy", bomb, method=8, packed=blocks(bomb[:-4]))))
add("data-inflation.npz", "a compressed entry that is broken inside",
    zip_of(zip_entry("a.npy", bomb, method=8,
                     packed=b"\x00" + blocks(bomb[:-4])[1:] + b"\x07\0\0\0")))
add("data-behind-inflated.npz", "bytes behind the compressed data of an entry",
    zip_of(zip_entry("a.npy", bomb, method=8, packed=blocks(bomb) + b"more")))
add("valid-zip64.npz", "fine: the end record of ZIP64, and arrays stored and deflated",
    zip_of(zip_entry("a.npy"), zip_entry("layer/b.npy", method=8), zip64=end64))
add("valid-streamed.npz", "fine: an entry whose sizes follow its data",
    zip_of(zip_entry("a.npy", flags=8, after=b"PK\7\x08" + struct.pack(
        "<III", one["crc"], one["claimed"], one["size"]))))
add("valid-names.npz", "fine: names are names, and other entries are ignored",
    zip_of(zip_entry("../../etc/passwd.npy"), zip_entry("/a.npy"), zip_entry("README", b"text"),
           zip_entry("dir/", b""), zip_entry("C:\\b.npy")))
add("valid-empty.npz", "fine: no arrays", zip_of())

# Indices of safetensors files.
add("index-list.safetensors.index.json", "a list in place of the object", b"[]")
add("index-cut.safetensors.index.json", "JSON that does not end", b'{"weight_map":{"a":')
add("index-no-map.safetensors.index.json", "no `weight_map`", b'{"metadata":{"total_size":4}}')
add("index-number.safetensors.index.json", "a number for a file", b'{"weight_map":{"a":1}}')
add("index-names-duplicate.safetensors.index.json", "a tensor in two files",
    b'{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}')
add("index-outside.safetensors.index.json", "files outside of the directory",
    b'{"weight_map":{"a":"../x.safetensors","b":"/etc/passwd","c":"valid-shapes.safetensors"}}')
add("index-missing.safetensors.index.json", "a file that is missing, and a tensor",
    b'{"weight_map":{"scalar":"valid-shapes.safetensors","d":"valid-shapes.safetensors",'
    b'"e":"none.safetensors"}}')


# What is never read for its values.
void = npy("(2,)", floats(2), "'<V4'")
add("data-checksum-unread.npz", "a header that damage made one of another type",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", void, crc=zlib.crc32(npy("(2,)", floats(2))))))
empty = npy("(0,)")
add("data-checksum-empty.npz", "the same of an array without elements",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", empty, crc=1)))
add("valid-unread.npz", "fine: arrays that are not read, stored and deflated",
    zip_of(zip_entry("a.npy"), zip_entry("b.npy", void, method=8), zip_entry("c.npy", empty)))


def main():
    lines = ["# Malformed tensor files", "",
             "Made by `make.py` (standard library, the same bytes on every run), read by the tests of",
             "TensorFiles, which check error code, byte offset and message. Files whose description",
             "begins with `fine` are strange and right; `suspicious` ones get a warning. Do not edit.",
             "", "| file | bytes | what is wrong |", "|---|---|---|"]
    for name, what, data in FILES:
        (HERE / name).write_bytes(data)
        lines.append(f"| `{name}` | {len(data)} | {what} |")
    (HERE / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
