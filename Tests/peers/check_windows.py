"""Compares the windows of safe scales that `fpaudit advise` finds with brute force.

    check_windows.py --fpaudit PATH RECORDING...

Every tensor of every recorded step is multiplied by every power of two from 2^-40 to 2^40 and cast
by NumPy (fp16) or ml_dtypes (bf16, e4m3fn, e5m2), rounded once, as check_counts.py explains. A
scale keeps enough if no more than the tolerated share of the finite non-zero values becomes zero,
and it is not too much if all of them stay finite. Both must be as fpaudit's window says, at each
of the 81 scales: for each tensor at each step (--csv), for all values of each step and of the
whole run (--json), with a tolerance of 0.1% and with none.

The exit code is 0 if all windows agree, 1 if any does not, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import ml_dtypes
import numpy as np
from check_counts import Unusable, assert_casts, cast, recorded_tensors, scaled

FORMATS = ("fp16", "bf16", "e4m3fn", "e5m2")
EXPONENTS = range(-40, 41)
# As fpaudit reads them, and as numerator and denominator.
TOLERANCES = {"0.1%": (1, 1000), "0": (0, 1)}
MISMATCHES_SHOWN = 20


class Place(NamedTuple):
    """What a window is of: a tensor at a step, a step (no tensor), or the run (neither)."""

    format: str
    step: int | None
    tensor: str | None


class Counts(NamedTuple):
    """The finite non-zero values, and at each scale those that underflow and overflow."""

    usable: int
    underflow: np.ndarray
    overflow: np.ndarray

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.usable + other.usable, self.underflow + other.underflow, self.overflow + other.overflow)

    def keeps_enough(self, tolerance: tuple[int, int]) -> list[bool]:
        return [int(count) * tolerance[1] <= self.usable * tolerance[0] for count in self.underflow]

    def is_bearable(self) -> list[bool]:
        return [int(count) == 0 for count in self.overflow]


# Brute force


def counted(values: np.ndarray, format: str, ways: Counter[str]) -> Counts:
    """What becomes of some values at every scale."""
    values = values[np.isfinite(values) & (values != 0)]
    underflow, overflow = [], []
    for exponent in EXPONENTS:
        magnitudes = cast(scaled(values, 2.0**exponent), format, ways).astype(np.float64)
        underflow.append(int(np.count_nonzero(magnitudes == 0)))
        overflow.append(int(np.count_nonzero(~np.isfinite(magnitudes))))
    return Counts(values.size, np.array(underflow, dtype=np.int64), np.array(overflow, dtype=np.int64))


def brute_force(recording: Path, ways: Counter[str]) -> dict[Place, Counts]:
    """The counts of every tensor at every step, of every step, and of the run."""
    nothing = Counts(0, np.zeros(len(EXPONENTS), np.int64), np.zeros(len(EXPONENTS), np.int64))
    found: dict[Place, Counts] = defaultdict(lambda: nothing)
    for step, tensor, values in recorded_tensors(recording):
        for format in FORMATS:
            counts = counted(values, format, ways)
            found[Place(format, step, tensor)] = counts
            found[Place(format, step, None)] += counts
            found[Place(format, None, None)] += counts
    return dict(found)


# What fpaudit says


def run(fpaudit: Path, recording: Path, tolerance: str, report: str) -> str:
    """One report of fpaudit."""
    command = [fpaudit, "advise", recording, "--formats", ",".join(FORMATS), "--tolerance", tolerance, report, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def reported(fpaudit: Path, recording: Path, tolerance: str) -> dict[Place, dict]:
    """The window of every place."""
    windows: dict[Place, dict] = {}
    rows = csv.DictReader(io.StringIO(run(fpaudit, recording, tolerance, "--csv"), newline=""), strict=True)
    for row in rows:
        ends = {name: int(row[name]) for name in ("least", "greatest") if row[name]}
        place = Place(row["format"], int(row["step"]), row["tensor"])
        if place in windows:
            raise Unusable(f"{recording}: a second row for {place}")
        windows[place] = {"kind": row["window"], **ends}
    for item in json.loads(run(fpaudit, recording, tolerance, "--json"))["formats"]:
        advice = item["advice"]
        windows[Place(advice["format"], None, None)] = advice["wholeRun"]
        for step in advice["steps"]:
            windows[Place(advice["format"], step["step"], None)] = step["window"]
    return windows


def claims(window: dict) -> tuple[list[bool], list[bool]]:
    """Whether each scale keeps enough, and whether nothing overflows at it."""
    if window["kind"] == "any":
        return [True] * len(EXPONENTS), [True] * len(EXPONENTS)
    least, greatest = window.get("least", np.inf), window.get("greatest", -np.inf)
    return [e >= least for e in EXPONENTS], [e <= greatest for e in EXPONENTS]


# Comparing


def mismatches(windows: dict[Place, dict], counts: dict[Place, Counts], tolerance: tuple[int, int]) -> list[str]:
    """One line for each place whose window is wrong, or that only one side has."""
    wrong = [f"{place}: only one side has it" for place in windows.keys() ^ counts.keys()]
    for place in windows.keys() & counts.keys():
        keeps, bears = counts[place].keeps_enough(tolerance), counts[place].is_bearable()
        if claims(windows[place]) != (keeps, bears):
            enough = [e for e, is_kept in zip(EXPONENTS, keeps) if is_kept]
            bearable = [e for e, is_borne in zip(EXPONENTS, bears) if is_borne]
            wrong.append(
                f"{place}: {windows[place]}; right is enough from {min(enough, default=None)}, "
                f"no overflow up to {max(bearable, default=None)}")
        if (windows[place]["kind"] == "any") != (counts[place].usable == 0):
            wrong.append(f"{place}: {windows[place]['kind']}, with {counts[place].usable} values")
    return sorted(wrong)


def ends_within(window: dict) -> int:
    """How many ends of a window lie within the scales that were tried."""
    return sum(window.get(end) in EXPONENTS for end in ("least", "greatest"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    assert_casts()
    ways: Counter[str] = Counter()
    total = 0
    for recording in arguments.recordings:
        counts = brute_force(recording, ways)
        for tolerance, share in TOLERANCES.items():
            windows = reported(arguments.fpaudit, recording, tolerance)
            wrong = mismatches(windows, counts, share)
            for line in wrong[:MISMATCHES_SHOWN]:
                print(line)
            total += len(wrong)
            kinds = Counter("tensor" if place.tensor else "step" if place.step is not None else "run" for place in windows)
            print(
                f"{recording.name}, tolerance {tolerance}: {len(wrong)} mismatches in windows of "
                f"{kinds['tensor']} tensors at steps, {kinds['step']} steps, {kinds['run']} runs, each at "
                f"{len(EXPONENTS)} scales; {sum(map(ends_within, windows.values()))} ends lie within")
    went = ", ".join(f"{count} {way}" for way, count in sorted(ways.items()))
    print(f"{total} mismatches; {', '.join(FORMATS)} at 2^-40..2^40; values cast: {went}")
    print(f"NumPy {np.__version__}, ml_dtypes {ml_dtypes.__version__}")
    return 1 if total else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, OSError, KeyError, csv.Error, subprocess.CalledProcessError) as error:
        print(f"check_windows.py: {error}", file=sys.stderr)
        sys.exit(2)
