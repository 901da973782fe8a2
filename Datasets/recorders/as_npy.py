"""Repeats a recording as one .npy file a tensor, number by number."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file


def convert(source: Path, target: Path) -> None:
    """Writes `target/<step>/<tensor name>.npy` for every step of a safetensors recording."""
    files = sorted(source.glob("*.safetensors"))
    if not files:
        raise SystemExit(f"{source.name}: not recorded yet; record it first")
    shutil.rmtree(target, ignore_errors=True)
    for file in files:
        step = target / file.stem
        step.mkdir(parents=True)
        for name, values in load_file(file).items():
            np.save(step / f"{name}.npy", values, allow_pickle=False)
