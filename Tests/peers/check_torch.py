"""Compares the values that `fpaudit trace` reads in PyTorch files with those that PyTorch sees.

    check_torch.py --fpaudit PATH

Writes tensors of random bits, of nine types and as many kinds of views, with every pickle protocol
into both containers, and into archives of the other byte order; then asks for every value of every
tensor, with its place and its bits. The exit code is 0 if all agree, 1 if any does not, 2 if the
comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import pickle
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import torch

BITS = {
    torch.float64: torch.int64, torch.float32: torch.int32,
    torch.float16: torch.int16, torch.bfloat16: torch.int16,
    torch.float8_e4m3fn: torch.int8, torch.float8_e5m2: torch.int8, torch.float8_e4m3fnuz: torch.int8,
    torch.float8_e5m2fnuz: torch.int8, torch.float8_e8m0fnu: torch.int8,
}
PROTOCOLS = (2, 3, 4, 5)
MISMATCHES_SHOWN = 20
Key = tuple[int, str]


def random_tensor(dtype: torch.dtype, *shape: int) -> torch.Tensor:
    """A tensor of random bits: NaNs, infinities and subnormals are among them."""
    width = torch.empty(0, dtype=dtype).element_size()
    bits = torch.randint(0, 256, (*shape[:-1], shape[-1] * width), dtype=torch.uint8)
    return bits.view(dtype)


def views(dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """A tensor of every kind of view."""
    cube, matrix = random_tensor(dtype, 2, 3, 4, 5), random_tensor(dtype, 300, 70)
    return {
        "whole": cube, "reshaped": cube.view(6, 20), "slice": cube[1], "transposed": matrix.t(),
        "rows": matrix[20:270], "columns": matrix[:, 3:50], "steps": matrix[1::3, ::2],
        "transposed_columns": matrix[:, 3:50].t(), "transposed_steps": matrix[::7, 1::3].t(),
        "one_column": matrix[:, 5], "permuted": cube.permute(3, 0, 2, 1),
        "swapped": cube.transpose(1, 2), "part": cube[:, 1:, ::2, 1:4],
        "channels_last": random_tensor(dtype, 2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        "expanded": matrix[:, :1].expand(300, 3), "expanded_rows": matrix[7].expand(4, 70),
        "expanded_middle": cube[0, 0].unsqueeze(1).expand(4, 6, 5), "diagonal": matrix.diagonal(),
        "windows": matrix.flatten()[:900].unfold(0, 7, 3), "scalar": matrix[2, 3],
        "one": matrix[3:4, 2:3], "empty": cube[:, :0], "flat_empty": random_tensor(dtype, 0),
        "parameter": torch.nn.Parameter(random_tensor(dtype, 3, 4)), "tied": cube,
    }


def contents(archive: bool) -> dict[str, object]:
    """Nested dictionaries, lists and tuples of views; PyTorch reads 8-bit floats from archives alone."""
    dtypes = [dtype for dtype in BITS if archive or BITS[dtype] != torch.int8]
    by_type = {str(dtype).removeprefix("torch."): views(dtype) for dtype in dtypes}
    return {"step": 3, "gradients": by_type, "list": [random_tensor(torch.float32, 5), (None, random_tensor(torch.float64, 2))]}


def tensors_of(value: object, name: str = "") -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor below a value, with its name."""
    if isinstance(value, torch.Tensor):
        yield name, value.detach()
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        yield from tensors_of(item, f"{name}.{key}" if name else str(key))


class Widths(pickle.Unpickler):
    """Notes the width of each storage's elements."""

    def __init__(self, data: bytes):
        super().__init__(io.BytesIO(data))
        self.widths: dict[str, int] = {}

    def persistent_load(self, identifier: tuple) -> object:
        dtype = getattr(identifier[1], "dtype", torch.uint8)  # The types of eight bits are untyped.
        self.widths[identifier[2]] = torch.empty(0, dtype=dtype).element_size()
        storage = torch.UntypedStorage(identifier[4] * self.widths[identifier[2]])
        return torch.storage.TypedStorage(wrap_storage=storage, dtype=dtype, _internal=True)


