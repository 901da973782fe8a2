"""Compares what fpaudit makes of all codes of the 8-bit types with ml_dtypes.

    check_float8.py --fpaudit PATH
    check_float8.py --fixture FILE

Every code of every type, some more often than others, is written by NumPy and by safetensors. The
counts of `fpaudit audit` must be those of the casts of check_counts.py, so that each value is
rounded once; `fpaudit trace` must list every value with its bits as ml_dtypes reads them; a
histogram and a merge of shards must give the same counts as the values. With `--fixture`, values
and counts are written for the tests in Swift instead. The exit code is 0 if all agree, 1 if any
does not, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import ml_dtypes
import numpy as np
from check_counts import COUNTS, Unusable, assert_casts, cast, classified
from safetensors.numpy import save_file

TYPES = {
    "e4m3fn": ml_dtypes.float8_e4m3fn, "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz, "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu, "e4m3": ml_dtypes.float8_e4m3,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz, "e3m4": ml_dtypes.float8_e3m4,
}
SAFETENSORS = ("e4m3fn", "e5m2", "e4m3fnuz", "e5m2fnuz", "e8m0fnu")
FORMATS = ("fp16", "bf16", "fp32", "e5m2", "e4m3fn", "e4m3fnuz")
SCALES = (1.0, 2.0**10, 2.0**-8, 1000.0, 3.0, 2.0**-126)
MISMATCHES_SHOWN = 20


def codes() -> np.ndarray:
    """Every code, from once to thirteen times, in no order."""
    repeated = np.repeat(np.arange(256, dtype=np.uint8), 1 + np.arange(256) % 13)
    return np.random.default_rng(8).permutation(repeated)


def values(name: str, given: np.ndarray) -> np.ndarray:
    """The values of codes in FP64, exactly."""
    return given.view(TYPES[name]).astype(np.float64)


def expected(name: str) -> dict[tuple[str, float], dict[str, int]]:
    """The right counts of every format and scale."""
    known = values(name, codes())
    return {
        (format, scale): classified(known, cast(known * scale, format, Counter()), format)
        for format in FORMATS
        for scale in SCALES
    }


def write(directory: Path) -> dict[Path, str | None]:
    """Writes every type in every way; files with what has to be assumed of them."""
    given, files = codes(), {}
    for name, dtype in TYPES.items():
        path = directory / name / f"{name}.npy"
        path.parent.mkdir()
        np.save(path, given.view(dtype))
        files[path] = None if name == "e5m2" else name
        path = directory / f"{name}-bytes" / f"{name}.npy"
        path.parent.mkdir()
        np.save(path, given)
        files[path] = name
        path = directory / f"{name}.npz"
        np.savez_compressed(path, **{name: given.view(dtype)})
        files[path] = None if name == "e5m2" else name
    for name in SAFETENSORS:
        path = directory / f"{name}.safetensors"
        save_file({name: given.view(TYPES[name])}, path)
        files[path] = None
    return files


def answer(fpaudit: Path, *arguments: str | Path) -> list[dict[str, str]]:
    """The rows of comma-separated values that fpaudit writes."""
    run = subprocess.run([fpaudit, *arguments, "--csv", "-"], check=True, capture_output=True, text=True)
    return list(csv.DictReader(io.StringIO(run.stdout), strict=True))


def cells(rows: list[dict[str, str]]) -> dict[tuple[str, float], dict[str, int]]:
    """Counts by format and scale."""
    return {
        (row["format"], float(row["scale"])): {key: int(row[key]) for key in ("count", *COUNTS)}
        for row in rows
    }


def audited(fpaudit: Path, path: Path, assumed: str | None, name: str) -> list[str]:
    """What is wrong with the counts of a file, from its values and from a histogram."""
    assumption = ["--assume-dtype", assumed] if assumed else []
    asked = ["--formats", ",".join(FORMATS), "--scales", ",".join(map(repr, SCALES))]
    rows = answer(fpaudit, "audit", path, *assumption, *asked)
    faults = [f"{path.name}: dtype {row['dtype']}" for row in rows if row["dtype"] != name]
    if cells(rows) != expected(name):
        faults.append(f"{path.name}: other counts")
    histogram = path.with_suffix(".fphist")
    subprocess.run([fpaudit, "histogram", path, *assumption, "-o", histogram], check=True, capture_output=True)
    powers = {key: value for key, value in expected(name).items() if key[1] not in (1000.0, 3.0)}
    kept = answer(
        fpaudit, "audit", histogram, "--formats", ",".join(FORMATS), "--scales",
        ",".join(sorted({repr(scale) for _, scale in powers})))
    if cells(kept) != powers:
        faults.append(f"{path.name}: other counts of the histogram")
    return faults


def traced(fpaudit: Path, path: Path, assumed: str | None, name: str) -> list[str]:
    """What is wrong with the values of a file."""
    assumption = ["--assume-dtype", assumed] if assumed else []
    rows = answer(
        fpaudit, "trace", path, *assumption, "--format", "fp32", "--outcomes",
        "zero,infinite,nan,underflow,subnormal,normal,overflow", "--all")
    given = codes()
    found = [(int(row["flat_index"]), row["bits"], float(row["value"])) for row in rows]
    wanted = [(index, f"0x{code:02X}", value) for index, (code, value) in enumerate(zip(given, values(name, given)))]
    same = len(found) == len(wanted) and all(
        one[:2] == other[:2] and np.array_equal(np.float32(one[2]), np.float32(other[2]), equal_nan=True)
        and (np.isnan(one[2]) or np.signbit(one[2]) == np.signbit(other[2]))
        for one, other in zip(found, wanted))
    return [] if same else [f"{path.name}: other values"]


def fixture() -> dict[str, object]:
    """Values and counts for the tests in Swift."""
    every = np.arange(256, dtype=np.uint8)
    return {
        name: {
            "values": [float(value).hex() for value in values(name, every)],
            "codes": codes().tobytes().hex(),
            "counts": [
                {"format": format, "scale": scale, "outcomes": [counts[key] for key in COUNTS]}
                for (format, scale), counts in expected(name).items()
            ],
        }
        for name in TYPES
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--fpaudit", type=Path)
    group.add_argument("--fixture", type=Path)
    arguments = parser.parse_args()
    assert_casts()
    if arguments.fixture:
        arguments.fixture.write_text(json.dumps(fixture()) + "\n")
        return 0
    tool = arguments.fpaudit.resolve()
    with tempfile.TemporaryDirectory() as directory:
        files = write(Path(directory))
        faults = []
        for path, assumed in files.items():
            name = path.stem
            faults += audited(tool, path, assumed, name) + traced(tool, path, assumed, name)
    for fault in faults[:MISMATCHES_SHOWN]:
        print(fault)
    print(
        f"{len(faults)} mismatches in {len(files)} files of {codes().size} values, {len(TYPES)} types, "
        f"{len(FORMATS)} formats, {len(SCALES)} scales; ml_dtypes {ml_dtypes.__version__}")
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, Unusable, KeyError, ValueError, subprocess.CalledProcessError) as error:
        print(f"check_float8.py: {error}", file=sys.stderr)
        sys.exit(2)
