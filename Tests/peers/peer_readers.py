"""Reads files as NumPy, safetensors and PyTorch do; a process of its own, for it may crash.

Started by check_corpus.py: takes paths from standard input, one a line, and answers each with a
pickle on standard output: what was refused, or the bits of every tensor.
"""

from __future__ import annotations

import os
import pickle
import resource
import struct
import sys
import types
import warnings
from collections.abc import Iterator

import numpy as np
import safetensors.torch
import torch

# PyTorch reserves what a file claims.
MEMORY = 16 << 30
ALLOWED = {
    ("collections", "OrderedDict"),
    ("torch._utils", "_rebuild_tensor_v2"),
    ("torch._utils", "_rebuild_tensor_v3"),
    ("torch._utils", "_rebuild_parameter"),
    ("torch.storage", "UntypedStorage"),
}
FLOATS = {torch.float64: "<i8", torch.float32: "<i4", torch.float16: "<i2", torch.bfloat16: "<i2"}
FLOATS |= {
    dtype: "<i1"
    for dtype in (
        torch.float8_e4m3fn, torch.float8_e5m2, torch.float8_e4m3fnuz, torch.float8_e5m2fnuz, torch.float8_e8m0fnu
    )
}


def read(path: str) -> dict[str, tuple]:
    """The shape and bits of every tensor of an audited type."""
    suffix = path.rpartition(".")[2]
    if suffix == "npy":
        return found({"x": np.load(path, allow_pickle=False)})
    if suffix == "npz":
        return archive(path)
    if suffix == "safetensors":
        with open(path, "rb") as file:
            return found(safetensors.torch.load(file.read()))
    return found(dict(tensors_of(load(path))))


def load(path: str) -> object:
    """What PyTorch loads: by its own restricted unpickler, which knows protocol 2 alone, or by
    Python's, which may make what PyTorch's files are made of and nothing else."""
    try:
        return torch.load(path, weights_only=True, map_location="cpu")
    except Exception:  # noqa: BLE001 - any refusal is one
        return torch.load(path, weights_only=False, map_location="cpu", pickle_module=Restricted)


class Restricted(types.ModuleType):
    """The module `pickle`, but for what it may make."""

    load = staticmethod(lambda file, **options: Restricted.Unpickler(file, **options).load())
    UnpicklingError = pickle.UnpicklingError

    class Unpickler(pickle.Unpickler):
        """Makes tensors and collections."""

        def find_class(self, module: str, name: str) -> object:
            if (module, name) in ALLOWED or module == "torch" and isinstance(getattr(torch, name, None), (type, torch.dtype)):
                return super().find_class(module, name)
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed")


def archive(path: str) -> dict[str, tuple]:
    """The arrays of an archive; one that is refused says why."""
    tensors: dict[str, tuple] = {}
    with np.load(path, allow_pickle=False) as arrays:
        for name in arrays.files:
            try:
                values = arrays[name]
            except Exception as error:  # noqa: BLE001 - any refusal is one
                tensors[name] = ("refused", f"{type(error).__name__}: {error}")
                continue
            if isinstance(values, np.ndarray):
                tensors |= found({name: values})
    return tensors


def tensors_of(value: object, name: str = "") -> Iterator[tuple[str, torch.Tensor]]:
    """Every tensor below a value, with its name."""
    if isinstance(value, torch.Tensor):
        yield name or "x", value.detach()
        return
    items = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, (list, tuple)):
        items = enumerate(value)
    for key, item in items:
        yield from tensors_of(item, f"{name}.{key}" if name else str(key))


def found(tensors: dict) -> dict[str, tuple]:
    """The bits of tensors."""
    bits = {}
    for name, tensor in tensors.items():
        if isinstance(tensor, torch.Tensor):
            if tensor.dtype not in FLOATS or tensor.layout != torch.strided:
                continue
            flat = tensor.contiguous().reshape(-1)
            raw = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
            shape = tuple(tensor.shape)
            values = np.frombuffer(raw, FLOATS[tensor.dtype])
            width = tensor.element_size()
        else:
            if tensor.dtype.kind != "f" or tensor.dtype.itemsize not in (2, 4, 8):
                continue
            shape, width = tensor.shape, tensor.dtype.itemsize
            little = np.ascontiguousarray(tensor).astype(tensor.dtype.newbyteorder("<"))
            # A cast may quiet a NaN: the bytes are exchanged instead.
            if tensor.dtype.byteorder == ">":
                little = np.ascontiguousarray(tensor).byteswap().view(tensor.dtype.newbyteorder("<"))
            values = np.frombuffer(little.tobytes(), f"<i{width}")
        if len(values) > 1 << 20:
            bits[name] = ("refused", "more values than are compared")
            continue
        mask = (1 << 8 * width) - 1
        bits[name] = ("read", shape, [int(value) & mask for value in values])
    return bits


def main() -> None:
    warnings.simplefilter("ignore")
    # What the libraries print is no answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        try:
            answer: object = read(line.rstrip("\n"))
        except Exception as error:  # noqa: BLE001 - any refusal is one
            answer = f"{type(error).__name__}: {error}"
        data = pickle.dumps(answer)
        answers.write(struct.pack("<Q", len(data)) + data)
        answers.flush()


if __name__ == "__main__":
    main()
