"""What every recorder shares: fixed arithmetic, the data, and the writing of steps.

Import this module before torch: the libraries below torch read their settings when they are loaded.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

# One instruction set and one thread for everything, so that a recording depends on the
# versions of the libraries and as little as possible on the machine.
os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["MKL_CBWR"] = "COMPATIBLE"
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import torch  # noqa: E402
from catalogue import DATASETS, step_name  # noqa: E402
from safetensors.numpy import save_file  # noqa: E402
from sklearn.datasets import load_digits  # noqa: E402
from torch import Tensor, nn  # noqa: E402

LICENCE_TEXT = Path("/usr/share/common-licenses/GPL-3")
LICENCE_TEXT_SHA256 = "3972dc9744f6499f0f9b2dbf76696f2ae7ad8af9b23dde66d6af86c9dfb36986"


def fix_arithmetic(seed: int) -> None:
    """Seeds torch and leaves it no choice between algorithms."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.backends.mkldnn.enabled = False
    torch.manual_seed(seed)


def digits() -> tuple[Tensor, Tensor]:
    """The 1797 handwritten digits of scikit-learn: images (n, 8, 8) of 0...16, and labels (n)."""
    images, labels = load_digits(return_X_y=True)
    return (
        torch.from_numpy(images.astype(np.float32)).reshape(-1, 8, 8),
        torch.from_numpy(labels.astype(np.int64)),
    )


def licence_text() -> str:
    """The GNU General Public License as Debian ships it, the very bytes that were recorded with."""
    data = LICENCE_TEXT.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != LICENCE_TEXT_SHA256:
        raise SystemExit(f"{LICENCE_TEXT}: another text than the recorded one (SHA-256 {found})")
    return data.decode("ascii")


def parameter_gradients(model: nn.Module) -> dict[str, Tensor]:
    """The gradient of every parameter, under the parameter's name in `state_dict`."""
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def activation_gradients(activations: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The gradient of every activation that kept one, under `activation.` and its name."""
    return {f"activation.{name}": tensor.grad for name, tensor in activations.items()}


def parameters(model: nn.Module) -> dict[str, Tensor]:
    """Every parameter as it is now, under its name in `state_dict`."""
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


class StepWriter:
    """Writes the steps of one recording, one safetensors file a step.

    Whatever an earlier recording left in the directory is removed first.
    """

    def __init__(self, directory: Path, steps: Iterable[int]) -> None:
        self.directory = directory
        self.steps = frozenset(steps)
        self.last = max(self.steps)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)

    def wants(self, step: int) -> bool:
        """Whether this step belongs to the recording."""
        return step in self.steps

    def beside(self, name: str) -> StepWriter:
        """A writer of the same steps for another recording, by its name under `Datasets/`."""
        return StepWriter(DATASETS / name, self.steps)

    def write(self, step: int, gradients: Mapping[str, Tensor]) -> None:
        """Writes one step; every gradient must be there, and FP32."""
        arrays = {name: array(name, tensor) for name, tensor in gradients.items()}
        save_file(arrays, self.directory / f"{step_name(step)}.safetensors", {"format": "pt"})


def array(name: str, gradient: Tensor | None) -> np.ndarray:
    """A gradient as a contiguous FP32 array."""
    if gradient is None or gradient.dtype != torch.float32:
        raise ValueError(f"{name}: no FP32 gradient")
    return np.ascontiguousarray(gradient.detach().numpy())
