"""Writes the pickles of NumPy arrays in Seeds/arrays; needs NumPy, which fuzzing does not."""

import pickle
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).with_name("arrays")


def main() -> None:
    """Two arrays and a scalar in a dictionary, in every protocol that is read."""
    FOLDER.mkdir(exist_ok=True)
    values = np.arange(6, dtype="<f4")
    content = {
        "a": values.reshape(2, 3),
        "b": [np.asfortranarray(values.reshape(3, 2).astype(">f8")), values[:2].astype("f2")],
        "c": np.float32(1.5),
    }
    for protocol in range(2, 6):
        (FOLDER / f"protocol-{protocol}.pkl").write_bytes(pickle.dumps(content, protocol))


if __name__ == "__main__":
    main()
