"""Cuts and changes files of every kind, and looks at what `fpaudit audit` says.

    check_damage.py [--fpaudit FILE] [--places N] [--seed N]

NumPy, safetensors, PyTorch and fpaudit itself write a small and a large file of each kind. The small
one is cut at every byte, and every byte of it is changed; the large one is cut and changed at N
random places. A file that was cut must be named as broken; what is answered of it all the same must
be what the whole file gives. So it must for changed files of the kinds that have checksums; of others
there must be either values or an error. No run may end by a signal. Exit code 0 if all is so, else 1.
"""

from __future__ import annotations

import argparse
import collections
import csv
import io
import random
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save

# Bytes of files that are audited by one run.
BATCH = 1 << 27
Rows = dict[str, list[str]]


@dataclass
class Kind:
    """A kind of file."""

    name: str
    suffix: str
    small: bytes
    large: bytes
    # Whether a changed byte of a tensor is noticed.
    is_checked: bool = False


def arrays(count: int) -> dict[str, np.ndarray]:
    """Arrays of all magnitudes."""
    generator = np.random.default_rng(count)
    values = generator.standard_normal(count) * np.exp2(generator.integers(-30, 12, count))
    return {
        "a": values.astype(np.float32).reshape(-1, 2),
        "b": values[: count // 3].astype(np.float64),
        "c": values[: count // 2].astype(np.float16),
    }


def written(write, *arguments, **options) -> bytes:
    """What a function writes into a file."""
    stream = io.BytesIO()
    write(stream, *arguments, **options)
    return stream.getvalue()


def by_torch(count: int, archive: bool) -> bytes:
    """A file of PyTorch, with a transposed view."""
    tensors = {name: torch.from_numpy(array) for name, array in arrays(count).items()}
    tensors["t"] = tensors["a"].t()
    stream = io.BytesIO()
    torch.save(tensors, stream, _use_new_zipfile_serialization=archive)
    return stream.getvalue()


def histogram(tool: str, count: int, directory: Path) -> bytes:
    """A histogram file of many arrays."""
    for index in range(count):
        np.save(directory / f"t{index}.npy", arrays(900 + 2 * index)["a"])
    path = directory / "h.fphist"
    subprocess.run([tool, "histogram", directory, "-q", "-o", path], check=True)
    return path.read_bytes()


def kinds(tool: str) -> list[Kind]:
    """Every kind, written by who writes it."""
    few, many = 6, 1 << 18
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as all_of_them:
        small, large = histogram(tool, 1, Path(one)), histogram(tool, 600, Path(all_of_them))
    return [
        Kind("npy", "npy", *(written(np.save, arrays(n)["a"]) for n in (few, many))),
        Kind("npz", "npz", *(written(np.savez, **arrays(n)) for n in (few, many)), True),
        Kind(
            "npz, deflated",
            "npz",
            *(written(np.savez_compressed, **arrays(n)) for n in (few, many)),
            True,
        ),
        Kind("safetensors", "safetensors", *(save(arrays(n)) for n in (few, many))),
        Kind("pt", "pt", *(by_torch(n, True) for n in (few, many)), True),
        Kind("pt, legacy", "pt", *(by_torch(n, False) for n in (few, many))),
        Kind("fphist", "fphist", small, large, True),
    ]


class Audit:
    """Audits files of one kind, many at a time."""

    def __init__(self, tool: str, kind: Kind, whole: bytes):
        self.tool, self.kind = tool, kind
        rows, _ = self.run([whole])
        # A histogram file knows its steps itself.
        self.whole = rows[0] if kind.suffix != "fphist" else {}

    def run(self, files: list[bytes]) -> tuple[list[Rows], list[list[str]]]:
        """For each file the rows of its tensors, and the errors."""
        rows: list[Rows] = [{} for _ in files]
        errors: list[list[str]] = [[] for _ in files]
        with tempfile.TemporaryDirectory(dir=memory()) as directory:
            paths = [Path(directory, f"step_{index:06}.{self.kind.suffix}") for index in range(len(files))]
            for path, data in zip(paths, files):
                path.write_bytes(data)
            # Histogram files count only where they are named.
            inputs = paths if self.kind.suffix == "fphist" else [directory]
            command = [self.tool, "audit", *inputs, "--formats", "fp16,bf16", "--scales", "1"]
            run = subprocess.run([*command, "--csv", "-"], capture_output=True, check=False)
        if run.returncode not in (0, 2):
            raise SystemExit(f"{self.kind.name}: exit code {run.returncode}: {run.stderr[-2000:]}")
        for row in csv.DictReader(io.StringIO(run.stdout.decode())):
            if self.kind.suffix != "fphist":
                rows[int(row["step"])].setdefault(row["tensor"], []).append(",".join(list(row.values())[1:]))
        for line in run.stderr.decode().splitlines():
            if match := re.search(r"/step_(\d{6})\.", line):
                errors[int(match[1])].append(line)
        return rows, errors

    def check(self, files: list[tuple[str, bytes]], is_cut: bool) -> tuple[collections.Counter, list[str]]:
        """Counts what became of files, and says which went wrong."""
        counts: collections.Counter = collections.Counter()
        wrong = []
        for batch in batches(files):
            rows, errors = self.run([data for _, data in batch])
            for (what, _), found, said in zip(batch, rows, errors):
                is_partial = any(self.whole.get(name) != row for name, row in found.items())
                if not said and (is_cut or self.kind.is_checked and found.keys() != self.whole.keys()):
                    wrong.append(f"{self.kind.name}, {what}: no error")
                elif not said and not found:
                    wrong.append(f"{self.kind.name}, {what}: neither values nor an error")
                elif is_partial and (is_cut or self.kind.is_checked):
                    wrong.append(f"{self.kind.name}, {what}: other values")
                counts["named" if said else "read"] += 1
        return counts, wrong


def batches(files: list[tuple[str, bytes]]):
    """Files in groups of at most so many bytes."""
    batch, size = [], 0
    for file in files:
        if batch and size + len(file[1]) > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += len(file[1])
    yield batch


def memory() -> str | None:
    """A directory in memory, where there is one."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def cuts(whole: bytes, places) -> list[tuple[str, bytes]]:
    """The file, ended at places."""
    return [(f"cut at {place}", whole[:place]) for place in places]


def changes(whole: bytes, places, generator: random.Random) -> list[tuple[str, bytes]]:
    """The file, with another byte at places."""
    return [
        (f"changed at {place}", whole[:place] + bytes([whole[place] ^ generator.randrange(1, 256)]) + whole[place + 1 :])
        for place in places
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit")
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generator = random.Random(options.seed)
    wrong: list[str] = []
    for kind in kinds(options.fpaudit):
        for whole in (kind.small, kind.large):
            audit = Audit(options.fpaudit, kind, whole)
            is_small = len(whole) < 1 << 15
            places = range(len(whole)) if is_small else sorted(generator.sample(range(len(whole)), options.places))
            cut, cut_wrong = audit.check(cuts(whole, places), True)
            changed, changed_wrong = audit.check(changes(whole, places, generator), False)
            wrong += cut_wrong + changed_wrong
            print(
                f"{kind.name}: {len(whole):,} bytes, at {'every byte' if is_small else f'{len(places):,} places'}: "
                f"cut: {cut['named']:,} of {len(places):,} named; "
                f"changed: {changed['named']:,} named, {changed['read']:,} read",
                flush=True,
            )
    for line in wrong[:50]:
        print(line)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"no run ended by a signal; {len(wrong)} answers are wrong (seed {options.seed})")
    print(f"peak memory of a run: {peak} MB", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
