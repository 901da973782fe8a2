"""Compares `fpaudit metrics` with casts by NumPy and ml_dtypes.

    check_metrics.py --fpaudit PATH RECORDING...

Every tensor is scaled and cast as in check_counts.py, so that each value is rounded once, and the
metrics are computed from the results in FP64 by NumPy. Counts and the largest relative error must
be equal, sums agree to nine digits. The exit code is 0 if all agree, 1 if any does not, 2 if the
comparison could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path

import ml_dtypes
import numpy as np

from check_counts import FORMATS, Unusable, assert_casts, cast, recorded_tensors, scaled

CELLS = [(name, scale) for name in ("fp16", "bf16", "fp32", "e4m3fn", "e5m2") for scale in (1.0, 1024.0, 1000.0)]
SUMS = ("sqnr_db", "mean_relative_error", "lost_norm", "cosine")
MISMATCHES_SHOWN = 20


def reported(fpaudit: Path, recording: Path) -> dict[tuple[int, str, str, float], dict[str, str]]:
    """The rows of the CSV, by step, tensor, format and scale."""
    formats = ",".join(dict.fromkeys(name for name, _ in CELLS))
    scales = ",".join(dict.fromkeys(f"{scale:g}" for _, scale in CELLS))
    command = [fpaudit, "metrics", recording, "--formats", formats, "--scales", scales, "--csv", "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = csv.DictReader(io.StringIO(run.stdout), strict=True)
    return {(int(r["step"]), r["tensor"], r["format"], float(r["scale"])): r for r in rows}


def expected(values: np.ndarray, format: str, scale: float) -> dict[str, float | int | None]:
    """The metrics of a tensor."""
    products = scaled(values, scale)
    results = cast(products, format, Counter()).astype(np.float64)
    usable = np.isfinite(values) & (values != 0)
    compared = usable & np.isfinite(results)
    x, r = products[compared], results[compared]
    metrics: dict[str, float | int | None] = {
        "finite_nonzero": int(np.count_nonzero(usable)),
        "compared": int(np.count_nonzero(compared)),
    }
    error = np.abs(r - x)
    info = ml_dtypes.finfo(FORMATS[format])
    exponents = np.maximum(np.frexp(x)[1] - 1, np.frexp(float(info.smallest_normal))[1] - 1)
    ulps = error / np.ldexp(1.0, exponents - info.nmant)
    edges = np.arange(9) / 8
    above = [int(np.count_nonzero(ulps > edge)) for edge in edges]
    metrics["ulp_0"] = x.size - above[0]
    for eighth in range(1, 9):
        metrics[f"ulp_{eighth}_8"] = above[eighth - 1] - above[eighth]
    metrics["ulp_more"] = above[8]
    if x.size == 0:
        return metrics | dict.fromkeys((*SUMS, "largest_relative_error"))
    signal, noise = np.sum(x * x), np.sum(error * error)
    metrics["sqnr_db"] = 10 * math.log10(signal / noise) if noise else math.inf
    metrics["largest_relative_error"] = float(np.max(error / np.abs(x)))
    metrics["mean_relative_error"] = float(np.mean(error / np.abs(x)))
    metrics["lost_norm"] = math.sqrt(np.sum(np.square(x[r == 0])) / signal)
    norm = math.sqrt(signal) * math.sqrt(np.sum(r * r))
    metrics["cosine"] = float(np.sum(x * r)) / norm if norm else None
    return metrics


def agrees(name: str, found: str, wanted: float | int | None) -> bool:
    """Whether a field holds a number."""
    if wanted is None:
        return found == ""
    if name in SUMS:
        return math.isclose(float(found), wanted, rel_tol=1e-9)
    return float(found) == wanted


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    assert_casts()
    compared, mismatches = 0, []
    for recording in arguments.recordings:
        rows = reported(arguments.fpaudit, recording)
        for step, tensor, values in recorded_tensors(recording):
            for format, scale in CELLS:
                row = rows.pop((step, tensor, format, scale))
                for name, wanted in expected(values, format, scale).items():
                    compared += 1
                    if not agrees(name, row[name], wanted):
                        mismatches.append(
                            f"{recording}, step {step}, {tensor}, {format} at {scale:g}: {name} is "
                            f"{row[name]!r}, expected {wanted!r}")
        if rows:
            raise Unusable(f"{recording}: {len(rows)} rows of tensors that are not there")
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(mismatch)
    print(f"{len(mismatches)} mismatches in {compared} metrics; NumPy {np.__version__}, "
          f"ml_dtypes {ml_dtypes.__version__}")
    return 1 if mismatches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, KeyError, subprocess.CalledProcessError) as error:
        print(f"check_metrics.py: {error}", file=sys.stderr)
        sys.exit(2)
