"""The malformed PyTorch files of `make.py`: pickles written opcode by opcode."""

import io
import struct
import zipfile

MAGIC = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19."
VERSION = b"\x80\x02M\xe9\x03."
MACHINE = b"\x80\x02}."


def number(value):
    """An integer in the opcode that a pickler would take."""
    if 0 <= value < 256:
        return b"K" + bytes([value])
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    return b"\x8a\x08" + struct.pack("<q", value)


def text(value):
    data = value if isinstance(value, bytes) else value.encode()
    return b"X" + struct.pack("<I", len(data)) + data


def name(module, of):
    return f"c{module}\n{of}\n".encode()


def tup(*items):
    return b"(" + b"".join(items) + b"t"


def numbers(values):
    return tup(*(number(value) for value in values))


HOOKS = name("collections", "OrderedDict") + b")R"


def storage(key="0", count=4, kind="FloatStorage"):
    module = "torch.storage" if kind == "UntypedStorage" else "torch"
    return tup(text("storage"), name(module, kind), text(key), text("cpu"), number(count)) + b"Q"


def tensor(shape=(4,), strides=(1,), first=0, of=None, function="_rebuild_tensor_v2", more=()):
    arguments = (of or storage(), number(first), numbers(shape), numbers(strides), b"\x89", HOOKS)
    return name("torch._utils", function) + tup(*arguments, *more) + b"R"


def dictionary(**items):
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


def pickled(body):
    return b"\x80\x02" + body + b"."


def floats(count):
    return struct.pack(f"<{count}f", *(1.0 + i for i in range(count)))


def legacy(pickle, keys=("0",), data=None, version=VERSION):
    """The format before PyTorch 1.6, with storages of four floats; none is a view."""
    pickle = pickle.replace(b"tQ", b"NtQ")
    listed = pickled(b"](" + b"".join(text(key) for key in keys) + b"e")
    data = struct.pack("<q", 4) + floats(4) if data is None else data
    return MAGIC + version + MACHINE + pickle + listed + data


def archive(pickle, order=b"little", data=None, folder="x"):
    """The ZIP archive since PyTorch 1.6."""
    stream = io.BytesIO()
    entries = {"data.pkl": pickle, "byteorder": order, "data/0": floats(4) if data is None else data,
               "version": b"3\n"}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for entry, content in entries.items():
            if content is not None:
                file.writestr(zipfile.ZipInfo(f"{folder}/{entry}"), content)
    return stream.getvalue()


def shared_lists(levels):
    """2^levels ways to one tensor: each list holds the one before twice."""
    body = b"](" + tensor() + b"eq\x00"
    for _ in range(levels):
        body += b"0](h\x00h\x00eq\x00"
    return body


GOOD = pickled(dictionary(a=tensor()))


def cases():
    """All files, as (name, what is wrong, bytes)."""
    return [*broken_pickles(), *broken_containers(), *broken_tensors(), *strange()]


def broken_pickles():
    yield "pickle-opcode.pt", "an opcode that there is not", legacy(b"\x80\x02}\xff.")
    yield "pickle-empty-stack.pt", "STOP with nothing on the stack", legacy(b"\x80\x02.")
    yield "pickle-underflow.pt", "REDUCE with one value on the stack", legacy(b"\x80\x02)R.")
    yield "pickle-across-mark.pt", "an opcode that takes a value below a mark", \
        legacy(b"\x80\x02](N\x850.")
    yield "pickle-no-mark.pt", "TUPLE without a mark", legacy(b"\x80\x02Nt.")
    yield "pickle-memo.pt", "a number under which nothing was memoized", \
        legacy(b"\x80\x02j\xff\xff\xff\xff.")
    yield "pickle-length-2-to-40.pt", "a string of 2^40 bytes", \
        legacy(b"\x80\x04\x8d" + struct.pack("<Q", 2**40) + b"a.")
    yield "pickle-length-max.pt", "bytes of 2^64 - 1", legacy(b"\x80\x04\x8e" + b"\xff" * 8 + b".")
    yield "pickle-long-negative.pt", "an integer of 2^32 - 1 bytes", \
        legacy(b"\x80\x02\x8b\xff\xff\xff\xff.")
    yield "pickle-frame-crossed.pt", "an opcode that goes beyond its frame", \
        legacy(b"\x80\x04\x95" + struct.pack("<Q", 3) + b"X\x01\x00\x00\x00a.")
    yield "pickle-frame-nested.pt", "a frame inside a frame", \
        legacy(b"\x80\x04\x95" + struct.pack("<Q", 20) + b"\x95" + struct.pack("<Q", 2) + b"N." * 10)
    yield "pickle-frame-2-to-62.pt", "a frame of 2^62 bytes", \
        legacy(b"\x80\x04\x95" + struct.pack("<Q", 2**62) + b"N.")
    yield "pickle-protocol-9.pt", "protocol 9", legacy(b"\x80\x09}.")
    yield "pickle-not-utf8.pt", "a name in Latin-1", \
        legacy(pickled(b"}" + text(b"\xe9") + tensor() + b"s"))
    yield "pickle-append.pt", "an item appended to a number", legacy(b"\x80\x02K\x01K\x02a.")
    yield "pickle-build.pt", "a state for a list", legacy(b"\x80\x02]}b.")
    yield "pickle-odd-items.pt", "a key without a value", legacy(b"\x80\x02}(K\x01u.")
    yield "pickle-name.pt", "a class whose name is a number", legacy(b"\x80\x04K\x01K\x02\x93.")
    yield "pickle-buffer.pt", "a buffer that is stored elsewhere", legacy(b"\x80\x05\x97.")
    yield "pickle-deep.pt", "a tensor below 10,000 nested lists", \
        legacy(pickled(b"]" * 10000 + tensor() + b"a" * 10000))
    yield "pickle-cut.pt", "ends inside the pickle", legacy(GOOD)[:90]


