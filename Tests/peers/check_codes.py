"""Compares the value tables of `fpaudit codes FORMAT --csv -` with NumPy and ml_dtypes, all codes.

    check_codes.py [--fpaudit PATH] [--formats fp16,e4m3fn]

Each code is read as a bit pattern of the peer's type and widened to FP64, which is exact; value,
sign of zero, and class must be the same. Subnormal means below `finfo(type).smallest_normal`. The
exit code is 0 if all tables agree, 1 if any does not, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys

import ml_dtypes
import numpy as np

TYPES = {
    "fp16": np.float16,
    "bf16": ml_dtypes.bfloat16,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e4m3": ml_dtypes.float8_e4m3,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e3m4": ml_dtypes.float8_e3m4,
    "e3m2fn": ml_dtypes.float6_e3m2fn,
    "e2m3fn": ml_dtypes.float6_e2m3fn,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
}
MISMATCHES_SHOWN = 10


def width(name: str) -> int:
    """The number of bits of a code."""
    return {"fp16": 16, "bf16": 16, "e3m2fn": 6, "e2m3fn": 6, "e2m1fn": 4}.get(name, 8)


def peer_table(name: str) -> list[tuple[int, float, str]]:
    """Code, value and class of every code, as the peer has them."""
    unsigned = np.uint16 if width(name) == 16 else np.uint8
    codes = np.arange(2 ** width(name), dtype=unsigned)
    with np.errstate(invalid="ignore"):  # NumPy warns of signaling NaNs
        values = codes.view(TYPES[name]).astype(np.float64)
    normal = float(ml_dtypes.finfo(TYPES[name]).smallest_normal)
    return [(int(c), float(v), class_of(float(v), normal)) for c, v in zip(codes, values)]


def class_of(value: float, normal: float) -> str:
    """The class of a value in a format whose least normal value is given."""
    if np.isnan(value):
        return "nan"
    if np.isinf(value):
        return "infinite"
    if value == 0:
        return "zero"
    return "subnormal" if abs(value) < normal else "normal"


def own_table(fpaudit: str, name: str) -> list[tuple[int, float, str]]:
    """Code, value and class of every code, as fpaudit says."""
    run = subprocess.run(
        [fpaudit, "codes", name, "--csv", "-"], check=True, capture_output=True, text=True
    )
    rows = csv.DictReader(run.stdout.splitlines())
    return [(int(row["code"], 16), float(row["value"]), row["class"]) for row in rows]


def same(own: tuple[int, float, str], peer: tuple[int, float, str]) -> bool:
    """Whether two rows agree; one NaN is as good as another."""
    (own_code, own_value, own_class), (peer_code, peer_value, peer_class) = own, peer
    if own_code != peer_code or own_class != peer_class:
        return False
    if np.isnan(peer_value):
        return bool(np.isnan(own_value))
    return own_value == peer_value and np.signbit(own_value) == np.signbit(peer_value)


def check(fpaudit: str, name: str) -> int:
    """Compares one format; returns the number of rows that differ."""
    own, peer = own_table(fpaudit, name), peer_table(name)
    different = [pair for pair in zip(own, peer) if not same(*pair)]
    missing = abs(len(own) - len(peer))
    print(f"{name}: {len(peer)} codes, {len(different) + missing} mismatches")
    for pair in different[:MISMATCHES_SHOWN]:
        print(f"  fpaudit {pair[0]}, peer {pair[1]}")
    return len(different) + missing


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit")
    parser.add_argument("--formats", default=",".join(TYPES))
    options = parser.parse_args()
    names = options.formats.split(",")
    if unknown := [name for name in names if name not in TYPES]:
        print(f"check_codes.py: no peer has {', '.join(unknown)}", file=sys.stderr)
        return 2
    try:
        mismatches = sum([check(options.fpaudit, name) for name in names])
    except (OSError, subprocess.CalledProcessError, KeyError, ValueError) as error:
        print(f"check_codes.py: {error}", file=sys.stderr)
        return 2
    print(f"NumPy {np.__version__}, ml_dtypes {ml_dtypes.__version__}: {mismatches} mismatches")
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
