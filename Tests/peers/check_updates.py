"""Compares the counts of `fpaudit updates` with NumPy's and ml_dtypes' arithmetic, exactly.

    check_updates.py --fpaudit PATH --weights DIRECTORY RECORDING...

Weights are made from a seed for every parameter of a recording, and followed through its steps by
gradient descent, u = -lr·g in FP32: in fp16 and bf16, rounded to nearest by NumPy's and ml_dtypes'
own casts, stochastically (by an implementation of Philox 4x32-10 and of rounding of its own), with
Kahan summation, and in FP32. The directory holds real weights before and after recorded steps; their
differences are updates, too. Every count of every tensor at every step has to be the same.

The exit code is 0 if all agree, 1 if any differs, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors.numpy import load_file, save_file

RATES = [1e-3, 0.1]
RANDOM_BITS = 16
SEED = 12345
MISMATCHES_SHOWN = 20
DTYPES = {"fp16": np.float16, "bf16": ml_dtypes.bfloat16}
LEAST_NORMAL = {"fp16": -14, "bf16": -126}
PRECISION = {"fp16": 11, "bf16": 8}
COLUMNS = [
    "count", "nonfinite", "zero", "nonzero", "lost", "overflow", "stochastic_expected",
    "stochastic_lost", "kahan_unmoved", "kahan_lost", "master_lost", "copy_unmoved", "below_half_ulp",
]

Tensors = dict[str, np.ndarray]
Key = tuple[int, str, str]


class Unusable(Exception):
    """The comparison cannot be made."""


def to_odd(left: np.ndarray, right: np.ndarray, dtype: type = np.float32) -> np.ndarray:
    """The exact sums of binary64 values, rounded to odd: a later rounding, two bits shorter, is the only one."""
    high = left + right
    other = high - left
    low = (left - (high - other)) + (right - other)
    near = high.astype(dtype)
    # What the nearest value lacks: exact, as both parts are.
    rest = np.where(np.isfinite(near), (high - near.astype(np.float64)) + low, 0)
    word = np.uint32 if dtype is np.float32 else np.uint64
    bits = near.view(word)
    one, top = word(1), word(1) << word(word(0).nbytes * 8 - 1)
    is_away = (rest > 0) == (near.astype(np.float64) > 0)
    # Of a zero, the least value with the sign of the rest.
    moved = np.where(bits & ~top == 0, np.where(rest > 0, one, top | one), np.where(is_away, bits + one, bits - one))
    return np.where((bits & one == 0) & (rest != 0), moved, bits).astype(word).view(dtype)


def near_sum(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The sums in binary32."""
    return left.astype(np.float32) + right.astype(np.float32)