def broken_containers():
    yield "legacy-version.pt", "a version other than 1001", legacy(GOOD, version=b"\x80\x02K\x01.")
    yield "legacy-key.pt", "a storage that no tensor names", legacy(GOOD, keys=("0", "7"))
    yield "legacy-cut.pt", "ends inside a storage", legacy(GOOD)[:-1]
    yield "legacy-count-2-to-62.pt", "a storage of 2^62 elements", \
        legacy(GOOD, data=struct.pack("<q", 2**62) + floats(4))
    yield "archive-no-pickle.pt", "a ZIP archive without a pickle", archive(None)
    yield "archive-byte-order.pt", "a byte order of its own", archive(GOOD, order=b"middle")
    yield "archive-cut.pt", "a ZIP archive without its end", archive(GOOD)[:-8]
    yield "archive-pickle-cut.pt", "a pickle without STOP", archive(GOOD[:-1])
    yield "text.pt", "text under the name of a PyTorch file", b"not a tensor file\n"



def broken_tensors():
    """Each has a good tensor `a` beside a broken one `b`."""
    def file(broken, data=None):
        return archive(pickled(dictionary(a=tensor(), b=broken)), data=data)

    yield "tensor-storage.pt", "readable: a storage that is not there", \
        file(tensor(of=storage("9")))
    yield "tensor-outside.pt", "readable: a tensor of 5 elements in a storage of 4", \
        file(tensor(shape=(5,)))
    yield "tensor-strided-outside.pt", "readable: strides that lead out of the storage", \
        file(tensor(shape=(2, 2), strides=(3, 1)))
    yield "tensor-offset-2-to-62.pt", "readable: an offset of 2^62", file(tensor(first=2**62))
    yield "tensor-storage-cut.pt", "readable: a storage shorter than its tensor says", \
        file(tensor(of=storage(count=5)))
    yield "tensor-shape-overflow.pt", "readable: a product of 2^80", \
        file(tensor(shape=(2**40, 2**40), strides=(0, 0)))
    yield "tensor-stride-overflow.pt", "readable: a stride of 2^62", \
        file(tensor(shape=(4,), strides=(2**62,)))
    yield "tensor-negative-stride.pt", "readable: a stride of -1", file(tensor(strides=(-1,)))
    yield "tensor-negative-extent.pt", "readable: an extent of -4", file(tensor(shape=(-4,)))
    yield "tensor-ranks.pt", "readable: a shape of two and strides of one", \
        file(tensor(shape=(2, 2)))
    yield "tensor-2-to-40.pt", "readable: one element 2^40 times", \
        file(tensor(shape=(2**40,), strides=(0,)))
    yield "tensor-no-storage.pt", "readable: a number for a storage", file(tensor(of=number(1)))
    yield "tensor-arguments.pt", "readable: a tensor of no arguments", \
        file(name("torch._utils", "_rebuild_tensor_v2") + b")R")
    yield "tensor-negated.pt", "readable: a view that stands for the negative", \
        file(tensor(more=(dictionary(neg=b"\x88"),)))
    yield "tensor-dtype.pt", "readable: a dtype that there is not", \
        file(tensor(of=storage(count=16, kind="UntypedStorage"), function="_rebuild_tensor_v3",
                    more=(name("torch", "float3"),)))
    yield "tensor-name.pt", "readable: two tensors of one name", \
        archive(pickled(b"}(" + text("a") + tensor() + text("a") + tensor() + b"u"))


def strange():
    yield "valid-archive.pt", "fine: a ZIP archive of PyTorch", archive(GOOD)
    yield "valid-legacy.pt", "fine: the format before PyTorch 1.6", legacy(GOOD)
    yield "valid-loop.pt", "fine: a list that holds itself", \
        archive(pickled(b"]q\x00(" + tensor() + b"h\x00e"))
    yield "valid-shared-lists.pt", "fine: 2^60 ways to one tensor", \
        archive(pickled(shared_lists(60)))
    yield "valid-memo.pt", "fine: a memo of the numbers 0 and 2^32 - 1", \
        archive(pickled(tensor() + b"q\x00r\xff\xff\xff\xff0j\xff\xff\xff\xff"))
    yield "valid-call.pt", "fine: a call of `os.system`, which is not called", \
        archive(pickled(dictionary(a=tensor(), b=name("os", "system") + text("false") + b"\x85R")))
    yield "valid-no-elements.pt", "fine: no elements, though two extents are 2^62", \
        archive(pickled(dictionary(
            a=tensor(shape=(2**62, 0, 2**62), strides=(2**62, 2**62, 1)))))
