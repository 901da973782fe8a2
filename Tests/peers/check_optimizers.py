"""Compares `fpaudit updates` with torch.optim, step by step.

    check_optimizers.py --fpaudit PATH [--fixture FILE] RECORDING...

SGD (with momentum, dampening, Nesterov's variant, weight decay), Adam and AdamW of PyTorch take a
step for each recorded one, from weights made from a seed. Compared are, for every tensor at every
step: the FP32 weights that stay as they were; and, with the very updates that PyTorch adds, the lost
ones of weights in fp16 and bf16, added in FP32 and cast by PyTorch. With --fixture, the first steps
of small tensors are written, bit by bit, for the tests of the library.

Operations are those of PyTorch's baseline code, without fused multiplication and addition; but the
square root is NumPy's, as IEEE 754 has it: that of MKL, which PyTorch calls on a CPU, is an ulp off for
one value in five.

The exit code is 0 if all agree, 1 if any differs, 2 if the comparison could not be made.
"""

from __future__ import annotations

import os

# Before torch is loaded, which reads it once.
os.environ["ATEN_CPU_CAPABILITY"] = "default"

import argparse
import csv
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

MISMATCHES_SHOWN = 20
FORMATS = {"fp16": torch.float16, "bf16": torch.bfloat16}
COLUMNS = ["zero", "lost", "master_lost"]
SETTINGS: list[tuple[str, dict]] = [
    ("sgd", {"lr": 1e-2}),
    ("sgd", {"lr": 1e-2, "momentum": 0.9}),
    ("sgd", {"lr": 3e-3, "momentum": 0.9, "dampening": 0.3, "weight_decay": 1e-2}),
    ("sgd", {"lr": 1e-3, "momentum": 0.95, "nesterov": True, "weight_decay": 1e-4}),
    ("adam", {"lr": 1e-3}),
    ("adam", {"lr": 3e-4, "betas": (0.4, 0.99), "eps": 1e-6, "weight_decay": 0.1}),
    ("adamw", {"lr": 2e-3}),
    ("adamw", {"lr": 1e-5, "betas": (0.95, 0.98), "weight_decay": 0.3}),
]
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
OPTIONS = {
    "lr": "--learning-rate", "momentum": "--momentum", "dampening": "--dampening", "eps": "--epsilon",
    "weight_decay": "--weight-decay",
}

Tensors = dict[str, torch.Tensor]
Key = tuple[int, str, str]


def square_root(values: torch.Tensor) -> torch.Tensor:
    """The square root, correctly rounded."""
    return torch.from_numpy(np.sqrt(values.detach().numpy()))


torch.Tensor.sqrt = square_root  # of Adam's second moment


class Unusable(Exception):
    """The comparison cannot be made."""


def recorded_steps(recording: Path) -> list[tuple[int, Tensors]]:
    """The tensors of every step of a recording of safetensors files, by their steps."""
    files = [(re.search(r"(\d+)$", path.stem), path) for path in recording.glob("*.safetensors")]
    steps = sorted((int(match.group(1)), path) for match, path in files if match)
    if not steps:
        raise Unusable(f"{recording}: there is no step in it")
    return [(number, load_file(path)) for number, path in steps]


def made_weights(tensors: Tensors) -> Tensors:
    """Weights of many sizes."""
    generator = torch.Generator().manual_seed(21)
    return {
        name: torch.randn(values.shape, generator=generator)
        * torch.exp2(torch.rand(values.shape, generator=generator) * 14 - 12)
        for name, values in tensors.items()
    }


class Peer:
    """One tensor, trained by an optimizer of PyTorch."""

    def __init__(self, rule: str, options: dict, weights: torch.Tensor) -> None:
        self.parameter = torch.nn.Parameter(weights.clone())
        self.optimizer = OPTIMIZERS[rule]([self.parameter], foreach=False, fused=False, **options)
        self.rule, self.options = rule, options

    def step(self, gradient: torch.Tensor) -> torch.Tensor:
        """Takes a step; returns what it adds to the weights after their decay."""
        before = self.parameter.detach().clone()
        self.parameter.grad = gradient.clone()
        self.optimizer.step()
        return self.update(before, gradient)

    def update(self, before: torch.Tensor, gradient: torch.Tensor) -> torch.Tensor:
        """The last update, made of the optimizer's state by PyTorch's operations."""
        state, group = self.optimizer.state[self.parameter], self.optimizer.param_groups[0]
        if self.rule == "sgd":
            if group["weight_decay"] != 0:
                gradient = gradient.add(before, alpha=group["weight_decay"])
            buffer = state.get("momentum_buffer")
            if buffer is not None:
                gradient = gradient.add(buffer, alpha=group["momentum"]) if group["nesterov"] else buffer
            return torch.zeros_like(before).add_(gradient, alpha=-group["lr"])
        beta1, beta2 = group["betas"]
        step = state["step"].item()
        correction = (1 - beta2**step) ** 0.5
        divisor = (state["exp_avg_sq"].sqrt() / correction).add_(group["eps"])
        rate = group["lr"] / (1 - beta1**step)
        return torch.zeros_like(before).addcdiv_(state["exp_avg"], divisor, value=-rate)

    @property
    def decay(self) -> float:
        """What decoupled weight decay multiplies weights by."""
        group = self.optimizer.param_groups[0]
        return 1 - group["lr"] * group["weight_decay"] if self.rule == "adamw" else 1.0


