"""Writes the fixtures of plain pickles with NumPy's own writer.

python3 -m venv v && v/bin/pip install numpy ml_dtypes && v/bin/python make_pickles.py

Each `pickle-N.pkl` holds the same arrays, by protocol N; `pickles.json` says what they are: name,
type, shape, and the bytes in C order, least significant byte first. `pickle-python-2.pkl` is as
Python 2 wrote it, whose strings are bytes.
"""

import json
import pickle
import struct
from pathlib import Path

import ml_dtypes
import numpy as np

HERE = Path(__file__).parent
TYPES = {"float64": "fp64", "float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}


def arrays():
    """Arrays of all types, orders and shapes, in collections."""
    random = np.random.default_rng(7)
    matrix = random.standard_normal((4, 6))
    value = {}
    for code in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
        array = matrix.astype(code)
        value[code] = {
            "c": array, "fortran": np.asfortranarray(array), "steps": array[::2, 1:],
            "turned": array.T, "empty": array[:0], "scalar": array[1, 2],
            "none": np.array(array[0, 0]),
        }
    value["bf16"] = matrix.astype(ml_dtypes.bfloat16)
    value["list"] = [random.standard_normal(5), (random.standard_normal(2).astype("f4"), "text", None)]
    value["again"] = value["list"][0]
    value["large"] = random.standard_normal(10_000).astype("f4")
    value["strings"] = b"bytes that are no array" * 3
    return value


def other():
    """Arrays that are not audited."""
    return {
        "int": np.arange(3), "bool": np.ones(2, bool), "text": np.array(["a"]),
        "fields": np.zeros(2, [("a", "f4"), ("b", "i2")]), "time": np.zeros(1, "M8[ns]"),
    }


def arrays_of(value, name=None):
    """Every audited array below a value, with its name."""
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        if array.dtype.name in TYPES:
            yield name, array
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    for key, item in items:
        yield from arrays_of(item, str(key) if name is None else f"{name}.{key}")


def described(value):
    """What a file holds, for the tests."""
    return [
        {"name": name, "type": TYPES[array.dtype.name], "shape": list(array.shape),
         "bytes": array.astype(array.dtype.newbyteorder("<")).tobytes(order="C").hex()}
        for name, array in arrays_of(value)
    ]


def python_2(array):
    """An array by itself as Python 2 pickled it, by protocol 2."""
    data = array.tobytes()
    return (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\nq\x01cnumpy\nndarray\nq\x02K\x00\x85U\x01b\x87R"
        + b"(K\x01K" + bytes([array.size]) + b"\x85cnumpy\ndtype\nq\x03U\x02" + array.dtype.str[1:].encode()
        + b"K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T"
        + struct.pack("<i", len(data)) + data + b"tb.")


def containers():
    """The arrays of `containers/npy` as pickles."""
    top = HERE / "containers"
    value = {path.stem: np.load(path) for path in sorted((top / "npy/step_3").iterdir())}
    for protocol in (2, 5):
        (top / f"pickle-{protocol}").mkdir(exist_ok=True)
        with (top / f"pickle-{protocol}/step_3.pkl").open("wb") as file:
            pickle.dump(value, file, protocol)


def main():
    containers()
    value = arrays()
    for protocol in (2, 3, 4, 5):
        with (HERE / f"pickle-{protocol}.pkl").open("wb") as file:
            pickle.dump(value, file, protocol)
    with (HERE / "pickle-other.pickle").open("wb") as file:
        pickle.dump(other(), file)
    old = np.array([1.5, -2, 0], "<f4")
    (HERE / "pickle-python-2.pkl").write_bytes(python_2(old))
    document = {"arrays": described(value), "python-2": described(old)}
    (HERE / "pickles.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