def other_byte_order(data: bytes) -> bytes:
    """An archive as a machine with the most significant byte first writes it."""
    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    root = source.namelist()[0].partition("/")[0]
    reader = Widths(source.read(f"{root}/data.pkl"))
    reader.load()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content, width = source.read(name), reader.widths.get(name.removeprefix(f"{root}/data/"))
            if name == f"{root}/byteorder":
                content = b"big"
            elif width:
                content = b"".join(content[place:place + width][::-1] for place in range(0, len(content), width))
            target.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def write(directory: Path) -> dict[Key, torch.Tensor]:
    """Writes files, and says what PyTorch loads from them."""
    paths = []
    for archive in (True, False):
        for protocol in PROTOCOLS:
            paths.append(directory / f"grads-{len(paths)}.{'pt' if archive else 'ckpt'}")
            torch.save(contents(archive), paths[-1], pickle_protocol=protocol, _use_new_zipfile_serialization=archive)
    paths.append(directory / f"grads-{len(paths)}.bin")
    paths[-1].write_bytes(other_byte_order(paths[0].read_bytes()))
    for archive in (True, False):
        paths.append(directory / f"grads-{len(paths)}.pth")
        torch.save(random_tensor(torch.float32, 30, 40).t(), paths[-1], _use_new_zipfile_serialization=archive)
    return {
        (step, name or "tensor"): tensor
        for step, path in enumerate(paths)
        for name, tensor in tensors_of(torch.load(path, weights_only=False))
    }


def traced(fpaudit: Path, directory: Path) -> dict[Key, list[tuple[str, str, int]]]:
    """Place, index and bits of all values, by step and tensor."""
    outcomes = "zero,infinite,nan,underflow,subnormal,normal,overflow"
    command = [fpaudit, "trace", directory, "--format", "fp16", "--outcomes", outcomes, "--all", "--csv", "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[Key, list[tuple[str, str, int]]] = {}
    for row in csv.DictReader(io.StringIO(run.stdout), strict=True):
        values = found.setdefault((int(row["step"]), row["tensor"]), [])
        values.append((row["flat_index"], row["index"], int(row["bits"], 16)))
    return found


def expected(tensor: torch.Tensor) -> list[tuple[str, str, int]]:
    """The same as PyTorch sees it."""
    bits = tensor.contiguous().view(-1).view(BITS[tensor.dtype]).tolist() if tensor.numel() else []
    mask = (1 << 8 * tensor.element_size()) - 1
    indices = torch.cartesian_prod(*(torch.arange(extent) for extent in tensor.shape)) if tensor.dim() else torch.zeros(1, 0)
    places = indices.reshape(len(bits), tensor.dim()).int().tolist()
    return [(str(flat), ":".join(map(str, place)), value & mask) for flat, (place, value) in enumerate(zip(places, bits))]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.manual_seed(20)
    with tempfile.TemporaryDirectory() as name:
        wanted = write(Path(name))
        found = traced(arguments.fpaudit.resolve(), Path(name))
    mismatches = [f"step {step}, {tensor}: not expected" for step, tensor in found.keys() - wanted.keys()]
    count = 0
    for (step, tensor), value in wanted.items():
        values = expected(value)
        count += len(values)
        if found.get((step, tensor), []) != values:
            mismatches.append(f"step {step}, {tensor} ({value.dtype}, {tuple(value.shape)}, strides {value.stride()}): other values")
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(mismatch)
    print(f"{len(mismatches)} mismatches in {len(wanted)} tensors with {count} values; PyTorch {torch.__version__}")
    return 1 if mismatches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, KeyError, ValueError, subprocess.CalledProcessError) as error:
        print(f"check_torch.py: {error}", file=sys.stderr)
        sys.exit(2)
