"""Compares the counts of `fpaudit audit --csv FILE` with real casts by NumPy and ml_dtypes.

    check_counts.py --csv FILE --recording DIR [--formats fp16,bf16] [--scales 1,1024,2^16]
                    [--scale-arithmetic exact|fp32]

A recording is a directory of `step_000010.safetensors` files, or of `step_000010/` directories of
.npy files. Every tensor of every step is scaled, cast and classified, and each count must be the
same. A row that only one side has is a mismatch. `--formats` and `--scales` say which cells must
be there (rows of others are then only counted); without them, the cells of the CSV are compared.

How one value x under the scale s is cast, so that it is rounded exactly once:

1. x·s is formed in FP64. x has 24 significant bits; s may have 29 (each power of two has one), so
   the product has at most 53 and is exact. Other scales, and products that leave FP64's normal
   range, are refused, not approximated.
2. fp64 -> fp16 and fp64 -> fp32: NumPy casts FP64 directly, rounding once.
3. fp64 -> any other format: ml_dtypes casts FP64 by way of FP32 and would round twice. So the
   product goes to FP32 first: unchanged where FP32 holds it, otherwise rounded to odd, after which
   one more rounding, to at most p = 22 bits, gives what a single rounding would have given
   (Boldo and Melquiond 2008). That includes products below FP32's least subnormal and beyond its
   greatest finite magnitude. The summary says how many values went which way.

With `--scale-arithmetic fp32`, x and s are rounded to FP32 instead and multiplied there, by NumPy,
for any scale: what `grad.float() * scale` does. The rest is the same.

The exit code is 0 if all cells agree, 1 if any does not, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import ml_dtypes
import numpy as np
from safetensors.numpy import load_file

COUNTS = ("zero", "infinite", "nan", "underflow", "subnormal", "normal", "overflow")
COLUMNS = ("step", "tensor", "dtype", "format", "scale", "count", *COUNTS)
DTYPE = "fp32"
SIGNIFICANT_BITS_OF_SCALE = 29
MISMATCHES_SHOWN = 50

CAST_BY_NUMPY = {"fp16": np.float16, "fp32": np.float32}
CAST_BY_ML_DTYPES = {
    "bf16": ml_dtypes.bfloat16,
    "e5m2": ml_dtypes.float8_e5m2,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3": ml_dtypes.float8_e4m3,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e3m4": ml_dtypes.float8_e3m4,
}
FORMATS = CAST_BY_NUMPY | CAST_BY_ML_DTYPES


class Cell(NamedTuple):
    """What one row is about."""

    step: int
    tensor: str
    format: str
    scale: float

    def __str__(self) -> str:
        return f"step {self.step}, {self.tensor}, {self.format}, scale {self.scale!r}"


class Unusable(Exception):
    """The comparison cannot be made: the message says why."""


# Reading


def recorded_tensors(recording: Path) -> Iterator[tuple[int, str, np.ndarray]]:
    """Every tensor of every step of a recording."""
    entries = [entry for entry in sorted(recording.iterdir()) if is_step(entry)]
    if not entries:
        raise Unusable(f"{recording}: neither .safetensors files nor directories of .npy files")
    for entry in entries:
        number = re.search(r"(\d+)$", entry.stem)
        if number is None:
            raise Unusable(f"{entry}: no step number at the end of its name")
        for name, values in tensors_of(entry).items():
            if values.dtype != np.float32:
                raise Unusable(f"{entry}: {name} is {values.dtype}, only FP32 is compared")
            yield int(number.group(1)), name, values.ravel()


def is_step(entry: Path) -> bool:
    """Whether an entry of a recording's directory holds a step."""
    return entry.suffix == ".safetensors" or (entry.is_dir() and any(entry.glob("*.npy")))


def tensors_of(entry: Path) -> dict[str, np.ndarray]:
    """The tensors of one step, by name."""
    if entry.is_dir():
        return {path.stem: np.load(path, allow_pickle=False) for path in entry.glob("*.npy")}
    return load_file(entry)


def reported_counts(path: Path) -> dict[Cell, dict[str, int]]:
    """The counts of every row of the CSV."""
    rows: dict[Cell, dict[str, int]] = {}
    with path.open(newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream, strict=True)
        if tuple(reader.fieldnames or ())[: len(COLUMNS)] != COLUMNS:
            raise Unusable(f"{path}: does not begin with the columns {','.join(COLUMNS)}")
        for row in reader:
            cell, counts = parsed(row, f"{path}:{reader.line_num}")
            if cell in rows:
                raise Unusable(f"{path}:{reader.line_num}: a second row for {cell}")
            rows[cell] = counts
    return rows


