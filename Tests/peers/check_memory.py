"""Compares the bytes of `fpaudit memory` with what PyTorch keeps.

    check_memory.py --fpaudit PATH RECORDING...

Parameters of the recorded shapes are made in PyTorch, given gradients, and updated once by
torch.optim's SGD, SGD with momentum, and Adam: all in FP32, all in BF16 (the arrays of
bf16_stochastic), and in FP16 or BF16 with an FP32 master copy that the optimizer updates (ZeRO's
layout). Compared are the bytes of weights, master copies, gradients and state tensors, in all and
for each group of tensors. Adam's step counters are left out: a number for each tensor that other
implementations keep once.

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
from collections import Counter
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

ROLES = ("weights", "master", "compensation", "gradients", "state")
MISMATCHES_SHOWN = 20


class Unusable(Exception):
    """The comparison cannot be made."""


def recorded_shapes(recording: Path) -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of a recording, by name."""
    shapes: dict[str, tuple[int, ...]] = {}
    for path in sorted(recording.iterdir()):
        if path.suffix == ".safetensors":
            shapes |= {name: values.shape for name, values in load_file(path).items()}
        elif path.is_dir():
            shapes |= {file.stem: np.load(file, mmap_mode="r").shape for file in path.glob("*.npy")}
    if not shapes:
        raise Unusable(f"{recording}: there is no tensor in it")
    return shapes


def reported(fpaudit: Path, recording: Path) -> dict[tuple[str, str, str], dict[str, int]]:
    """The bytes of every group, recipe and optimizer."""
    command = [fpaudit, "memory", recording, "--csv", "-"]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return {
        (row["group"], row["recipe"], row["optimizer"]): {role: int(row[role]) for role in ROLES}
        for row in csv.DictReader(io.StringIO(run.stdout, newline=""), strict=True)
    }


def optimizer_of(name: str, parameters: list):
    """One of torch.optim's."""
    import torch

    if name == "adam":
        return torch.optim.Adam(parameters, lr=1e-3)
    return torch.optim.SGD(parameters, lr=1e-3, momentum=0.9 if name == "momentum" else 0.0)


def kept(shapes: dict[str, tuple[int, ...]], recipe: str, optimizer: str) -> dict[str, Counter[str]]:
    """The bytes that PyTorch keeps of each tensor, by what they are for."""
    import torch

    dtype, has_master = {
        "fp32": (torch.float32, False),
        "bf16_stochastic": (torch.bfloat16, False),
        "bf16_master": (torch.bfloat16, True),
        "fp16_master": (torch.float16, True),
    }[recipe]
    bytes_of: dict[str, Counter[str]] = {name: Counter() for name in shapes}

    def count(name: str, role: str, tensor: torch.Tensor) -> None:
        bytes_of[name][role] += tensor.numel() * tensor.element_size()

    updated = {}
    for name, shape in shapes.items():
        weight = torch.nn.Parameter(torch.zeros(shape, dtype=dtype))
        weight.grad = torch.ones(shape, dtype=dtype)
        count(name, "weights", weight)
        count(name, "gradients", weight.grad)
        updated[name] = weight
        if has_master:
            # The gradient of the master copy is a view of the small one, widened as it is read.
            updated[name] = torch.nn.Parameter(weight.detach().float())
            updated[name].grad = weight.grad.float()
            count(name, "master", updated[name])
    stepper = optimizer_of(optimizer, list(updated.values()))
    stepper.step()
    for name, parameter in updated.items():
        for key, value in stepper.state[parameter].items():
            if key != "step" and torch.is_tensor(value):
                count(name, "state", value)
    return bytes_of


def group_of(name: str) -> str:
    """The first part of a name, unless it is the only one."""
    return re.split(r"[./]", name, maxsplit=1)[0]


def compared(fpaudit: Path, recording: Path) -> tuple[int, list[str]]:
    """How many groups were compared, and a line for each that differs."""
    shapes, ours, cells, wrong = recorded_shapes(recording), reported(fpaudit, recording), 0, []
    for recipe in ("fp32", "bf16_stochastic", "bf16_master", "fp16_master"):
        for optimizer in ("sgd", "momentum", "adam"):
            theirs: dict[str, Counter[str]] = {"": Counter()}
            for name, counts in kept(shapes, recipe, optimizer).items():
                theirs.setdefault(group_of(name), Counter()).update(counts)
                theirs[""].update(counts)
            mine = {group for group, of, by in ours if (of, by) == (recipe, optimizer)}
            wrong += [f"{recording}: only one side has {group}" for group in mine ^ theirs.keys()]
            for group in mine & theirs.keys():
                cells += 1
                expected = {role: theirs[group][role] for role in ROLES}
                if ours[group, recipe, optimizer] != expected:
                    wrong.append(
                        f"{recording}, {recipe}, {optimizer}, group `{group}`: "
                        f"{ours[group, recipe, optimizer]}, PyTorch {expected}")
    return cells, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    try:
        import torch
    except ImportError:
        print("PyTorch is not installed: memory is not compared")
        return 0
    cells, wrong = 0, []
    for recording in arguments.recordings:
        more_cells, more_wrong = compared(arguments.fpaudit, recording)
        cells, wrong = cells + more_cells, wrong + more_wrong
    for line in wrong[:MISMATCHES_SHOWN]:
        print(line)
    print(
        f"{len(wrong)} mismatches in {cells} groups of tensors, in recipes with optimizers; "
        f"torch.optim of PyTorch {torch.__version__}")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, OSError, KeyError, csv.Error, subprocess.CalledProcessError) as error:
        print(f"check_memory.py: {error}", file=sys.stderr)
        sys.exit(2)
