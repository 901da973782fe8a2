"""Compares what `fpaudit audit` reads from .npz archives with what NumPy reads.

    check_archives.py [--fpaudit FILE] [--archives N] [--damages N] [--seed N]

Random arrays (types, ml_dtypes' float8_e5m2 among them, byte orders, shapes, C and Fortran order) are written by `numpy.savez`,
`numpy.savez_compressed` and zipfile (ZIP64, streamed into a pipe, stored and deflated). Of each
array the counts of zeros, infinities, NaNs and of all values must be NumPy's. Then bytes of each
archive are changed, inserted, removed, or the archive is cut: what fpaudit answers without an
error must still be what NumPy reads; NumPy may read more, for it does not check what it does not
use. Exit code 0 if all agree, else 1.
"""

from __future__ import annotations

import argparse
import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import ml_dtypes
import numpy as np

from unseekable import Pipe

DTYPES = ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8", ml_dtypes.float8_e5m2)
Counts = dict[str, tuple[int, int, int, int]]


def random_array(random: np.random.Generator) -> np.ndarray:
    """Values of all magnitudes, with zeros, infinities and NaNs."""
    shape = tuple(random.integers(0, 9, random.integers(0, 4)))
    values = random.standard_normal(shape) * np.exp2(random.integers(-30, 30, shape))
    with np.errstate(over="ignore"):
        array = np.asarray(values).astype(DTYPES[random.integers(len(DTYPES))])
    if array.size:
        for special in (0, -0.0, np.inf, -np.inf, np.nan):
            array.flat[random.integers(array.size)] = special
    return np.asfortranarray(array) if random.random() < 0.5 else array


def write(path: Path, arrays: dict[str, np.ndarray], kind: int) -> None:
    """Writes an archive in one of six ways."""
    if kind == 0:
        np.savez(path, **arrays)
    elif kind == 1:
        np.savez_compressed(path, **arrays)
    else:
        target = Pipe(path) if kind >= 4 else path
        method = zipfile.ZIP_STORED if kind % 2 else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(target, "w", method) as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=kind != 5) as file:
                    np.lib.format.write_array(file, array)


def read(archive: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    """An array; NumPy writes float8_e5m2 as `<f1`, and reads only its bytes."""
    try:
        return archive[name]
    except (TypeError, ValueError):
        data = archive.zip.read(f"{name}.npy")
        if b"'<f1'" not in data[:128]:
            raise
        codes = np.lib.format.read_array(io.BytesIO(data.replace(b"'<f1'", b"'|u1'", 1)))
        return codes.view(ml_dtypes.float8_e5m2).astype(np.float32)


def by_numpy(path: Path) -> Counts:
    """The counts of each array that NumPy can read."""
    counts = {}
    with np.load(path, allow_pickle=False) as archive:
        for name in archive.files:
            try:
                array = np.asarray(read(archive, name))
            except Exception:  # noqa: BLE001 - any refusal is one
                continue
            if array.dtype.kind != "f" or array.dtype.itemsize not in (2, 4, 8):
                continue
            counts[name] = (
                array.size,
                int((array == 0).sum()),
                int(np.isinf(array).sum()),
                int(np.isnan(array).sum()),
            )
    return counts


def by_fpaudit(tool: str, path: Path) -> tuple[Counts, int]:
    """The counts of each array that fpaudit reads, and its exit code."""
    run = subprocess.run(
        [tool, "audit", str(path), "--formats", "fp16", "--scales", "1", "--csv", "-"],
        capture_output=True,
        check=False,
    )
    if run.returncode not in (0, 2):
        raise SystemExit(f"{path}: exit code {run.returncode}: {run.stderr.decode()}")
    rows = csv.DictReader(io.StringIO(run.stdout.decode()))
    fields = ("count", "zero", "infinite", "nan")
    return {row["tensor"]: tuple(int(row[f]) for f in fields) for row in rows}, run.returncode


def damaged(whole: bytes, random: np.random.Generator) -> bytes:
    """The bytes of an archive with one thing wrong."""
    place = int(random.integers(len(whole)))
    kind = random.integers(4)
    if kind == 0:
        return whole[:place]
    if kind == 1:
        return whole[:place] + bytes([random.integers(256)]) + whole[place:]
    if kind == 2:
        return whole[:place] + whole[place + 1 :]
    return whole[:place] + bytes([whole[place] ^ (1 << random.integers(8))]) + whole[place + 1 :]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit")
    parser.add_argument("--archives", type=int, default=60)
    parser.add_argument("--damages", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    wrong = refused = answered = arrays = 0
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "x.npz"
        for number in range(options.archives):
            count = int(random.integers(1, 5))
            # An archive of empty arrays alone has nothing to audit.
            given = {f"t{i}": random_array(random) for i in range(count)} | {
                "one": np.ones(3, np.float32)
            }
            write(path, given, number % 6)
            expected = by_numpy(path)
            found, code = by_fpaudit(options.fpaudit, path)
            arrays += len(expected)
            if code or found != expected:
                wrong += 1
                print(f"archive {number}: {found} with exit code {code}, NumPy {expected}")
            whole = path.read_bytes()
            for _ in range(options.damages):
                path.write_bytes(damaged(whole, random))
                found, _ = by_fpaudit(options.fpaudit, path)
                refused += len(expected) - len(found)
                answered += len(found)
                try:
                    expected_now = by_numpy(path)
                except Exception:  # noqa: BLE001 - NumPy refuses it as a whole
                    expected_now = {}
                if any(expected_now.get(name) != counts for name, counts in found.items()):
                    wrong += 1
                    print(f"archive {number}, damaged: {found}, NumPy {expected_now}")
    print(
        f"{options.archives} archives with {arrays} arrays; damaged: {answered} arrays as NumPy "
        f"reads them, {refused} refused; {wrong} archives differ (seed {options.seed})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
