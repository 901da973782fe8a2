"""Compares `fpaudit replay --scaler torch` with PyTorch's own GradScaler on a CPU, step by step.

    check_scalers.py --fpaudit PATH RECORDING...

Each recorded gradient is multiplied by the scaler's scale in FP32 and cast to FP16, as a backward
pass in FP16 stores it, and back to FP32, which is exact: GradScaler refuses to unscale gradients
of dtype FP16 ("Attempting to unscale FP16 gradients"). It then finds overflows, skips the
optimizer's step and moves the scale by itself. Compared are the scale before and after each step
and whether the step was skipped, from 2^16, 2^10 and 3000 on, with growth after 4 clean steps,
factors of 2 and 0.5 and of 1.7 and 0.3. A recording is run three times over, so that scales have
time to grow.

The exit code is 0 if all agree or PyTorch is not installed, 1 if any differs, 2 if the comparison
could not be made.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

ROUNDS = 3
GROWTH_INTERVAL = 4
SETTINGS = [(scale, *factors) for scale in (65536.0, 1024.0, 3000.0) for factors in ((2.0, 0.5), (1.7, 0.3))]
MISMATCHES_SHOWN = 20

Step = tuple[int, dict[str, np.ndarray]]
Outcome = tuple[int, float, bool, float]


class Unusable(Exception):
    """The comparison cannot be made."""


def recorded_steps(recording: Path) -> Iterator[Step]:
    """The tensors of every step of a recording, by their steps."""
    entries = [path for path in recording.iterdir() if path.suffix == ".safetensors" or path.is_dir()]
    numbered = [(re.search(r"(\d+)$", path.stem), path) for path in entries]
    for number, path in sorted((int(match.group(1)), path) for match, path in numbered if match):
        if path.is_dir():
            yield number, {file.stem: np.load(file, allow_pickle=False) for file in path.glob("*.npy")}
        else:
            yield number, load_file(path)


def replayed(fpaudit: Path, recording: Path, scale: float, growth: float, backoff: float) -> list[Outcome]:
    """What fpaudit says about every step."""
    settings = {
        "initial_scale": scale,
        "growth_interval": GROWTH_INTERVAL,
        "growth_factor": growth,
        "backoff_factor": backoff,
    }
    command = [fpaudit, "replay", recording, "--scaler", "torch", "--repeat", str(ROUNDS), "--csv", "-"]
    # The product in FP32, which an FP32 tensor times the scale is.
    command += ["--scale-arithmetic", "fp32"]
    for name, value in settings.items():
        command += ["--set", f"{name}={value!r}"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return [
        (int(row["step"]), float(row["scale_before"]), row["skipped"] == "1", float(row["scale_after"]))
        for row in csv.DictReader(io.StringIO(run.stdout), strict=True)
    ]


def trained(steps: list[Step], scale: float, growth: float, backoff: float) -> Iterator[Outcome]:
    """What GradScaler does with every step."""
    import torch

    names = {name: values.shape for _, tensors in steps for name, values in tensors.items()}
    parameters = {name: torch.nn.Parameter(torch.zeros(shape)) for name, shape in names.items()}
    optimizer = torch.optim.SGD(parameters.values(), lr=0.0)
    taken = 0

    def count(*_: object) -> None:
        nonlocal taken
        taken += 1

    optimizer.register_step_post_hook(count)
    scaler = torch.amp.GradScaler(
        "cpu", init_scale=scale, growth_factor=growth, backoff_factor=backoff, growth_interval=GROWTH_INTERVAL)
    scaler.scale(torch.zeros(()))  # makes the scale's tensor
    for number, tensors in steps * ROUNDS:
        before = scaler.get_scale()
        for name, parameter in parameters.items():
            recorded = tensors.get(name)
            if recorded is None:
                parameter.grad = None
                continue
            scaled = torch.from_numpy(recorded.astype(np.float32)) * torch.tensor(before)
            parameter.grad = scaled.half().float()
        taken_before = taken
        scaler.step(optimizer)
        scaler.update()
        yield number, before, taken == taken_before, scaler.get_scale()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: GradScaler is not compared")
        return 0
    compared, skipped, mismatches = 0, 0, []
    for recording in arguments.recordings:
        steps = list(recorded_steps(recording))
        if not steps:
            raise Unusable(f"{recording}: there is no step in it")
        for setting in SETTINGS:
            ours = replayed(arguments.fpaudit, recording, *setting)
            theirs = list(trained(steps, *setting))
            if len(ours) != len(theirs):
                raise Unusable(f"{recording}: {len(ours)} rows for {len(theirs)} steps")
            for index, (mine, wanted) in enumerate(zip(ours, theirs)):
                compared, skipped = compared + 1, skipped + wanted[2]
                if mine != wanted:
                    mismatches.append(f"{recording}, {setting}, index {index}: {mine}, GradScaler {wanted}")
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(mismatch)
    print(
        f"{len(mismatches)} mismatches in {compared} steps, {skipped} of them skipped; "
        f"torch.amp.GradScaler of PyTorch {torch.__version__} on a CPU")
    return 1 if mismatches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, KeyError, subprocess.CalledProcessError) as error:
        print(f"check_scalers.py: {error}", file=sys.stderr)
        sys.exit(2)
