"""Writes the PyTorch fixtures with PyTorch's own writer.

python3 -m venv v && v/bin/pip install torch numpy && v/bin/python make_torch.py

Each file holds the same tensors; `torch.json` says what they are: name, type, shape, and the bytes
in C order, least significant byte first. A name of `null` is a tensor by itself.
"""

import io
import json
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
DTYPES = {torch.float64: "fp64", torch.float32: "fp32", torch.float16: "fp16", torch.bfloat16: "bf16"}
FLOAT8 = {
    torch.float8_e4m3fn: "e4m3fn", torch.float8_e5m2: "e5m2", torch.float8_e4m3fnuz: "e4m3fnuz",
    torch.float8_e5m2fnuz: "e5m2fnuz", torch.float8_e8m0fnu: "e8m0fnu",
}
NAMES = DTYPES | FLOAT8


def views(dtype):
    """A tensor of every kind of view, over two storages."""
    base = (torch.arange(120, dtype=torch.float64) - 60).mul(0.37).to(dtype).reshape(2, 3, 4, 5)
    matrix = base[1].reshape(12, 5).clone()
    return {
        "whole": base,
        "shared": base.view(6, 20),
        "offset": base[1],
        "transposed": matrix.t(),
        "rows": matrix[2:7],
        "columns": matrix[:, 1:4],
        "steps": matrix[1::3, ::2],
        "transposed_steps": matrix[::2, 1:].t(),
        "permuted": base.permute(3, 0, 2, 1),
        "channels_last": base.contiguous(memory_format=torch.channels_last),
        "expanded": matrix[:, :1].expand(12, 3),
        "expanded_rows": matrix[3].expand(4, 5),
        "diagonal": matrix.diagonal(),
        "windows": matrix.flatten().unfold(0, 4, 2),
        "scalar": matrix[2, 3],
        "empty": base[:, :0],
        "one": matrix[3:4, 2:3],
    }


def contents():
    """Nested dictionaries and lists, a parameter, and what is not audited."""
    torch.manual_seed(1)
    tensors = {str(dtype)[6:]: views(dtype) for dtype in DTYPES}
    weight = torch.nn.Parameter(torch.randn(3, 4))
    return OrderedDict(
        step=7,
        tensors=tensors,
        list=[torch.ones(2), (torch.zeros(1), "text", None)],
        weight=weight,
        again=weight,
        sparse=torch.eye(3).to_sparse(),
        other=[torch.arange(3), torch.ones(2).to(torch.float8_e4m3fn), torch.ones(1, dtype=torch.bool)],
        facts={"dtype": torch.float16, "size": torch.Size([1, 2]), "device": torch.device("cpu")},
    )


def float8_contents():
    """Every code of every 8-bit type, whole and in views."""
    codes = torch.arange(256, dtype=torch.uint8)
    result = {}
    for dtype, name in FLOAT8.items():
        matrix = codes.view(dtype).reshape(16, 16).clone()
        result[name] = {
            "whole": matrix, "offset": matrix[3:], "transposed": matrix.t(), "columns": matrix[:, 1:6],
            "steps": matrix[1::3, ::2], "expanded": matrix[:, :1].expand(16, 3), "scalar": matrix[2, 3],
            "empty": matrix[:0],
        }
    return result


def tensors_of(value, name=None):
    """Every audited tensor below a value, with its name."""
    if isinstance(value, (np.ndarray, np.generic)):
        value = torch.from_numpy(np.asarray(value).astype(value.dtype.newbyteorder("=")).copy())
    if isinstance(value, torch.nn.ParameterList):
        value = dict(value.named_parameters())
    if isinstance(value, torch.Tensor):
        if value.layout in (torch.sparse_coo, torch.sparse_csr):
            values = value._values() if value.layout == torch.sparse_coo else value.values()
            yield f"{name}.values", values
        elif value.dtype in NAMES:
            yield name, value.detach()
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        yield from tensors_of(item, str(key) if name is None else f"{name}.{key}")


def described(value):
    """What a file holds, for the tests."""
    return [
        {"name": name, "type": NAMES[tensor.dtype], "shape": list(tensor.shape),
         "bytes": tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes().hex()
         if tensor.numel() else ""}
        for name, tensor in tensors_of(value)
    ]