def expected(steps: list[tuple[int, Tensors]], start: Tensors, rule: str, options: dict) -> Iterator[tuple[Key, dict]]:
    """What PyTorch says."""
    for name, weights in start.items():
        peer = Peer(rule, options, weights)
        stores = {format: weights.to(dtype) for format, dtype in FORMATS.items()}
        for number, tensors in steps:
            before = peer.parameter.detach().clone()
            update = peer.step(tensors[name])
            after = peer.parameter.detach()
            factor = torch.tensor(peer.decay)  # FP32
            # The decay that rounding to FP32 does not hide, in FP64.
            whole = update.double() + (factor.double() - 1) * before.double()
            master_lost = int(((before == after) & (whole != 0)).sum())
            for format, dtype in FORMATS.items():
                stored = stores[format]
                decayed = stored.float().mul(peer.decay) if peer.decay != 1 else stored.float()
                stores[format] = decayed.add(update).to(dtype)
                yield (number, name, format), {
                    "zero": int((whole == 0).sum()),
                    "lost": int(((stores[format] == stored) & (whole != 0)).sum()),
                    "master_lost": master_lost,
                }


def answered(fpaudit: Path, weights: Path, recording: Path, rule: str, options: dict) -> dict[Key, dict[str, str]]:
    """What fpaudit says."""
    command = [
        fpaudit, "updates", "--weights", weights, "--gradients", recording, "--optimizer", rule, "--sum", "fp32",
        "--formats", ",".join(FORMATS), "--csv", "-"]
    for name, value in options.items():
        if name == "nesterov":
            command.append("--nesterov")
        elif name == "betas":
            command += ["--betas", f"{value[0]!r},{value[1]!r}"]
        else:
            command += [OPTIONS[name], repr(value)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = csv.DictReader(io.StringIO(run.stdout), strict=True)
    return {(int(row["step"]), row["tensor"], row["format"]): row for row in rows}


def write_fixture(file: Path, steps: list[tuple[int, Tensors]]) -> None:
    """The first steps of a few weights under every setting: weights, gradients, updates, as FP32 and FP64 bits."""
    name, values = min(steps[0][1].items(), key=lambda item: (item[1].numel(), item[0]))
    cases = []
    for dtype, word in ((torch.float32, torch.int32), (torch.float64, torch.int64)):
        mask = 2 ** (word.itemsize * 8) - 1

        def bits(tensor: torch.Tensor) -> list[str]:
            return [f"{number & mask:x}" for number in tensor.detach().reshape(-1).view(word).tolist()]

        for rule, options in SETTINGS:
            weights = made_weights({name: values})[name].to(dtype)
            peer = Peer(rule, options, weights)
            rows = []
            for _, tensors in steps[:4]:
                gradient = tensors[name].to(dtype)
                update = peer.step(gradient)
                rows.append({"gradients": bits(gradient), "updates": bits(update), "weights": bits(peer.parameter)})
            cases.append({
                "arithmetic": "fp32" if dtype is torch.float32 else "fp64", "rule": rule, "options": options,
                "weights": bits(weights), "steps": rows})
    document = {"torch": torch.__version__.partition("+")[0], "cases": cases}
    file.write_text(json.dumps(document, indent=1) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--fpaudit", type=Path, required=True)
    parser.add_argument("--fixture", type=Path)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    rows, mismatches = 0, []
    for recording in arguments.recordings:
        steps = recorded_steps(recording)
        start = made_weights(steps[0][1])
        if arguments.fixture and recording == arguments.recordings[0]:
            write_fixture(arguments.fixture, steps)
        with tempfile.TemporaryDirectory() as directory:
            file = Path(directory) / "weights.safetensors"
            save_file(start, file)
            for rule, options in SETTINGS:
                mine = answered(arguments.fpaudit, file, recording, rule, options)
                wanted = dict(expected(steps, start, rule, options))
                if mine.keys() != wanted.keys():
                    raise Unusable(f"{recording}: {len(mine)} rows for {len(wanted)}")
                for key, counts in wanted.items():
                    rows += 1
                    found = {column: int(mine[key][column]) for column in COLUMNS}
                    if found != counts:
                        mismatches.append(f"{recording}, {rule} {options}, {key}: {found}, PyTorch {counts}")
    for mismatch in mismatches[:MISMATCHES_SHOWN]:
        print(mismatch)
    print(
        f"{len(mismatches)} mismatches in {rows} rows of {len(COLUMNS)} counts, {len(SETTINGS)} optimizers; "
        f"torch.optim of PyTorch {torch.__version__} on a CPU")
    return 1 if mismatches else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Unusable, KeyError, subprocess.CalledProcessError) as error:
        print(f"check_optimizers.py: {error}", file=sys.stderr)
        sys.exit(2)