def philox(seed: int, tensor: int, count: int) -> np.ndarray:
    """The first random words of a stream: Philox 4x32-10, four words a block."""
    blocks = np.arange((count + 3) // 4, dtype=np.uint64)
    mask = np.uint64(0xFFFFFFFF)
    words = [blocks & mask, blocks >> np.uint64(32)]
    words += [np.full_like(blocks, tensor & 0xFFFFFFFF), np.full_like(blocks, tensor >> 32)]
    keys = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        first, second = words[0] * np.uint64(0xD2511F53), words[2] * np.uint64(0xCD9E8D57)
        words = [
            (second >> np.uint64(32)) ^ words[1] ^ np.uint64(keys[0]), second & mask,
            (first >> np.uint64(32)) ^ words[3] ^ np.uint64(keys[1]), first & mask]
        keys = [(keys[0] + 0x9E3779B9) & 0xFFFFFFFF, (keys[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(words, axis=1).reshape(-1)[:count]


def stream_number(name: str, step: int) -> int:
    """FNV-1a of 64 bits over the name and the step."""
    number = 0xCBF29CE484222325
    for byte in name.encode() + step.to_bytes(8, "little"):
        number = (number ^ byte) * 0x100000001B3 % 2**64
    return number


@dataclass
class Stochastic:
    """What stochastic rounding makes of sums: neighbours, and how many draws go to the farther one."""

    low: np.ndarray
    high: np.ndarray
    away: np.ndarray

    def __init__(self, sums: np.ndarray, name: str) -> None:
        magnitude = np.abs(sums.astype(np.float64))
        with np.errstate(invalid="ignore", over="ignore"):
            exponent = np.maximum(np.frexp(magnitude)[1] - 1, LEAST_NORMAL[name])
            exponent = np.where(magnitude == 0, LEAST_NORMAL[name], exponent) - (PRECISION[name] - 1)
            # Scaling by powers of two is exact in binary64.
            units = np.ldexp(magnitude, -exponent)
            self.low = np.copysign(np.ldexp(np.floor(units), exponent), sums)
            self.high = np.copysign(np.ldexp(np.floor(units) + 1, exponent), sums)
            part = np.where(np.isfinite(units), units - np.floor(units), 0)
        self.away = np.floor(np.ldexp(part, RANDOM_BITS)).astype(np.int64)

    def losing(self, weights: np.ndarray) -> np.ndarray:
        """How many draws give the weights."""
        draws = 2**RANDOM_BITS
        return np.where(self.low == weights, draws - self.away, 0) + np.where(self.high == weights, self.away, 0)

    def drawn(self, words: np.ndarray, name: str) -> np.ndarray:
        """The results of random words; what is beyond the format becomes infinite."""
        draws = (words >> np.uint64(32 - RANDOM_BITS)).astype(np.int64)
        result = np.where(draws + self.away >= 2**RANDOM_BITS, self.high, self.low)
        return result.astype(np.float32).astype(DTYPES[name]).astype(np.float64)


class Store:
    """Weights of one tensor in one format, kept in several ways."""

    def __init__(self, name: str, weights: np.ndarray, is_exact: bool) -> None:
        self.name = name
        self.is_exact = is_exact
        self.add = to_odd if is_exact else near_sum
        self.nearest = self.rounded(weights)
        self.stochastic = self.kahan = self.nearest
        self.compensation = np.zeros_like(self.nearest)

    def rounded(self, values: np.ndarray) -> np.ndarray:
        """Binary32 values in the format and back."""
        with np.errstate(over="ignore"):
            return values.astype(np.float32).astype(DTYPES[self.name]).astype(np.float64)

    def sum(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        return self.rounded(self.add(left, right))

    def step(self, update: np.ndarray, words: np.ndarray, master: tuple[np.ndarray, np.ndarray]) -> dict[str, float]:
        """Adds updates, and counts."""
        def losable(weights: np.ndarray) -> np.ndarray:
            return np.isfinite(weights) & np.isfinite(update) & (update != 0)

        counts: dict[str, float] = {"count": update.size}
        known = np.isfinite(self.nearest) & np.isfinite(update)
        counts["nonfinite"] = np.sum(~known)
        counts["zero"] = np.sum(known & (update == 0))
        counts["nonzero"] = np.sum(known & (update != 0))
        result = self.sum(self.nearest, update)
        is_losable = losable(self.nearest)
        counts["lost"] = np.sum(is_losable & (result == self.nearest))
        counts["overflow"] = np.sum(is_losable & ~np.isfinite(result))
        exponent = np.maximum(np.frexp(self.nearest)[1] - 1, LEAST_NORMAL[self.name])
        exponent = np.where(self.nearest == 0, LEAST_NORMAL[self.name], exponent) - (PRECISION[self.name] - 1)
        counts["below_half_ulp"] = np.sum(is_losable & (np.abs(update) < np.ldexp(0.5, exponent)))
        self.nearest = result

        sums = to_odd(self.stochastic, update, np.float64) if self.is_exact else near_sum(self.stochastic, update)
        drawing = Stochastic(sums, self.name)
        result = drawing.drawn(words, self.name)
        is_losable = losable(self.stochastic)
        counts["stochastic_lost"] = np.sum(is_losable & (result == self.stochastic))
        losing = int(np.sum(np.where(is_losable, drawing.losing(self.stochastic), 0)))
        counts["stochastic_expected"] = losing / 2**RANDOM_BITS
        self.stochastic = result

        compensation = self.sum(self.compensation, update)
        result = self.sum(self.kahan, compensation)
        still = losable(self.kahan) & (result == self.kahan)
        counts["kahan_unmoved"] = np.sum(still)
        counts["kahan_lost"] = np.sum(still & (compensation == self.compensation))
        self.compensation = self.sum(compensation, self.sum(self.kahan, -result))
        self.kahan = result

        before, after = master
        is_losable = losable(before)
        counts["master_lost"] = np.sum(is_losable & (before == after))
        copies = self.rounded(before), self.rounded(after)
        counts["copy_unmoved"] = np.sum(losable(copies[0]) & (copies[0] == copies[1]))
        return counts


def recorded_steps(recording: Path) -> list[tuple[int, Tensors]]:
    """The tensors of every step of a recording, by their steps."""
    entries = [path for path in recording.iterdir() if path.suffix == ".safetensors" or path.is_dir()]
    numbered = [(re.search(r"(\d+)$", path.stem), path) for path in entries]
    steps = []
    for number, path in sorted((int(match.group(1)), path) for match, path in numbered if match):
        is_directory = path.is_dir()
        files = path.glob("*.npy") if is_directory else []
        steps.append(
            (number, {file.stem: np.load(file, allow_pickle=False) for file in files}
             if is_directory else load_file(path)))
    if not steps:
        raise Unusable(f"{recording}: there is no step in it")
    return steps


def made_weights(tensors: Tensors) -> Tensors:
    """Weights of all sizes, powers of two and zeros among them."""
    random = np.random.default_rng(20)
    made = {}
    for name, values in tensors.items():
        weights = random.standard_normal(values.shape) * np.exp2(random.uniform(-16, 2, values.shape))
        kind = random.integers(0, 16, values.shape)
        weights = np.where(kind == 0, np.exp2(np.floor(np.log2(np.abs(weights)))), weights)
        made[name] = np.where(kind == 1, 0, weights).astype(np.float32)
    return made


def expected(steps: list[tuple[int, Tensors]], start: Tensors, rate: float, is_exact: bool) -> Iterator[tuple[Key, dict]]:
    """What NumPy and ml_dtypes say about gradient descent."""
    for name, weights in start.items():
        master = weights.astype(np.float64)
        stores = [Store(format, weights, is_exact) for format in DTYPES]
        for number, tensors in steps:
            with np.errstate(over="ignore", invalid="ignore"):
                update = (np.float32(-rate) * tensors[name]).astype(np.float64)
                after = near_sum(master, update).astype(np.float64)
                words = philox(SEED, stream_number(name, number), update.size).reshape(update.shape)
                for store in stores:
                    yield (number, name, store.name), store.step(update, words, (master, after))
            master = after


def expected_differences(before: Path, after: Path, is_exact: bool) -> Iterator[tuple[Key, dict]]:
    """What they say about real differences of weights."""
    for (number, weights), (_, later) in zip(recorded_steps(before), recorded_steps(after), strict=True):
        for name, values in weights.items():
            master = values.astype(np.float64)
            update = later[name].astype(np.float64) - master
            words = philox(SEED, stream_number(name, number), update.size).reshape(update.shape)
            moved = near_sum(master, update).astype(np.float64) if not is_exact else to_float(master, update)
            for format in DTYPES:
                yield (number, name, format), Store(format, values, is_exact).step(update, words, (master, moved))


def to_float(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Sums of binary64 values in binary32, which are exact in binary64 here."""
    return (left + right).astype(np.float32).astype(np.float64)


def answered(fpaudit: Path, arguments: list[str | Path]) -> dict[Key, dict[str, str]]:
    """What fpaudit says."""
    command = [
        fpaudit, "updates", *arguments, "--formats", ",".join(DTYPES), "--random-bits", str(RANDOM_BITS),
        "--seed", str(SEED), "--csv", "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = csv.DictReader(io.StringIO(run.stdout), strict=True)
    return {(int(row["step"]), row["tensor"], row["format"]): row for row in rows}


class Comparison:
    """Rows compared so far."""

    def __init__(self) -> None:
        self.rows, self.updates, self.lost = 0, 0, 0
        self.mismatches: list[str] = []

    def compare(self, what: str, mine: dict[Key, dict[str, str]], theirs: Iterator[tuple[Key, dict]]) -> None:
        wanted = dict(theirs)
        if mine.keys() != wanted.keys():
            raise Unusable(f"{what}: {len(mine)} rows for {len(wanted)}")
        for key, counts in wanted.items():
            self.rows += 1
            self.updates += int(counts["nonzero"])
            self.lost += int(counts["lost"])
            for column in COLUMNS:
                if float(mine[key][column]) != float(counts[column]):
                    self.mismatches.append(f"{what}, {key}, {column}: {mine[key][column]}, expected {counts[column]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("--weights", type=Path, help="holds before/ and after/")
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    comparison = Comparison()
    for recording in arguments.recordings:
        steps = recorded_steps(recording)
        start = made_weights(steps[0][1])
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "weights.safetensors"
            save_file(start, file)
            for rate in RATES:
                for sum in ("exact", "fp32"):
                    options = ["--weights", file, "--gradients", recording, "--learning-rate", repr(rate), "--sum", sum]
                    comparison.compare(
                        f"{recording}, rate {rate}, {sum}", answered(arguments.fpaudit, options),
                        expected(steps, start, rate, sum == "exact"))
    if arguments.weights:
        before, after = arguments.weights / "before", arguments.weights / "after"
        for sum in ("exact", "fp32"):
            comparison.compare(
                f"{arguments.weights}, {sum}",
                answered(arguments.fpaudit, ["--before", before, "--after", after, "--sum", sum]),
                expected_differences(before, after, sum == "exact"))
    for mismatch in comparison.mismatches[:MISMATCHES_SHOWN]:
        print(mismatch)
    print(
        f"{len(comparison.mismatches)} mismatches in {comparison.rows} rows of {len(COLUMNS)} counts: "
        f"{comparison.updates} updates, {comparison.lost} of them lost to nearest; "
        f"NumPy {np.__version__}, ml_dtypes {ml_dtypes.__version__}")
    return 1 if comparison.mismatches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, KeyError, subprocess.CalledProcessError) as error:
        print(f"check_updates.py: {error}", file=sys.stderr)
        sys.exit(2)
