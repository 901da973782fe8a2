"""Compares the values that `fpaudit trace` reads in HDF5 files with those that h5py writes.

    check_hdf5.py [--fpaudit FILE] [--files N] [--damages N] [--seed N]

Random arrays (types, byte orders, shapes) are stored in every way: contiguous, in chunks of random
extents, with gzip, shuffling and checksums, with the oldest and the newest format, behind a block
of the user's; in groups, of which some are steps. Every value must have the place and the bits that
NumPy has. Then bytes of each file are changed, or it is cut: fpaudit must end by itself, with
exit code 0 or 2. Exit code 0 if all is so, else 1. Needs h5py, and an fpaudit built with HDF5=1.
"""

from __future__ import annotations

import argparse
import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np

DTYPES = ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8")
OUTCOMES = "zero,infinite,nan,underflow,subnormal,normal,overflow"
Values = list[tuple[int, int]]


def random_array(random: np.random.Generator) -> np.ndarray:
    """Random bits: NaNs, infinities and subnormals are among them."""
    dtype = np.dtype(random.choice(DTYPES))
    shape = tuple(random.integers(0 if random.random() < 0.1 else 1, 12, random.integers(0, 5)))
    return np.frombuffer(random.bytes(int(np.prod(shape)) * dtype.itemsize), dtype).reshape(shape)


def storage(array: np.ndarray, random: np.random.Generator) -> dict[str, object]:
    """How an array is stored."""
    if array.ndim == 0 or not array.size or random.random() < 0.2:
        return {}
    options: dict[str, object] = {"chunks": tuple(int(random.integers(1, extent + 1)) for extent in array.shape)}
    if random.random() < 0.6:
        options |= {"compression": "gzip", "compression_opts": int(random.integers(1, 10))}
    options |= {"shuffle": bool(random.integers(2)), "fletcher32": bool(random.integers(2))}
    if random.random() < 0.3:
        options["maxshape"] = (None,) * array.ndim
    return options


def write(path: Path, random: np.random.Generator) -> dict[tuple[int, str], np.ndarray]:
    """Writes a file; its arrays by step and name."""
    wanted = {}
    options = {"libver": random.choice(["earliest", "v110"]), "userblock_size": int(random.choice([0, 512, 2048]))}
    with h5py.File(path, "w", **options) as file:
        for number in range(int(random.integers(1, 8))):
            array, step = random_array(random), int(random.integers(0, 4))
            name = f"layer{number % 3}/w{number}"
            file.create_dataset(f"step_{step:04}/{name}" if step else name, data=array, **storage(array, random))
            wanted[step, name] = array
    return wanted


def traced(fpaudit: str, path: Path) -> dict[tuple[int, str], Values]:
    """Place and bits of all values, by step and tensor."""
    run = subprocess.run(
        [fpaudit, "trace", path, "--format", "fp16", "--outcomes", OUTCOMES, "--all", "--csv", "-"],
        check=True, capture_output=True, text=True)
    found: dict[tuple[int, str], Values] = {}
    for row in csv.DictReader(io.StringIO(run.stdout), strict=True):
        found.setdefault((int(row["step"]), row["tensor"]), []).append((int(row["flat_index"]), int(row["bits"], 16)))
    return found


def expected(array: np.ndarray) -> Values:
    """The same as NumPy sees it."""
    width = array.dtype.itemsize
    bits = np.frombuffer(array.tobytes(), f"{array.dtype.byteorder.replace('=', '<')}u{width}")
    return list(enumerate(bits.tolist()))


def damaged(whole: bytes, random: np.random.Generator) -> bytes:
    """The bytes of a file with one thing wrong, most often among its first ones."""
    place = int(random.integers(len(whole) if random.random() < 0.5 else min(len(whole), 4096)))
    if random.random() < 0.2:
        return whole[:place]
    changed = bytes([random.integers(256)]) if random.random() < 0.5 else bytes([whole[place] ^ (1 << random.integers(8))])
    return whole[:place] + changed + whole[place + 1 :]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit")
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--damages", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    wrong = arrays = values = refused = crashed = 0
    with tempfile.TemporaryDirectory() as directory:
        for number in range(options.files):
            path = Path(directory) / f"{number}.h5"
            wanted = {key: array for key, array in write(path, random).items()}
            found = traced(options.fpaudit, path)
            arrays += len(wanted)
            values += sum(array.size for array in wanted.values())
            for key, array in wanted.items():
                if found.get(key, []) != expected(array):
                    wrong += 1
                    print(f"file {number}, {key}: other values")
            whole = path.read_bytes()
            for _ in range(options.damages):
                path.write_bytes(damaged(whole, random))
                run = subprocess.run(
                    [options.fpaudit, "audit", path, "--formats", "fp16", "--scales", "1", "--csv", "-"],
                    capture_output=True, check=False, timeout=60)
                refused += run.returncode == 2
                if run.returncode not in (0, 2):
                    crashed += 1
                    kept = Path(tempfile.gettempdir()) / f"fpaudit-hdf5-{options.seed}-{number}-{crashed}.h5"
                    kept.write_bytes(path.read_bytes())
                    print(f"{kept}: exit code {run.returncode}: {run.stderr.decode(errors='replace')[-300:]}")
            path.unlink()
    print(
        f"{wrong} of {arrays} arrays with {values} values differ; {options.files * options.damages} damaged files: "
        f"{refused} refused, {crashed} ended by a signal; h5py {h5py.__version__}, HDF5 {h5py.version.hdf5_version} "
        f"(seed {options.seed})")
    return 1 if wrong or crashed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"check_hdf5.py: {error}", file=sys.stderr)
        sys.exit(2)
