"""Measures with NumPy what FP16 makes of each recorded step, and writes it into the README.

The tables stand between two comments in Datasets/README.md and are replaced as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from catalogue import CATALOGUE, DATASETS, Recording
from safetensors.numpy import load_file

README = DATASETS / "README.md"
BEGIN = "<!-- measured: written by recorders/measure.py -->\n"
END = "<!-- end of measured -->\n"
HEAD = (
    "| step | values | zero | lost in FP16 | share of non-zero | beyond FP16 | Inf | NaN "
    "| least | greatest |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n"
)


def values_of_step(file: Path) -> np.ndarray:
    """All values of one step, one after the other."""
    return np.concatenate([tensor.ravel() for tensor in load_file(file).values()])


def row(step: int, values: np.ndarray) -> str:
    """One line of a table: the counts at scale 1, by a real cast to float16."""
    with np.errstate(over="ignore", under="ignore"):
        cast = values.astype(np.float16)
    usable = np.isfinite(values) & (values != 0)
    lost = int(np.count_nonzero(usable & (cast == 0)))
    beyond = int(np.count_nonzero(usable & np.isinf(cast)))
    magnitudes = np.abs(values[usable])
    share = f"{lost / magnitudes.size:.2%}" if magnitudes.size else "-"
    ends = [f"{end(magnitudes):.1e}" if magnitudes.size else "-" for end in (np.min, np.max)]
    zero, infinite, nan = (
        int(np.count_nonzero(mask)) for mask in (values == 0, np.isinf(values), np.isnan(values))
    )
    cells = [step, values.size, zero, lost, share, beyond, infinite, nan, *ends]
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def table(recording: Recording) -> str:
    """The table of one recording, under its name."""
    files = sorted(recording.directory.glob("*.safetensors"))
    rows = (row(step, values_of_step(file)) for step, file in zip(recording.steps, files))
    return f"\n### {recording.name}\n\n{HEAD}{''.join(rows)}"


def tables() -> Iterator[str]:
    """The tables of all recordings of gradients that do not repeat another one."""
    return (
        table(recording)
        for recording in CATALOGUE
        if recording.source is None and recording.companion is None
    )


def main() -> None:
    before, _, rest = README.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}{''.join(tables())}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
