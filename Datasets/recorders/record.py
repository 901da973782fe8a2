"""Records gradients into Datasets/: `record.py [NAME...]`, all recordings without a name."""

from __future__ import annotations

import argparse
import importlib
import time
from pathlib import Path

import recording  # before torch, whose arithmetic it fixes
from as_npy import convert
from catalogue import CATALOGUE, DATASETS, Recording


def record(entry: Recording) -> None:
    """Makes one recording anew."""
    if entry.source is not None:
        convert(DATASETS / entry.source, entry.directory)
        return
    recorder = importlib.import_module(Path(entry.script).stem)
    recorder.record(recording.StepWriter(entry.directory, entry.steps))


def main() -> None:
    names = [entry.name for entry in CATALOGUE if entry.companion is None]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="*", help=f"any of {', '.join(names)}")
    chosen = parser.parse_args().name or names
    unknown = sorted(set(chosen) - set(names))
    if unknown:
        parser.error(f"unknown recording: {', '.join(unknown)} (there are {', '.join(names)})")
    for entry in CATALOGUE:
        if entry.name in chosen:
            start = time.monotonic()
            record(entry)
            print(f"{entry.name}: {len(entry.steps)} steps in {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