def big_endian(data):
    """The archive with the bytes of every element reversed, as a big-endian machine writes it."""
    widths = {}

    class Unpickler(pickle.Unpickler):
        def persistent_load(self, identifier):
            _, kind, key, _, _ = identifier
            dtype = getattr(kind, "dtype", torch.uint8)
            widths[key] = torch._utils._element_size(dtype)
            return torch.storage.TypedStorage(
                wrap_storage=torch.UntypedStorage(1 << 12), dtype=dtype, _internal=True)

    source = zipfile.ZipFile(io.BytesIO(data))
    root = source.namelist()[0].partition("/")[0]
    Unpickler(io.BytesIO(source.read(f"{root}/data.pkl"))).load()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            key = name.removeprefix(f"{root}/data/")
            if name == f"{root}/byteorder":
                content = b"big"
            elif key in widths:
                width = widths[key]
                content = b"".join(
                    content[place:place + width][::-1] for place in range(0, len(content), width))
            target.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def containers():
    """The arrays of `containers/npy` as `torch.save` writes them, and as views."""
    top = HERE / "containers"
    arrays = {path.stem: torch.from_numpy(np.load(path)) for path in sorted((top / "npy/step_3").iterdir())}
    wide = torch.zeros(64, 40)
    wide[:, 5:38] = arrays["layer.0"]
    for name in ("pt", "pt-legacy", "pt-views"):
        (top / name).mkdir(exist_ok=True)
    torch.save(arrays, top / "pt/step_3.pt")
    torch.save(arrays, top / "pt-legacy/step_3.ckpt", _use_new_zipfile_serialization=False)
    torch.save({**arrays, "layer.0": wide[:, 5:38]}, top / "pt-views/step_3.pth")


def arrays():
    """Tensors in plain pickles, and what else is found beside tensors in checkpoints."""
    random = np.random.default_rng(3)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.Linear(2, 1))
    optimizer = torch.optim.Adam(module.parameters())
    module(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    checkpoint = {
        "model": module.state_dict(), "optimizer": optimizer.state_dict(),
        "gradients": [parameter.grad for parameter in module.parameters()],
        "arrays": {"f4": random.standard_normal((2, 3)).astype("f4"), "f8": random.standard_normal(3)[::-1],
                   "big": random.standard_normal(2).astype(">f4"), "loss": np.float32(0.5)},
        "csr": torch.eye(3).to_sparse_csr(), "parameters": torch.nn.ParameterList([torch.ones(2)]),
    }
    for protocol in (2, 4):
        torch.save(checkpoint, HERE / f"torch-checkpoint-{protocol}.pt", pickle_protocol=protocol)
    tensors = {"whole": torch.randn(3, 4), "turned": torch.randn(3, 4).t(), "half": torch.randn(5).bfloat16()}
    tensors |= {"part": tensors["whole"][1:, ::2], "list": [torch.randn(2).double()]}
    for protocol in (3, 5):
        (HERE / f"pickle-torch-{protocol}.pkl").write_bytes(pickle.dumps(tensors, protocol))
    document = {"checkpoint": described(checkpoint), "tensors": described(tensors)}
    (HERE / "torch-arrays.json").write_text(json.dumps(document) + "\n")


def float8_containers():
    """The codes of `float8/bytes` as `torch.save` writes them, and as a view."""
    top = HERE / "float8"
    codes = torch.from_numpy(np.load(top / "bytes/step_3/w.npy")).view(torch.float8_e4m3fn)
    for name in ("pt", "pt-legacy", "pt-views"):
        (top / name).mkdir(exist_ok=True)
    torch.save({"w": codes}, top / "pt/step_3.pt")
    torch.save({"w": codes}, top / "pt-legacy/step_3.ckpt", _use_new_zipfile_serialization=False)
    wide = torch.zeros(24, 80).to(codes.dtype)
    wide[:, 7:57] = codes
    torch.save({"w": wide[:, 7:57]}, top / "pt-views/step_3.pth")


def main():
    """Writes each fixture and what is in them."""
    arrays()
    containers()
    float8_containers()
    value = contents()
    expected = {}
    for protocol in (2, 4, 5):
        torch.save(value, HERE / f"torch-{protocol}.pt", pickle_protocol=protocol)
        expected[f"torch-{protocol}.pt"] = "contents"
    for protocol in (2, 4):
        torch.save(value, HERE / f"torch-legacy-{protocol}.pt", pickle_protocol=protocol,
                   _use_new_zipfile_serialization=False)
        expected[f"torch-legacy-{protocol}.pt"] = "contents"
    archive = big_endian((HERE / "torch-2.pt").read_bytes())
    (HERE / "torch-big-endian.pt").write_bytes(archive)
    expected["torch-big-endian.pt"] = "contents"
    float8 = float8_contents()
    torch.save(float8, HERE / "torch-float8.pt")
    torch.save(float8, HERE / "torch-float8-legacy.pt", _use_new_zipfile_serialization=False)
    (HERE / "torch-float8-big-endian.pt").write_bytes(big_endian((HERE / "torch-float8.pt").read_bytes()))
    expected |= {f"torch-float8{kind}.pt": "float8" for kind in ("", "-legacy", "-big-endian")}
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    torch.save(module, HERE / "torch-module.pt")
    expected["torch-module.pt"] = "module"
    bare = torch.arange(6.0).reshape(2, 3).t()
    torch.save(bare, HERE / "torch-bare.pt")
    torch.save(bare, HERE / "torch-bare-legacy.pt", _use_new_zipfile_serialization=False)
    expected |= {"torch-bare.pt": "bare", "torch-bare-legacy.pt": "bare"}
    document = {
        "files": expected,
        "contents": described(value),
        "module": described(module.state_dict()),
        "bare": described(bare),
        "float8": described(float8),
    }
    (HERE / "torch.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
