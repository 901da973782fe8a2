"""Writes Datasets/MANIFEST.json, or checks the recordings against it: `manifest.py [--check]`.

Checking needs nothing but the standard library; it exits with 1 if any file differs, is missing,
or is not listed, and names each of them. Writing takes the versions from the environment it runs
in, so run it where the recordings were made; a recording whose files have not changed keeps the
versions that the manifest already states.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import math
import platform
import struct
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from catalogue import CATALOGUE, DATASETS, Recording, step_name

MANIFEST = DATASETS / "MANIFEST.json"
LICENCE = "the project's (LICENSE at the top of the repository)"
DTYPES = {"F32": "fp32", "<f4": "fp32"}


def safetensors_header(file: Path) -> dict[str, tuple[str, list[int]]]:
    """The dtype and shape of each tensor in a safetensors file, by name."""
    with file.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
    header.pop("__metadata__", None)
    return {name: (entry["dtype"], entry["shape"]) for name, entry in header.items()}


def npy_header(file: Path) -> tuple[str, list[int]]:
    """The dtype and shape of the array in a .npy file of version 1.0."""
    with file.open("rb") as stream:
        magic, length = struct.unpack("<8sH", stream.read(10))
        if magic != b"\x93NUMPY\x01\x00":
            raise ValueError(f"{file}: not a .npy file of version 1.0")
        header = ast.literal_eval(stream.read(length).decode("latin1"))
    return header["descr"], list(header["shape"])


def tensors_of_step(recording: Recording, step: int) -> dict[str, tuple[str, list[int]]]:
    """The dtype and shape of each tensor of one step, by name."""
    path = recording.directory / step_name(step)
    if recording.container == "npy":
        return {file.stem: npy_header(file) for file in path.glob("*.npy")}
    return safetensors_header(path.with_name(f"{path.name}.safetensors"))


def files_below(directory: Path) -> list[Path]:
    """Every file of a recording, sorted by its path as text."""
    files = (path for path in directory.rglob("*") if path.is_file())
    return sorted(files, key=lambda path: path.relative_to(DATASETS).as_posix())


def file_entry(file: Path) -> dict[str, Any]:
    """What the manifest says about one file."""
    data = file.read_bytes()
    return {
        "path": file.relative_to(DATASETS).as_posix(),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def contents(recording: Recording) -> dict[str, Any]:
    """The tensors of each step, the values of all steps together, and their dtype."""
    steps = [tensors_of_step(recording, step) for step in recording.steps]
    if any(step.keys() != steps[0].keys() for step in steps):
        raise ValueError(f"{recording.name}: not every step has the same tensors")
    entries = [entry for step in steps for entry in step.values()]
    (dtype,) = {DTYPES[dtype] for dtype, _ in entries}
    values = sum(math.prod(shape) for _, shape in entries)
    return {"tensors": len(steps[0]), "values": values, "dtype": dtype}


def entry(recording: Recording, known: dict[str, Any]) -> dict[str, Any]:
    """What the manifest says about one recording; `known` is what it said so far."""
    files = [file_entry(file) for file in files_below(recording.directory)]
    unchanged = known.get("files") == files
    return {
        "name": recording.name,
        "title": recording.title,
        "description": recording.description,
        "path": f"Datasets/{recording.name}",
        "format": recording.container,
        "steps": list(recording.steps),
        **contents(recording),
        "licence": LICENCE,
        "origin": {
            "model": recording.model,
            "data": recording.data,
            "script": f"Datasets/recorders/{recording.script}",
        },
        "command": f"python Datasets/recorders/record.py {recording.companion or recording.name}",
        "versions": known["versions"] if unchanged else versions(),
        "files": files,
    }


def versions() -> dict[str, str]:
    """The versions that decide the bits of a recording."""
    packages = {name: version(name) for name in ("numpy", "scikit-learn", "torch")}
    return {"python": platform.python_version(), **packages}


def read_manifest() -> list[dict[str, Any]]:
    """The recordings that the manifest lists; none if there is no manifest."""
    if not MANIFEST.exists():
        return []
    return json.loads(MANIFEST.read_text("utf-8"))["recordings"]


def write() -> None:
    """Describes every recording of the catalogue."""
    known = {recording["name"]: recording for recording in read_manifest()}
    recordings = [
        entry(recording, known.get(recording.name, {}))
        for recording in sorted(CATALOGUE, key=lambda recording: recording.name)
    ]
    text = json.dumps({"recordings": recordings}, indent=2, ensure_ascii=False)
    MANIFEST.write_text(text + "\n", "utf-8")
    print(f"{MANIFEST.name}: {summary(recordings)}")


def summary(recordings: list[dict[str, Any]]) -> str:
    """How much the manifest lists."""
    files = [file for recording in recordings for file in recording["files"]]
    size = sum(file["size"] for file in files)
    return f"{len(recordings)} recordings, {len(files)} files, {size} bytes"


def differences(recordings: list[dict[str, Any]]) -> Iterator[str]:
    """One line for each file that is not as the manifest says."""
    for recording in recordings:
        listed = {file["path"]: file for file in recording["files"]}
        found = {
            path.relative_to(DATASETS).as_posix(): path
            for path in files_below(DATASETS / recording["name"])
        }
        for path in sorted(listed.keys() | found.keys()):
            if path not in found:
                yield f"{path}: missing"
            elif path not in listed:
                yield f"{path}: not in the manifest"
            elif (now := file_entry(found[path])) != listed[path]:
                yield (
                    f"{path}: {now['size']} bytes with SHA-256 {now['sha256']}, expected"
                    f" {listed[path]['size']} bytes with {listed[path]['sha256']}"
                )


def check() -> int:
    """Compares every file with the manifest; 0 if all are as listed, otherwise 1."""
    recordings = read_manifest()
    if not recordings:
        print(f"{MANIFEST.name}: missing, or lists no recording", file=sys.stderr)
        return 1
    wrong = list(differences(recordings))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{summary(recordings)}: {f'{len(wrong)} differ' if wrong else 'all as listed'}")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    if parser.parse_args().check:
        return check()
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
