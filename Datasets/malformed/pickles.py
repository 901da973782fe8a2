"""The malformed pickles of NumPy arrays and distributed checkpoints of `make.py`."""

import struct
import zlib

from pytorch import archive, dictionary, floats, legacy, name, number, numbers, pickled, storage, tensor, text, tup

DATA = floats(4)


def short_bytes(data):
    return b"C" + bytes([len(data)]) + data


def dtype(word="f4", order="<", state=None):
    state = tup(number(3), text(order), b"NNN", number(-1), number(-1), number(0)) if state is None else state
    return name("numpy", "dtype") + tup(text(word), b"\x89", b"\x88") + b"R" + state + b"b"


def array(shape=(4,), of=None, fortran=b"\x89", data=None, more=b""):
    """An array as `numpy.ndarray.__reduce__` has it."""
    made = name("numpy.core.multiarray", "_reconstruct")
    made += tup(name("numpy", "ndarray"), numbers((0,)), short_bytes(b"b")) + b"R"
    data = short_bytes(DATA) if data is None else data
    return made + tup(number(1), numbers(shape), of or dtype(), fortran, data, more) + b"b"


def latin(value):
    return name("_codecs", "encode") + tup(text(value), text("latin1")) + b"R"


def protocol(number_of, body):
    return b"\x80" + bytes([number_of]) + body + b"."


def beside(broken):
    """A good array `a` beside a broken one `b`."""
    return protocol(4, dictionary(a=array(), b=broken))


def arrays():
    yield "array-object.pkl", "readable: an array of Python objects", \
        beside(array(of=dtype("O8", "|"), data=b"](NNNNe"))
    yield "array-size.pkl", "readable: five elements in 16 bytes", beside(array(shape=(5,)))
    yield "array-overflow.pkl", "readable: a shape of 2^80", beside(array(shape=(2**40, 2**40)))
    yield "array-negative.pkl", "readable: an extent of -4", beside(array(shape=(-4,)))
    yield "array-dtype.pkl", "readable: a type that NumPy does not have", beside(array(of=dtype("q7")))
    yield "array-order.pkl", "readable: a byte order that there is not", beside(array(of=dtype("f4", "!")))
    yield "array-state.pkl", "readable: a state of six items", beside(array(more=b"N"))
    yield "array-text.pkl", "readable: bytes as a text with a character that is none", \
        beside(array(shape=(1,), data=latin("ab\u0100")))
    yield "array-text-size.pkl", "readable: bytes as a text that is too short", \
        beside(array(shape=(1,), data=latin("a\u00ff\u00fe")))
    yield "array-number.pkl", "readable: a number in place of the bytes", beside(array(data=number(7)))
    yield "array-buffer.pkl", "a buffer that was stored elsewhere", \
        protocol(5, name("numpy.core.numeric", "_frombuffer") + tup(b"\x97", dtype(), numbers((4,)), text("C")) + b"R")
    yield "pickle-trailing.pkl", "a second pickle behind the first", protocol(4, array()) + protocol(4, array())
    yield "pickle-cut.pkl", "ends inside the bytes of an array", protocol(4, array())[:-10]
    yield "text.pkl", "text under the name of a pickle", b"step 1\n"
    yield "valid-arrays.pkl", "fine: arrays in C order and in Fortran's, in both byte orders", \
        protocol(4, dictionary(a=array(), b=array((2, 2), fortran=b"\x88"), c=array(of=dtype(order=">"))))
    yield "valid-call.pkl", "fine: a call of `os.system`, which is not called", \
        protocol(4, dictionary(a=array(), b=name("os", "system") + text("false") + b"\x85R"))
    yield "pickle.pt", "fine: a pickle without arrays", b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01K\x01s."


def stored(*entries):
    """An archive of PyTorch of entries with their checksums and methods."""
    body, records = b"", b""
    for entry, data, crc, method in entries:
        path, packed = b"x/" + entry.encode(), data
        if method == 8:
            packed = b"\x01" + struct.pack("<HH", len(data), 0xFFFF ^ len(data)) + data
        fields = struct.pack("<HHHHHIII", 20, 0, method, 0, 0x21, crc, len(packed), len(data))
        records += b"PK\1\2" + struct.pack("<H", 20) + fields
        records += struct.pack("<HHHHHII", len(path), 0, 0, 0, 0, 0, len(body)) + path
        body += b"PK\3\4" + fields + struct.pack("<HH", len(path), 0) + path + packed
    return body + records + b"PK\5\6" + struct.pack(
        "<HHHHIIH", 0, 0, len(entries), len(entries), len(records), len(body), 0)