def parsed(row: dict[str, str], where: str) -> tuple[Cell, dict[str, int]]:
    """One row of the CSV."""
    if row["dtype"] != DTYPE:
        raise Unusable(f"{where}: dtype {row['dtype']}, only {DTYPE} is compared")
    try:
        cell = Cell(int(row["step"]), row["tensor"], row["format"], float(row["scale"]))
        return cell, {name: int(row[name]) for name in ("count", *COUNTS)}
    except (TypeError, ValueError) as error:
        raise Unusable(f"{where}: {error}") from error


# Casting


def scaled(values: np.ndarray, scale: float) -> np.ndarray:
    """The exact products of FP32 values and a scale, in FP64; infinities and NaN stay."""
    require_exact(scale)
    with np.errstate(over="ignore", under="ignore"):
        products = values.astype(np.float64) * scale
    usable = np.isfinite(values) & (values != 0)
    magnitudes = np.abs(products[usable])
    if magnitudes.size and not (
        magnitudes.min() >= np.finfo(np.float64).smallest_normal and magnitudes.max() < np.inf
    ):
        raise Unusable(f"scale {scale!r}: products beyond FP64's normal range are not exact")
    return products


def scaled_in_fp32(values: np.ndarray, scale: float) -> np.ndarray:
    """The products of values and a scale as FP32 arithmetic rounds them."""
    with np.errstate(over="ignore", under="ignore"):
        return (values.astype(np.float32) * np.float32(scale)).astype(np.float64)


SCALED = {"exact": scaled, "fp32": scaled_in_fp32}


def require_exact(scale: float) -> None:
    """Refuses a scale whose product with an FP32 value may need more than 53 bits."""
    if not (np.isfinite(scale) and scale > 0):
        raise Unusable(f"scale {scale}: must be positive and finite")
    numerator = Fraction(scale).numerator
    bits = numerator.bit_length() - ((numerator & -numerator).bit_length() - 1)
    if bits > SIGNIFICANT_BITS_OF_SCALE:
        raise Unusable(f"scale {scale!r}: {bits} significant bits, exact are 29 at most")


