"""The files of the differential corpus: written by NumPy, safetensors and PyTorch in many ways,
then changed in ways that keep most of their structure. The same files for the same seed.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import safetensors.torch
import torch

TYPES = ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8")
OTHER_TYPES = ("<i4", "|b1", "<c8", "<U3", "|V2", "|S3", "<u8", "|i1", "<M8[ns]")
SHAPES = ((), (0,), (1,), (5,), (2, 3), (3, 0, 2), (2, 3, 4))
TORCH_TYPES = (torch.float64, torch.float32, torch.float16, torch.bfloat16)
OTHER_TORCH_TYPES = (torch.int64, torch.bool, torch.float8_e4m3fn, torch.complex64, torch.uint8)


@dataclass
class Specimen:
    """A file of the corpus."""

    kind: str  # The ending of its name.
    what: str
    data: bytes


def specimens(seed: int, mutants: int) -> Iterator[Specimen]:
    """All files: those of the writers, and so many mutants of each."""
    generator = random.Random(seed)
    torch.manual_seed(seed)
    numbers = np.random.default_rng(seed)
    for specimen in written(numbers):
        yield specimen
        for _ in range(mutants):
            what, data = mutant(specimen, generator)
            yield Specimen(specimen.kind, f"{specimen.what}, {what}", data)


def written(numbers: np.random.Generator) -> Iterator[Specimen]:
    """What the writers write."""
    yield from arrays(numbers)
    yield from archives(numbers)
    yield from tables()
    yield from pickles()


def array(numbers: np.random.Generator, dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    """Random bits of a type; of text and times some of their values."""
    kind = np.dtype(dtype)
    if kind.kind in "USb":
        return (numbers.integers(0, 2, shape) > 0).astype(kind)
    count = int(np.prod(shape)) * kind.itemsize
    return np.frombuffer(numbers.bytes(count), kind).reshape(shape)


def arrays(numbers: np.random.Generator) -> Iterator[Specimen]:
    """`.npy` in every version, order and kind of type."""
    for dtype in TYPES + OTHER_TYPES:
        for shape in SHAPES:
            for version in ((1, 0), (2, 0), (3, 0)):
                if version > (1, 0) and shape != (2, 3):
                    continue
                values = array(numbers, dtype, shape)
                order = np.asfortranarray(values) if numbers.random() < 0.5 else values
                stream = io.BytesIO()
                np.lib.format.write_array(stream, order, version, allow_pickle=False)
                yield Specimen("npy", f"{dtype} {shape} version {version[0]}", stream.getvalue())
    structured = np.zeros(3, [("a", "<f4"), ("b", "<i2", (2,))])
    stream = io.BytesIO()
    np.save(stream, structured)
    yield Specimen("npy", "structured", stream.getvalue())


def archives(numbers: np.random.Generator) -> Iterator[Specimen]:
    """`.npz` by NumPy and by zipfile."""
    for index in range(24):
        given = {
            f"t{place}": array(numbers, str(numbers.choice(TYPES)), SHAPES[numbers.integers(len(SHAPES))])
            for place in range(1 + index % 3)
        }
        given["folder/one"] = np.ones(3, np.float32)
        stream = io.BytesIO()
        if index % 4 == 0:
            np.savez(stream, **given)
        elif index % 4 == 1:
            np.savez_compressed(stream, **given)
        else:
            method = zipfile.ZIP_STORED if index % 4 == 2 else zipfile.ZIP_DEFLATED
            with zipfile.ZipFile(stream, "w", method) as archive:
                for name, values in given.items():
                    with archive.open(f"{name}.npy", "w", force_zip64=index % 8 < 4) as file:
                        np.lib.format.write_array(file, values)
                archive.writestr("readme.txt", "no array")
        yield Specimen("npz", f"archive {index}", stream.getvalue())


def random_tensor(dtype: torch.dtype, *shape: int) -> torch.Tensor:
    """A tensor of random bits."""
    if dtype == torch.bool:
        return torch.randint(0, 2, shape).bool()
    width = torch.empty(0, dtype=dtype).element_size()
    count = width
    for extent in shape:
        count *= extent
    return torch.randint(0, 256, (count,), dtype=torch.uint8).view(dtype).reshape(shape)


def tables() -> Iterator[Specimen]:
    """safetensors of every type."""
    for dtype in TORCH_TYPES + OTHER_TORCH_TYPES:
        for shape in SHAPES:
            tensors = {"a": random_tensor(dtype, *shape), "é \"b": random_tensor(torch.float32, 2)}
            metadata = {"format": "pt"} if len(shape) % 2 else None
            yield Specimen("safetensors", f"{dtype} {shape}", safetensors.torch.save(tensors, metadata))


def pickles() -> Iterator[Specimen]:
    """`.pt` in both containers and four protocols: views and nests of them."""
    for archive in (True, False):
        for protocol in (2, 3, 4, 5):
            for dtype in TORCH_TYPES + OTHER_TORCH_TYPES:
                for what, value in values(dtype):
                    stream = io.BytesIO()
                    torch.save(value, stream, pickle_protocol=protocol, _use_new_zipfile_serialization=archive)
                    name = f"{dtype} {what}, protocol {protocol}, {'archive' if archive else 'legacy'}"
                    yield Specimen("pt", name, stream.getvalue())


def values(dtype: torch.dtype) -> Iterator[tuple[str, object]]:
    """What is saved."""
    cube = random_tensor(dtype, 2, 3, 4)
    yield "views", {"whole": cube, "rows": cube[1], "swapped": cube.transpose(0, 2), "steps": cube[:, ::2, 1::2]}
    yield "nest", {"a": [random_tensor(dtype, 3), {"b": (random_tensor(dtype), None)}], "step": 7, "empty": cube[:0]}
    yield "bare", random_tensor(dtype, 4, 2).t()


def mutant(specimen: Specimen, generator: random.Random) -> tuple[str, bytes]:
    """A changed file, and what was done."""
    changes = [flipped, cut, replaced_digit, replaced_word, doubled, noise]
    if zipfile.is_zipfile(io.BytesIO(specimen.data)):
        changes += [repacked] * 4
    change = generator.choice(changes)
    return change.__name__, change(specimen.data, generator)


def flipped(data: bytes, generator: random.Random) -> bytes:
    """One bit is another."""
    place = generator.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << generator.randrange(8)]) + data[place + 1 :]


def cut(data: bytes, generator: random.Random) -> bytes:
    """The end is missing."""
    return data[: generator.randrange(len(data))]


def noise(data: bytes, generator: random.Random) -> bytes:
    """Four bytes at the end of the header, or anywhere, are random."""
    place = generator.randrange(max(1, len(data) - 4))
    return data[:place] + generator.randbytes(4) + data[place + 4 :]


def doubled(data: bytes, generator: random.Random) -> bytes:
    """A piece comes twice."""
    start = generator.randrange(len(data))
    end = min(len(data), start + generator.randrange(1, 20))
    return data[:end] + data[start:end] + data[end:]


def replaced_digit(data: bytes, generator: random.Random) -> bytes:
    """A digit of the header is another."""
    places = [place for place, byte in enumerate(data[:512]) if 0x30 <= byte <= 0x39]
    if not places:
        return flipped(data, generator)
    place = generator.choice(places)
    return data[:place] + str(generator.randrange(10)).encode() + data[place + 1 :]


WORDS = [
    (b"<f4", b">f4"), (b"<f4", b"<i4"), (b"<f2", b"<u2"), (b"<f8", b"<f4"), (b"True", b"None"), (b"False", b"True "),
    (b"F32", b"I32"), (b"F64", b"U64"), (b"F16", b"BF16"), (b"BF16", b"F16"), (b"shape", b"shapf"), (b"dtype", b"dtypf"),
    (b"FloatStorage", b"HalfStorage"), (b"HalfStorage", b"FloatStorage"), (b"DoubleStorage", b"LongStorage"),
    (b"_rebuild_tensor_v2", b"_rebuild_tensor_v9"), (b"storage", b"storagf"), (b", ", b" ,"), (b":", b": "), (b"\"", b"'"),
]  # fmt: skip


def replaced_word(data: bytes, generator: random.Random) -> bytes:
    """A word of the header is another."""
    present = [(old, new) for old, new in WORDS if old in data]
    if not present:
        return flipped(data, generator)
    old, new = generator.choice(present)
    return data.replace(old, new, 1)


def repacked(data: bytes, generator: random.Random) -> bytes:
    """One entry of an archive is changed, and the archive written again with its checksum."""
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
            names = source.namelist()
            chosen = generator.choice(names)
            for name in names:
                content = source.read(name)
                if name == chosen and content:
                    change = generator.choice([flipped, cut, replaced_digit, replaced_word, noise])
                    content = change(content, generator)
                target.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, struct.error):
        return flipped(data, generator)
    return stream.getvalue()
