"""What is recorded: one entry a recording, read by `record.py` and `manifest.py`.

Needs nothing but the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DATASETS = Path(__file__).resolve().parent.parent

DIGITS = (
    "Optical Recognition of Handwritten Digits (E. Alpaydin, C. Kaynak; UCI Machine Learning"
    " Repository), the 1797 images that scikit-learn ships"
)
LICENCE_TEXT = "the text of the GNU General Public License, version 3, as Debian ships it"


@dataclass(frozen=True)
class Recording:
    """One recording under `Datasets/`, and where it came from."""

    name: str
    title: str
    description: str
    model: str
    data: str
    script: str
    steps: tuple[int, ...]
    container: str = "safetensors"
    source: str | None = None
    """The recording whose numbers this one repeats in another container."""
    companion: str | None = None
    """The recording beside which this one is written, by the same run."""

    @property
    def directory(self) -> Path:
        return DATASETS / self.name


DIGITS_CNN_STEPS = (10, 100, 300, 1000, 2000, 3000, 4000, 6000, 8000, 10000)

WEIGHTS = {
    "before": "The parameters before the optimizer's step.",
    "gradients": "The gradients of the parameters at the step.",
    "after": "The parameters after the step, which adds its update to those before it.",
}
"""What is recorded beside `digits-cnn`, by the name of its directory."""

CATALOGUE = (
    Recording(
        name="chars-transformer",
        title="A character-level transformer",
        description=(
            "A healthy training: nearly all that FP16 loses is the gradient of the keys' bias,"
            " which is zero on paper."
        ),
        model="transformer, 2 blocks of width 40 with 4 heads, layer norm, AdamW",
        data=LICENCE_TEXT,
        script="chars_transformer.py",
        steps=(1, 10, 30, 100, 200, 400, 700, 1000, 1500, 2000),
    ),
    Recording(
        name="deep-recurrent",
        title="A deep recurrent network without clipping",
        description=(
            "Gradients explode through 64 time steps and vanish in saturated units: beyond FP16 at"
            " both ends in the same step."
        ),
        model="3 layers of 64 tanh units, recurrent weights drawn three times too large, Adam",
        data=DIGITS,
        script="deep_recurrent.py",
        steps=(1, 5, 10, 20, 40, 60, 80, 100, 150, 200),
    ),
    Recording(
        name="digits-cnn",
        title="A convolutional network that has learnt its digits",
        description=(
            "Gradients of parameters and activations shrink with the loss until FP16 loses more"
            " than half of the non-zero ones."
        ),
        model="2 convolutions and 2 linear layers, ReLU, Adam",
        data=DIGITS,
        script="digits_cnn.py",
        steps=DIGITS_CNN_STEPS,
    ),
    Recording(
        name="digits-cnn-npy",
        title="The same as digits-cnn, as NumPy files",
        description="Exactly the numbers of digits-cnn, one .npy file a tensor.",
        model="as digits-cnn",
        data="digits-cnn",
        script="as_npy.py",
        steps=DIGITS_CNN_STEPS,
        container="npy",
        source="digits-cnn",
    ),
    *(
        Recording(
            name=f"weights/digits-cnn/{part}",
            title=f"A convolutional network step by step: {part}",
            description=description,
            model="2 convolutions and 2 linear layers, ReLU, Adam",
            data=DIGITS,
            script="digits_cnn.py",
            steps=DIGITS_CNN_STEPS,
            companion="digits-cnn",
        )
        for part, description in WEIGHTS.items()
    ),
    Recording(
        name="diverging",
        title="An autoencoder that diverges",
        description=(
            "A learning rate that grows without end: finite gradients, then infinities and NaN"
            " beside finite ones, then NaN only."
        ),
        model="autoencoder 64-96-24-96-64, leaky ReLU, gradient descent with momentum",
        data=DIGITS,
        script="diverging.py",
        steps=(1, 50, 100, 150, 180, 190, 194, 195, 196, 197, 198, 199),
    ),
)


def step_name(step: int) -> str:
    """The name of a step's file or directory, without its extension."""
    return f"step_{step:06d}"
