"""Writes the HDF5 fixtures with h5py.

python3 -m venv v && v/bin/pip install numpy h5py && v/bin/python make_hdf5.py

`hdf5/*/step_3.h5` hold the arrays of `containers/npy`, stored in every way; `hdf5/types.h5` and
`hdf5/storage.h5` what `hdf5.json` says: name, type, shape, and the bytes as elements lie in the
file; `hdf5/refused.h5` holds what is named and not read.
"""

import json
import zlib
from pathlib import Path

import h5py
import numpy as np
from h5py import h5d, h5p, h5s, h5t

HERE = Path(__file__).parent
TOP = HERE / "hdf5"


def containers():
    """The arrays of `containers/npy` in every kind of storage."""
    source = HERE / "containers/npy/step_3"
    arrays = {path.stem: np.load(path) for path in sorted(source.iterdir())}
    big = {name: array.astype(">f4") for name, array in arrays.items()}
    chunked = {"chunks": True, "compression": "gzip"}
    ways = {
        "plain": ({}, {}, arrays), "big-endian": ({}, {}, big), "v110": ({"libver": "v110"}, {}, arrays),
        "user-block": ({"userblock_size": 1024}, {}, arrays),
        "gzip": ({}, {**chunked, "shuffle": True, "fletcher32": True}, arrays),
        "gzip-v110": ({"libver": "v110"}, {**chunked, "shuffle": True}, big),
        "chunks": ({}, {"chunks": (7, 5)}, arrays), "growing": ({}, {"chunks": (5, 33), "maxshape": (None, None)}, arrays),
    }
    for name, (options, storage, own) in ways.items():
        (TOP / name).mkdir(parents=True, exist_ok=True)
        with h5py.File(TOP / name / "step_3.h5", "w", **options) as file:
            for key, array in own.items():
                file.create_dataset(key, data=array, **(storage if array.ndim == 2 and array.size else {}))
    (TOP / "groups").mkdir(exist_ok=True)
    with h5py.File(TOP / "groups/run.h5", "w") as file:
        for key, array in arrays.items():
            file[f"step_000003/{key}"] = array
    with h5py.File(TOP / "steps.h5", "w") as file:
        for step in (1, 2, 10):
            file[f"run/step_{step:06}/block/weight"] = np.full((2, 3), step, np.float32)
            file[f"run/step_{step:06}/bias"] = np.full(3, -step, np.float64)


def bfloat16(order):
    """The datatype of bfloat16, as its fields say."""
    kind = (h5t.IEEE_F32LE if order == "<" else h5t.IEEE_F32BE).copy()
    kind.set_fields(15, 7, 8, 0, 7)
    kind.set_precision(16)
    kind.set_size(2)
    kind.set_ebias(127)
    return kind


def with_type(file, name, kind, array):
    """A dataset of a datatype of its own, with an array's bytes."""
    space = h5s.create_simple(array.shape)
    dataset = h5d.create(file.id, name.encode(), kind, space)
    dataset.write(h5s.ALL, h5s.ALL, array, mtype=kind)


def types():
    """Every type of elements; the expected ones."""
    values = np.array([[1.0, -0.5, 0.0], [6.1035e-05, 65504.0, -3.0]])
    expected = []

    def note(name, kind, array, shape=None):
        expected.append({"name": name, "type": kind, "shape": list(array.shape if shape is None else shape), "bytes": array.tobytes().hex()})

    with h5py.File(TOP / "types.h5", "w") as file:
        for kind, name in (("f2", "fp16"), ("f4", "fp32"), ("f8", "fp64")):
            for order in "<>":
                array = values.astype(order + kind)
                file[f"{name}/{'little' if order == '<' else 'big'}"] = array
                note(f"{name}/{'little' if order == '<' else 'big'}", name, values.astype("<" + kind))
        halves = (values.astype(np.float32).view(np.uint32) >> 16).astype("<u2")
        with_type(file, "bf16-little", bfloat16("<"), halves)
        with_type(file, "bf16-big", bfloat16(">"), halves.astype(">u2"))
        note("bf16-little", "bf16", halves)
        note("bf16-big", "bf16", halves)
        file["scalar"] = np.float32(2.5)
        note("scalar", "fp32", np.float32(2.5), ())
        file["empty"] = np.zeros((0, 3), np.float32)
        note("empty", "fp32", np.zeros((0, 3), np.float32))
        file["signaling"] = np.array([0x7F800001, 0xFF8ABCDE, 0x7FFFFFFF], "<u4").view("<f4")
        note("signaling", "fp32", np.array([0x7F800001, 0xFF8ABCDE, 0x7FFFFFFF], "<u4"))
        file["void2"] = halves.view("V2")
        file["void1"] = np.arange(4, dtype=np.uint8).view("V1")
        file["int32"], file["bytes"] = np.arange(3, dtype=np.int32), np.arange(3, dtype=np.uint8)
        file["flags"], file["text"] = np.array([True, False]), "words"
        file["complex"] = np.zeros(2, np.complex64)
        file["null"] = h5py.Empty("f4")
        note("null", "fp32", np.zeros(0, np.float32))
        file["again"] = file["scalar"]
        note("again", "fp32", np.float32(2.5), ())
        file["linked"] = h5py.SoftLink("/scalar")
        file["kind"] = np.dtype("f4")
        file.create_group("ring/inner")
        file["ring/inner/outer"] = file["ring"]
    return expected


