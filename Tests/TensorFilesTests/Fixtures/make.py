"""Writes the fixtures with NumPy's and safetensors' own writers.

python3 -m venv v && v/bin/pip install numpy ml_dtypes safetensors && v/bin/python make.py
"""

import json
import sys
import zipfile
from pathlib import Path

import ml_dtypes
import numpy as np
from numpy.lib import format as npy
from safetensors.numpy import save_file

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "peers"))

from unseekable import Pipe

VALUES = np.array([[1.0, -0.5, 0.0], [6.1035e-05, 65504.0, -3.0]])


def main() -> None:
    """Writes each fixture: values, or values.T in Fortran order."""
    for dtype in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
        name = dtype.replace("<", "le").replace(">", "be")
        np.save(HERE / f"{name}.npy", VALUES.astype(dtype))
    np.save(HERE / "fortran.npy", np.asfortranarray(VALUES.astype("<f4")))
    np.save(HERE / "scalar.npy", np.float32(2.5))
    np.save(HERE / "empty.npy", np.zeros((0, 3), np.float32))
    np.save(HERE / "int64.npy", np.arange(3))
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(HERE / f"version{version[0]}.npy", "wb") as file:
            npy.write_array(file, VALUES.astype("<f4"), version=version)
    archives()
    containers()
    float8()
    save_file(
        {
            "double": VALUES,
            "single": VALUES.astype(np.float32),
            "half": VALUES.astype(np.float16),
            "index": np.arange(3),
        },
        HERE / "mixed.safetensors",
        metadata={"step": "7"},
    )


def float8() -> None:
    """The same numbers of eight bits in every container, and in FP32."""
    codes = np.random.default_rng(8).integers(0, 256, (24, 50), dtype=np.uint8)
    values = codes.view(ml_dtypes.float8_e4m3fn)
    top = HERE / "float8"
    for name in ("npy/step_3", "bytes/step_3", "wide/step_3", "npz", "st"):
        (top / name).mkdir(parents=True, exist_ok=True)
    np.save(top / "npy/step_3/w.npy", values)
    np.save(top / "bytes/step_3/w.npy", codes)
    np.save(top / "wide/step_3/w.npy", values.astype(np.float32))
    np.savez_compressed(top / "npz/step_3.npz", w=values)
    save_file({"w": values}, top / "st/step_3.safetensors")


def stream(path: Path, arrays: dict[str, np.ndarray], method: int, force: bool) -> None:
    """An archive as it goes into a pipe."""
    with zipfile.ZipFile(Pipe(path), "w", method) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=force) as file:
                npy.write_array(file, array)


def archives() -> None:
    """Small archives to be damaged, and one with an array of several chunks."""
    small = np.array([1, -0.5, 0, 2], "<f4")
    np.savez(HERE / "stored.npz", a=small)
    np.savez_compressed(HERE / "deflated.npz", a=small, b=small)
    stream(HERE / "streamed.npz", {"a": small}, zipfile.ZIP_DEFLATED, force=True)
    large = np.tile(np.arange(1 << 10, dtype="<f4"), 1 << 10)
    np.savez_compressed(HERE / "large.npz", a=large)


def containers() -> None:
    """The same tensors in every container."""
    random = np.random.default_rng(7)
    scales = np.exp2(random.integers(-40, 18, (64, 33)))
    values = (random.standard_normal((64, 33)) * scales).astype(np.float32)
    values.flat[:5] = [0, -0.0, np.inf, -np.inf, np.nan]
    tensors = {"layer.0": values, "layer.1": np.float32(2.0**-25), "none": values[:0]}
    top = HERE / "containers"
    for name in ("npy", "npz", "deflated", "streamed", "zip64", "other-order", "st", "shards"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (top / "npy/step_3").mkdir(exist_ok=True)
    for name, array in tensors.items():
        np.save(top / f"npy/step_3/{name}.npy", array)
    np.savez(top / "npz/step_3.npz", **tensors)
    np.savez_compressed(top / "deflated/step_3.npz", **tensors)
    stream(top / "streamed/step_3.npz", tensors, zipfile.ZIP_STORED, force=False)
    stream(top / "zip64/step_3.npz", tensors, zipfile.ZIP_DEFLATED, force=True)
    np.savez(
        top / "other-order/step_3.npz",
        **{name: array.astype(">f4", order="F") for name, array in tensors.items()},
    )
    arrays = {name: np.asarray(array) for name, array in tensors.items()}
    save_file(arrays, top / "st/step_3.safetensors")
    (top / "shards/step_3").mkdir(exist_ok=True)
    places = {name: f"model-{i + 1}-of-3.safetensors" for i, name in enumerate(arrays)}
    for name, file in places.items():
        save_file({name: arrays[name]}, top / "shards/step_3" / file)
    index = {"metadata": {"total_size": 8452}, "weight_map": places}
    (top / "shards/step_3/model.safetensors.index.json").write_text(json.dumps(index, indent=2))


if __name__ == "__main__":
    main()
