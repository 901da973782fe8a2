"""Where the seeds of each target come from: committed files, pickles made here, and what the
program under `make fuzz` writes itself.

A corpus directory gets every seed once, under the digest of its bytes as libFuzzer names them.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import os
import pickle
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = "Tests/TensorFilesTests/Fixtures"
TEXTS = "Tests/Fuzzing/Seeds"
MALFORMED = "Datasets/malformed"

# The files of each target, by origin.
FILES = {
    "npy": [
        (MALFORMED, "*.npy"),
        (FIXTURES, "**/*.npy"),
        ("Datasets/digits-cnn-npy", "step_000010/*.npy"),
    ],
    "npz": [(MALFORMED, "*.npz"), (FIXTURES, "**/*.npz")],
    "zip": [(MALFORMED, "*.npz"), (MALFORMED, "*.pt"), (FIXTURES, "*.npz"), (FIXTURES, "*.pt")],
    "safetensors": [
        (MALFORMED, "*.safetensors"),
        (FIXTURES, "**/*.safetensors"),
        ("Datasets/digits-cnn", "*.safetensors"),
    ],
    "shards": [(MALFORMED, "*.index.json"), (FIXTURES, "**/*.index.json")],
    "torch": [(MALFORMED, "*.pt"), (FIXTURES, "**/*.pt"), (FIXTURES, "**/*.pth")],
    "torch-legacy": [
        (MALFORMED, "legacy-*.pt"),
        (MALFORMED, "valid-legacy.pt"),
        (FIXTURES, "torch-*legacy*.pt"),
        (FIXTURES, "**/*.ckpt"),
    ],
    "arrays": [(f"{TEXTS}/arrays", "*.pkl")],
    "fphist": [("Tests/GradientAuditTests/Fixtures", "version-*.fphist")],
    "testfloat": [("Tests/ConformanceTests/Vectors/testfloat", "*.txt")],
}
# Files with one seed a line.
LINES = {name: f"{TEXTS}/{name}.txt" for name in ("limits", "formats", "scales", "filters")}
# Recordings whose histograms are seeds.
COUNTED = [f"{FIXTURES}/{name}" for name in ("lef4.npy", "stored.npz", "mixed.safetensors")] + [
    f"{FIXTURES}/containers/pt-views",
    "Datasets/digits-cnn-npy/step_000010/fc2.bias.npy",
    "Datasets/malformed/valid-archive.pt",
    "Datasets/malformed/data-cut.npy",
]


def sow(target: str, corpus: Path, made: Path, limit: int) -> dict[str, int]:
    """Puts the seeds of a target into its corpus; returns how many came from where."""
    origins: dict[str, int] = collections.Counter()
    corpus.mkdir(parents=True, exist_ok=True)
    for origin, data in seeds(target, made):
        seed = data if len(data) <= limit else head(data, limit)
        path = corpus / hashlib.sha1(seed).hexdigest()
        if seed or not data:
            path.write_bytes(seed)
            origins[origin] += 1
    return dict(origins)


def seeds(target: str, made: Path) -> Iterator[tuple[str, bytes]]:
    """The seeds of a target, each with its origin."""
    for folder, pattern in FILES.get(target, []):
        for path in sorted((ROOT / folder).glob(pattern)):
            if path.is_file():
                yield folder, path.read_bytes()
    if target in LINES:
        for line in (ROOT / LINES[target]).read_bytes().splitlines():
            yield LINES[target], line
    if target == "pickle":
        yield from pickles()
    for path in sorted((made / target).glob("*")):
        yield "written by the program", path.read_bytes()


def head(data: bytes, limit: int) -> bytes:
    """The first lines of a text that is too long; nothing of anything else."""
    return data[: data.rfind(b"\n", 0, limit) + 1] if data.isascii() else b""


def pickles() -> Iterator[tuple[str, bytes]]:
    """The pickles of archives, and some of every protocol."""
    for folder in (MALFORMED, FIXTURES):
        for path in sorted((ROOT / folder).glob("**/*.pt")):
            if not zipfile.is_zipfile(path):
                yield folder, path.read_bytes()
                continue
            # An archive whose directory or checksum is wrong has no pickle to give.
            with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith("data.pkl"):
                        yield folder, archive.read(name)
    shared: list = [1]
    values = [
        {"a": (1, -2, 2**31, 2**70, -(2**70)), "b": [0.5, None, True, "é", b"\0" * 300]},
        [shared, shared, {"x": {1, 2}, "y": frozenset([3])}, bytearray(b"abc"), "x" * 300],
        collections.OrderedDict(a=1, b=collections.defaultdict(list, c=[1])),
        [complex(1, 2), range(3), slice(1), Path],
    ]
    for value in values:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            yield "Python's pickle", pickle.dumps(value, protocol)


def make(program: Path, folder: Path) -> None:
    """Lets the program write the seeds that only it can write."""
    subprocess.run(
        [program, *COUNTED], cwd=ROOT, env=os.environ | {"FUZZ_SEEDS": str(folder)}, check=True
    )