def storage():
    """Chunks of all shapes with edges, filters and holes; the expected elements."""
    random = np.random.default_rng(5)
    expected = []
    with h5py.File(TOP / "storage.h5", "w") as file:
        def add(name, array, **options):
            file.create_dataset(name, data=array, **options)
            expected.append({"name": name, "type": {"f": "fp32", "d": "fp64", "e": "fp16"}[array.dtype.char],
                             "shape": list(array.shape), "bytes": array.tobytes().hex()})

        ways = ({}, {"compression": "gzip"}, {"shuffle": True}, {"fletcher32": True},
                {"compression": "gzip", "shuffle": True, "fletcher32": True})
        shapes = (((13,), (4,)), ((7, 11), (3, 4)), ((7, 11), (7, 11)), ((7, 11), (1, 11)), ((5, 4, 6), (2, 3, 4)), ((2, 3, 4, 5), (1, 2, 3, 5)))
        for index, options in enumerate(ways):
            for shape, chunks in shapes:
                kind = ("f4", "f8", "f2")[index % 3]
                add(f"{index}/{'x'.join(map(str, shape))}-{'x'.join(map(str, chunks))}",
                    random.standard_normal(shape).astype(kind), chunks=chunks, **options)
        # Some chunks were never written; others went through no filter.
        holes = file.create_dataset("holes", (6, 6), "<f4", chunks=(2, 2), fillvalue=-1.5, compression="gzip")
        holes[2:4, 2:4] = 7
        expected.append({"name": "holes", "type": "fp32", "shape": [6, 6], "bytes": holes[...].tobytes().hex()})
        raw = file.create_dataset("raw", (4,), "<f4", chunks=(2,), compression="gzip", shuffle=True)
        raw.id.write_direct_chunk((0,), np.array([1, 2], "<f4").tobytes(), filter_mask=3)
        raw[2:] = [3, 4]
        expected.append({"name": "raw", "type": "fp32", "shape": [4], "bytes": np.array([1, 2, 3, 4], "<f4").tobytes().hex()})
        space = h5p.create(h5p.DATASET_CREATE)
        space.set_layout(h5d.COMPACT)
        compact = h5d.create(file.id, b"compact", h5t.IEEE_F32BE, h5s.create_simple((3,)), dcpl=space)
        compact.write(h5s.ALL, h5s.ALL, np.array([1, 2, 3], "<f4"))
        expected.append({"name": "compact", "type": "fp32", "shape": [3], "bytes": np.array([1, 2, 3], "<f4").tobytes().hex()})
        file.create_dataset("unwritten", (2,), "<f4")
        expected.append({"name": "unwritten", "type": "fp32", "shape": [2], "bytes": "00" * 8})
    return expected


def refused():
    """What is named and not read, beside one array that is."""
    with h5py.File(TOP / "refused.h5", "w") as file:
        file["fine"] = np.arange(4, dtype="<f4")
        file["elsewhere"] = h5py.ExternalLink("plain/step_3.h5", "/layer.1")
        file.create_dataset("outside", (4,), "<f4", external=[("/etc/passwd", 0, 16)])
        layout = h5py.VirtualLayout((4,), "<f4")
        layout[:] = h5py.VirtualSource("plain/step_3.h5", "x", (4,))
        file.create_virtual_dataset("virtual", layout)
        file.create_dataset("lzf", data=np.zeros(64, "<f4"), chunks=(64,), compression="lzf")
        file.create_dataset("scaled", data=np.zeros(64, "<f4"), chunks=(64,), scaleoffset=2)
        plugin = h5p.create(h5p.DATASET_CREATE)
        plugin.set_chunk((4,))
        plugin.set_filter(32015, h5py.h5z.FLAG_OPTIONAL, (3,))
        h5d.create(file.id, b"zstandard", h5t.IEEE_F32LE, h5s.create_simple((4,)), dcpl=plugin)
        file.create_dataset("claim", (1 << 40,), "<f4", chunks=(1 << 10,))
        file.create_dataset("chunk", (1 << 28,), "<f4", chunks=(1 << 27,))
        bomb = file.create_dataset("bomb", (16,), "<f4", chunks=(16,), compression="gzip")
        bomb.id.write_direct_chunk((0,), zlib.compress(bytes(1 << 20)))
        short = file.create_dataset("short", (16,), "<f4", chunks=(16,), compression="gzip")
        short.id.write_direct_chunk((0,), zlib.compress(bytes(60)))
        wrong = file.create_dataset("checksum", (16,), "<f4", chunks=(16,), fletcher32=True)
        wrong.id.write_direct_chunk((0,), bytes(64) + b"\1\2\3\4")
        deep = file
        for _ in range(70):
            deep = deep.create_group("g")
    data = (TOP / "plain/step_3.h5").read_bytes()
    (TOP / "cut.h5").write_bytes(data[: len(data) // 2])


def main():
    """Writes each fixture and what is in them."""
    TOP.mkdir(exist_ok=True)
    containers()
    document = {"types": types(), "storage": storage()}
    refused()
    (HERE / "hdf5.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
