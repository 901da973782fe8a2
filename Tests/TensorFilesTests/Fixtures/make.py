"""Writes the fixtures with NumPy's and safetensors' own writers.

python3 -m venv v && v/bin/pip install numpy safetensors && v/bin/python make.py
"""

from pathlib import Path

import numpy as np
from numpy.lib import format as npy
from safetensors.numpy import save_file

HERE = Path(__file__).parent
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


if __name__ == "__main__":
    main()
