"""Compares the values that `fpaudit trace` reads in PyTorch files with those that PyTorch sees.

    check_torch.py --fpaudit PATH

Writes tensors of random bits, of nine types and as many kinds of views, with every pickle protocol
into both containers, into archives of the other byte order and into plain pickles; NumPy arrays,
whole modules, optimizers and sparse tensors; and distributed checkpoints of one process and of four.
Then asks for every value of every tensor, with its place and its bits. The exit code is 0 if all
agree, 1 if any does not, 2 if the comparison could not be made.
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

import numpy as np
import torch
import torch.distributed.checkpoint

sys.path.append(str(Path(__file__).parents[1] / "TensorFilesTests/Fixtures"))
import make_distributed

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


def arrays() -> dict[str, object]:
    """NumPy arrays of all types, orders and shapes."""
    found: dict[str, object] = {}
    for code in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
        width = int(code[2])
        matrix = np.frombuffer(np.random.default_rng(width).bytes(40 * 30 * width), code).reshape(40, 30)
        found[code] = {
            "c": matrix, "fortran": np.asfortranarray(matrix), "steps": matrix[::3, 1::2], "turned": matrix.T,
            "empty": matrix[:, :0], "scalar": matrix[3, 4], "none": np.array(matrix[0, 0]), "backward": matrix[::-1],
        }
    return found


def checkpoint() -> dict[str, object]:
    """What training scripts save beside gradients."""
    module = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.LSTM(4, 5))
    parameters = [parameter for parameter in module[:2].parameters()]
    optimizers = [torch.optim.Adam(parameters), torch.optim.SGD(parameters, 0.1, momentum=0.9)]
    module[:2](torch.randn(2, 2, 6, 6)).square().sum().backward()
    for optimizer in optimizers:
        optimizer.step()
    matrix = torch.randn(6, 8) * (torch.rand(6, 8) < 0.3)
    return {
        "model": module.state_dict(), "optimizers": [optimizer.state_dict() for optimizer in optimizers],
        "gradients": {name: parameter.grad for name, parameter in module[:2].named_parameters()},
        "parameters": tuple(parameters), "coo": matrix.to_sparse(), "half": matrix.half().to_sparse(),
        "hybrid": torch.randn(4, 3).to_sparse(1), "csr": matrix.to_sparse_csr(), "csc": matrix.to_sparse_csc(),
        "bsr": matrix.to_sparse_bsr((2, 2)), "strings": ["a", b"b", 1.5, None, {1, 2}],
    }


def tensors_of(value: object, name: str = "") -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor below a value, with its name."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = torch.from_numpy(np.array(value, value.dtype.newbyteorder("=")))
    if isinstance(value, torch.nn.Module):
        value = dict(value.state_dict())
    if isinstance(value, torch.Tensor) and value.layout != torch.strided:
        values = value._values() if value.layout == torch.sparse_coo else value.values()
        name, value = f"{name}.values", values
    if isinstance(value, torch.Tensor):
        if value.dtype in BITS:
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
    found = {path: torch.load(path, weights_only=False) for path in paths}
    for number, archive, value in ((0, True, arrays()), (1, False, checkpoint()), (2, True, checkpoint())):
        for protocol in PROTOCOLS:
            path = directory / f"grads-{100 + 10 * number + protocol}.pt"
            torch.save(value, path, pickle_protocol=protocol, _use_new_zipfile_serialization=archive)
            found[path] = torch.load(path, weights_only=False)
    path = directory / "grads-150.pt"
    torch.save(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2)), path)
    found[path] = torch.load(path, weights_only=False)
    for protocol in (2, 3, 4, 5):
        path = directory / f"grads-{200 + protocol}.pkl"
        path.write_bytes(pickle.dumps(arrays(), protocol))
        found[path] = pickle.loads(path.read_bytes())
    for protocol in (3, 4, 5):
        path = directory / f"grads-{210 + protocol}.pickle"
        path.write_bytes(pickle.dumps(contents(False), protocol))
        found[path] = pickle.loads(path.read_bytes())
    path = directory / "step_300"
    torch.distributed.checkpoint.save(contents(False), checkpoint_id=path, no_dist=True)
    found[path] = make_distributed.read(path)
    for scale in (1, 7):
        path = directory / f"step_{300 + scale}"
        make_distributed.save(path, scale)
        found[path] = make_distributed.read(path)
    return {
        (int("".join(filter(str.isdigit, path.stem))), name or "tensor"): tensor
        for path, value in found.items()
        for name, tensor in tensors_of(value)
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