def checksums():
    two = pickled(dictionary(a=tensor(), b=tensor(of=storage("1"))))
    one = pickled(dictionary(a=tensor()))
    crc = zlib.crc32
    yield "data-checksum.pt", "one bit of a storage is wrong", \
        stored(("data.pkl", one, crc(one), 0), ("data/0", DATA, crc(DATA) ^ 1, 0))
    view = pickled(dictionary(a=tensor(shape=(2,), strides=(2,))))
    yield "data-checksum-view.pt", "the same, of which a view has every other element", \
        stored(("data.pkl", view, crc(view), 0), ("data/0", DATA, crc(DATA) ^ 1, 0))
    yield "archive-pickle-checksum.pt", "one bit of the pickle is wrong", \
        stored(("data.pkl", one, crc(one) ^ 1, 0), ("data/0", DATA, crc(DATA), 0))
    yield "tensor-storage-deflated.pt", "readable: a storage that is compressed", \
        stored(("data.pkl", two, crc(two), 0), ("data/0", DATA, crc(DATA), 0), ("data/1", DATA, crc(DATA), 8))
    yield "valid-without-checksums.pt", "fine: written without checksums", \
        stored(("data.pkl", one, 0, 0), ("data/0", DATA, 0, 0))


METADATA = "torch.distributed.checkpoint.metadata"


def instance(module, of, state):
    return name(module, of) + b")\x81" + state + b"b"


def size(extents):
    return name("torch", "Size") + tup(numbers(extents)) + b"R"


def chunk(offsets, sizes):
    return instance(METADATA, "ChunkStorageMetadata", dictionary(offsets=size(offsets), sizes=size(sizes)))


def record(shape, *chunks, of="float32"):
    properties = instance(METADATA, "TensorProperties", tup(name("torch", of), b"N", b"\x89", b"N", b"\x89"))
    boxes = b"](" + b"".join(chunk(*box) for box in chunks) + b"e"
    return instance(METADATA, "TensorStorageMetadata", dictionary(properties=properties, size=size(shape), chunks=boxes))


def place(of, offsets, path, start, length):
    index = instance(METADATA, "MetadataIndex", dictionary(fqn=text(of), offset=size(offsets), index=number(0)))
    info = dictionary(relative_path=text(path), offset=number(start), length=number(length))
    return index + instance("torch.distributed.checkpoint.filesystem", "_StorageInfo", info)


def metadata(records, places):
    body = dictionary(state_dict_metadata=dictionary(**records), storage_data=b"}(" + b"".join(places) + b"u")
    # The class comes first, as in what PyTorch writes.
    return pickled(instance(METADATA, "Metadata", body))


def checkpoints():
    piece = archive(pickled(tensor(shape=(2, 2), strides=(2, 1))))
    shorter = archive(pickled(tensor(shape=(2,))))
    parts = piece + piece + shorter
    good = ((4, 2), ((0, 0), (2, 2)), ((2, 0), (2, 2)))
    length = len(piece)

    def file(shape, *chunks, path="valid-checkpoint.distcp", starts=(0, length), known=None, **options):
        places = [place("a", box[0], path, start, length) for box, start in zip(chunks, starts)]
        return metadata({"a": record(shape, *chunks, **options)}, places if known is None else places[:known])

    yield "valid-checkpoint.distcp", "pieces of a checkpoint, by themselves", parts
    yield "valid-checkpoint.metadata", "fine: a tensor in two pieces", file(*good)
    yield "checkpoint-overlap.metadata", "readable: pieces that share elements", \
        file((3, 2), ((0, 0), (2, 2)), ((1, 0), (2, 2)))
    yield "checkpoint-hole.metadata", "readable: elements that no piece has", \
        file((5, 2), ((0, 0), (2, 2)), ((2, 0), (2, 2)))
    yield "checkpoint-outside.metadata", "readable: a piece that goes beyond its tensor", \
        file((3, 2), ((0, 0), (2, 2)), ((2, 0), (2, 2)))
    yield "checkpoint-overflow.metadata", "readable: a tensor of 2^80 elements", file((2**40, 2**40), ((0, 0), (2, 2)))
    yield "checkpoint-no-place.metadata", "readable: a piece that is stored nowhere", file(*good, known=1)
    yield "checkpoint-path.metadata", "readable: a path out of the directory", file(*good, path="../../etc/passwd")
    yield "checkpoint-missing.metadata", "readable: a file that is not there", file(*good, path="none.distcp")
    yield "checkpoint-cut.metadata", "readable: a piece behind the end of its file", file(*good, starts=(0, len(parts) - 8))
    yield "checkpoint-same.metadata", "readable: one place for two pieces", file(*good, starts=(0, 0))
    yield "checkpoint-type.metadata", "readable: pieces of another type", file(*good, of="float64")
    yield "checkpoint-noise.metadata", "readable: a piece that is no archive", file(*good, starts=(0, 7))
    known = {"a": record(*good), "c": instance(METADATA, "BytesStorageMetadata", dictionary())}
    places = [("a", (0, 0), 0, length), ("a", (2, 0), length, length), ("b", (0,), 0, length), ("b", (2,), 0, length),
              ("c", (), 2 * length, len(shorter))]
    yield "checkpoint-undescribed.metadata", "readable: an item that is stored and not described", \
        metadata(known, [place(of, at, "valid-checkpoint.distcp", *where) for of, at, *where in places])
    yield "checkpoint-list.metadata", "a list in place of the names", \
        pickled(instance(METADATA, "Metadata", dictionary(state_dict_metadata=b"]", storage_data=b"}")))


def cases():
    """All files, as (name, what is wrong, bytes)."""
    return [*arrays(), *checksums(), *checkpoints()]