def rounded_to_odd(products: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """FP64 rounded to FP32 so that an inexact result has an odd bit pattern; and which are."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        nearest = products.astype(np.float32)
        widened = nearest.astype(np.float64)
        inexact = np.isfinite(products) & (widened != products)
        away = inexact & (np.abs(widened) > np.abs(products))
    bits = nearest.view(np.uint32).copy()
    bits[away] -= 1  # toward zero; from infinity to the greatest finite magnitude
    bits[inexact] |= 1
    return bits.view(np.float32), inexact


def cast(products: np.ndarray, format: str, ways: Counter[str]) -> np.ndarray:
    """The products in a format, rounded once; `ways` counts how the values went there."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        if format in CAST_BY_NUMPY:
            ways["fp64 by NumPy"] += products.size
            return products.astype(CAST_BY_NUMPY[format])
        singles, inexact = rounded_to_odd(products)
        ways["exact fp32 by ml_dtypes"] += int(np.count_nonzero(~inexact))
        ways["fp32 rounded to odd by ml_dtypes"] += int(np.count_nonzero(inexact))
        return singles.astype(CAST_BY_ML_DTYPES[format])


def classified(values: np.ndarray, result: np.ndarray, format: str) -> dict[str, int]:
    """How many values belong to each class, given what the cast made of them."""
    least_normal = float(ml_dtypes.finfo(FORMATS[format]).smallest_normal)
    magnitudes = np.abs(result.astype(np.float64))
    usable = np.isfinite(values) & (values != 0)
    finite = usable & np.isfinite(magnitudes)
    masks = {
        "zero": values == 0,
        "infinite": np.isinf(values),
        "nan": np.isnan(values),
        "underflow": finite & (magnitudes == 0),
        "subnormal": finite & (magnitudes > 0) & (magnitudes < least_normal),
        "normal": finite & (magnitudes >= least_normal),
        "overflow": usable & ~finite,
    }
    counts = {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}
    return {"count": values.size, **counts}


def assert_casts() -> None:
    """Makes sure that the casts relied on round once, to nearest, ties to even."""
    least = 2.0**-24
    checks = [
        ("fp16", 1 + 2.0**-11 + 2.0**-40, 1 + 2.0**-10),
        ("fp16", 1 + 2.0**-11 - 2.0**-40, 1.0),
        ("fp16", 2.0**-25, 0.0),
        ("fp16", 2.0**-25 + 2.0**-77, least),
        ("fp16", 65520.0, np.inf),
        ("fp16", 65520.0 - 2.0**-36, 65504.0),
        ("bf16", 1 + 2.0**-8 + 2.0**-40, 1 + 2.0**-7),
        ("bf16", 1 + 2.0**-8 - 2.0**-40, 1.0),
        ("bf16", 2.0**-134, 0.0),
        ("bf16", 2.0**-134 + 2.0**-186, 2.0**-133),
        ("bf16", 2.0**-126 - 2.0**-134, 2.0**-126),
        ("bf16", 2.0**-126 - 2.0**-134 - 2.0**-178, 2.0**-126 - 2.0**-133),
        ("bf16", 2.0**-200, 0.0),
        ("bf16", (2 - 2.0**-8) * 2.0**127, np.inf),
        ("bf16", (2 - 2.0**-8 - 2.0**-52) * 2.0**127, (2 - 2.0**-7) * 2.0**127),
        ("bf16", 2.0**200, np.inf),
    ]
    for format, value, expected in checks:
        for sign in (1, -1):
            found = float(cast(np.array([sign * value]), format, Counter())[0])
            if found != sign * expected:
                raise Unusable(f"{sign * value!r} became {found!r} in {format}: unusable cast")


# Comparing


class Selection(NamedTuple):
    """The formats and scales whose cells must be there."""

    formats: list[str]
    scales: list[float]

    def holds(self, cell: Cell) -> bool:
        return cell.format in self.formats and cell.scale in self.scales


def selection(reported: dict[Cell, dict[str, int]], arguments: argparse.Namespace) -> Selection:
    """What the command line asks for, or else what the CSV holds."""
    formats = arguments.formats or sorted({cell.format for cell in reported})
    scales = arguments.scales or sorted({cell.scale for cell in reported})
    unknown = sorted(set(formats) - FORMATS.keys())
    if unknown:
        raise Unusable(f"{', '.join(unknown)}: no peer casts to it; give --formats to leave it out")
    return Selection(formats, scales)


def expected_counts(
    recording: Path, chosen: Selection, arithmetic: str, ways: Counter[str]
) -> Iterator[tuple[Cell, dict[str, int]]]:
    """The right counts of every cell of a recording."""
    for step, tensor, values in recorded_tensors(recording):
        for scale in chosen.scales:
            products = SCALED[arithmetic](values, scale)
            for format in chosen.formats:
                result = cast(products, format, ways)
                yield Cell(step, tensor, format, scale), classified(values, result, format)


def difference(cell: Cell, reported: dict[str, int] | None, expected: dict[str, int]) -> str | None:
    """What is wrong with one cell; none if nothing is."""
    if reported is None:
        return f"{cell}: no such row in the CSV"
    if reported["count"] != sum(reported[name] for name in COUNTS):
        return f"{cell}: the classes do not sum to the count {reported['count']}"
    wrong = [name for name in expected if reported[name] != expected[name]]
    if not wrong:
        return None
    return f"{cell}: " + ", ".join(f"{n} {reported[n]}, right is {expected[n]}" for n in wrong)


def mismatches(
    expected: dict[Cell, dict[str, int]], reported: dict[Cell, dict[str, int]], chosen: Selection
) -> Iterator[str]:
    """One line for each cell that is wrong, or that only one side has."""
    for cell, counts in expected.items():
        if message := difference(cell, reported.get(cell), counts):
            yield message
    for cell in sorted(reported.keys() - expected.keys()):
        if chosen.holds(cell):
            yield f"{cell}: no such tensor in the recording"


def compare(arguments: argparse.Namespace) -> int:
    """Compares all cells and prints what differs; the number of mismatches."""
    assert_casts()
    reported = reported_counts(arguments.csv)
    chosen = selection(reported, arguments)
    ways: Counter[str] = Counter()
    expected = dict(
        expected_counts(arguments.recording, chosen, arguments.scale_arithmetic, ways)
    )
    if not expected:
        raise Unusable("nothing to compare: no tensor, format or scale")
    wrong = list(mismatches(expected, reported, chosen))
    print("".join(f"{line}\n" for line in wrong[:MISMATCHES_SHOWN]), end="")
    if len(wrong) > MISMATCHES_SHOWN:
        print(f"... and {len(wrong) - MISMATCHES_SHOWN} more")
    went = ", ".join(f"{count} {way}" for way, count in sorted(ways.items()))
    left_out = sum(not chosen.holds(cell) for cell in reported)
    print(f"values cast: {went}; rows of other formats or scales left out: {left_out}")
    print(f"{len(expected)} cells compared, {len(wrong)} mismatches")
    return len(wrong)


# Command line


def scale_list(text: str) -> list[float]:
    """Scales such as `1,0.5,2^16`."""
    return [2.0 ** int(part[2:]) if part.startswith("2^") else float(part) for part in split(text)]


def split(text: str) -> list[str]:
    """The parts of a list with commas."""
    return [part.strip() for part in text.split(",")]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--csv", type=Path, required=True, help="what fpaudit wrote")
    parser.add_argument("--recording", type=Path, required=True, help="what fpaudit read")
    parser.add_argument("--formats", type=split, help="default: those of the CSV")
    parser.add_argument("--scales", type=scale_list, help="default: those of the CSV")
    parser.add_argument(
        "--scale-arithmetic", choices=SCALED, default="exact", help="as given to fpaudit"
    )
    try:
        return 1 if compare(parser.parse_args()) else 0
    except (Unusable, OSError, csv.Error) as error:
        print(f"check_counts.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
