"""Compares what fpaudit reads with what NumPy, safetensors and PyTorch read, over many files.

    check_corpus.py [--fpaudit FILE] [--mutants N] [--seed N] [--keep DIR]

Files that these libraries have written, and mutants of them (corpus.py), are read by `fpaudit trace`,
which lists the bits of every value, and by the library of their kind. Where both read a tensor, shape
and bits must be the same. Where one refuses what the other reads, REFUSED or READ below must have the
reason. What fpaudit does not read must be named in an error. Exit code 0 if all is so, else 1.
"""

from __future__ import annotations

import argparse
import collections
import csv
import io
import pickle
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus

READERS = Path(__file__).with_name("peer_readers.py")
# Why fpaudit refuses what a library reads, by the kind of file and what fpaudit says.
REFUSED: dict[str, str] = {
    r"bytes follow the end of the array": "bytes behind an array have no meaning, and NumPy does not look at them",
    r"^npy: .*the field `\w+` occurs twice|^npz: .*the field `\w+` occurs twice": (
        "of a field that occurs twice, Python takes the last"
    ),
    r"contradict each other|no sizes follow the data": (
        "an entry's two headers differ, of which the libraries look at one, or at one more loosely"
    ),
    r"do not end where the end record begins|end record of ZIP64 is not where": (
        "bytes stand between the directory and its end, which the libraries step over"
    ),
    r"ends without the end record": "bytes follow the archive's end, which the libraries search for further up",
    r"has no header at byte|which do not end before the directory|is one of several parts|share bytes": (
        "one entry is out of place: the archive is refused as a whole, the libraries refuse the entry"
    ),
    r"the entry `.*` occurs twice": "of two entries with one name, the libraries take one",
    r"holds \d+ of the \d+ entries|goes on behind its end|two end records contradict": (
        "the archive's directory is not what its end says, which the libraries do not check"
    ),
    r"^pt: .*the file has no storage|^pt: .*a key among those of the storages belongs to none": (
        "a storage has another name where it is used than in its list, which PyTorch tells by order"
    ),
    r"^pt: .*was damaged: its checksum differs": "an entry's checksum differs, which PyTorch does not look at",
    r"protocol \d+ of pickle is not known": "no such protocol is known, and PyTorch does not look at the number",
    r"its storage is not what PyTorch writes": "an argument of a storage is of another kind, which PyTorch takes",
}
# Why fpaudit reads what a library refuses, by the kind of file and what the library says.
READ: dict[str, str] = {
    r"^safetensors: .*unknown variant": (
        "a type that is not known leaves the other tensors readable, and is named; safetensors refuses the file"
    ),
    r"^pt: (.*inline_container|.*invalid literal for int|.*PytorchStreamReader|UnicodeDecodeError)": (
        "`version` and other entries without tensors are broken, which are not needed"
    ),
    r"^pt: RuntimeError: (storage has wrong byte|record) size": (
        "a storage has another size than the pickle says; the tensors that lie in what there is are read"
    ),
    r"^pt: AttributeError: type object 'torch.storage.UntypedStorage'": (
        "8-bit floats in the older container, which PyTorch writes and cannot read"
    ),
    r"^pt: TypeError: _rebuild_tensor_v\d\(\) takes": (
        "further arguments of a tensor are not looked at; PyTorch refuses the file"
    ),
    r"^pt: UnpicklingError: .* is not allowed": (
        "a name that is to be called is another; nothing is called, and what it stands for holds no tensor"
    ),
    r"^pt: (AssertionError: saved_id|TypeError: set_\(\)|TypeError: argument list must be|ValueError: unregistered)": (
        "one object of the pickle is broken, the tensors beside it are read; PyTorch refuses the file"
    ),
}
SHOWN = 40


class Peers:
    """The process that reads with the libraries; started again if it crashes."""

    def __init__(self) -> None:
        self.process: subprocess.Popen | None = None

    def read(self, path: Path) -> dict[str, tuple] | str:
        """The tensors of a file, or why it is refused."""
        if self.process is None:
            command = [sys.executable, str(READERS)]
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        head = self.process.stdout.read(8)
        if len(head) < 8:
            status = self.process.wait()
            self.process = None
            return f"the library crashed: {status}"
        return pickle.loads(self.process.stdout.read(struct.unpack("<Q", head)[0]))


def traced(tool: str, directory: Path, count: int) -> tuple[list[dict[str, tuple]], list[str]]:
    """What fpaudit reads in each file, and what it says of it."""
    outcomes = "zero,infinite,nan,underflow,subnormal,normal,overflow"
    command = [tool, "trace", str(directory), "--format", "fp16", "--outcomes", outcomes, "--all"]
    run = subprocess.run([*command, "--csv", "-"], capture_output=True, check=False)
    errors = run.stderr.decode()
    if run.returncode not in (0, 2):
        raise SystemExit(f"exit code {run.returncode}: {errors[-2000:]}")
    rows: list[dict[str, list]] = [{} for _ in range(count)]
    for row in csv.DictReader(io.StringIO(run.stdout.decode()), strict=True):
        values = rows[int(row["step"])].setdefault(row["tensor"], [])
        values.append((int(row["flat_index"]), row["index"], int(row["bits"], 16)))
    said = [""] * count
    for line in errors.splitlines():
        if match := re.search(r"/step_(\d{6})/", line):
            said[int(match[1])] += line.partition(match[0])[2] + "\n"
    return [{name: tensor(values) for name, values in found.items()} for found in rows], said


def tensor(values: list[tuple[int, str, int]]) -> tuple:
    """The shape and the bits of values with their places."""
    values.sort()
    last = values[-1][1]
    shape = tuple(int(index) + 1 for index in last.split(":")) if last else ()
    return "read", shape, [bits for _, _, bits in values]


def reason(table: dict[str, str], text: str) -> str | None:
    """Why two readers differ, by the words of the one that refuses."""
    return next((why for pattern, why in table.items() if re.search(pattern, text)), None)


class Comparison:
    """Counts in what readers agree."""

    def __init__(self) -> None:
        self.counts: collections.Counter = collections.Counter()
        self.reasons: collections.Counter = collections.Counter()
        self.wrong: list[str] = []

    def add(self, specimen: corpus.Specimen, ours: dict, said: str, theirs: dict | str) -> None:
        """Compares one file."""
        self.counts["files"] += 1
        refusal = theirs if isinstance(theirs, str) else ""
        peers = {} if isinstance(theirs, str) else theirs
        if refusal and not ours and said:
            self.counts["files that both refuse"] += 1
        for name in ours.keys() | peers.keys():
            self.add_tensor(specimen, name, ours.get(name), said, peers.get(name), refusal)

    def add_tensor(self, specimen, name, mine, said, other, refusal) -> None:
        """Compares one tensor."""
        if other and other[0] == "refused":
            refusal, other = other[1], None
        if mine and other:
            if mine == other:
                self.counts["tensors alike"] += 1
                self.counts["values alike"] += len(mine[2])
            else:
                self.fail(specimen, name, f"other values: {str(mine)[:80]} and {str(other)[:80]}")
        elif mine:
            why = reason(READ, f"{specimen.kind}: {refusal or 'no such tensor'}")
            self.note("read", why, specimen, name, f"read, though: {refusal or 'no such tensor'}")
        elif other and other[2]:
            why = reason(REFUSED, f"{specimen.kind}: {said}") if said else None
            self.note("refused", why, specimen, name, f"not read: {said or 'without a word'}")

    def note(self, what, why, specimen, name, text) -> None:
        """Counts a difference under its reason."""
        if why:
            self.reasons[f"{specimen.kind} {what}: {why}"] += 1
        else:
            self.fail(specimen, name, text)

    def fail(self, specimen, name, text) -> None:
        """Notes a difference without a reason."""
        self.wrong.append(f"{specimen.kind} ({specimen.what}), tensor {name}: {text.strip()}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit")
    parser.add_argument("--mutants", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="leave the files here")
    options = parser.parse_args()
    specimens = list(corpus.specimens(options.seed, options.mutants))
    comparison, peers = Comparison(), Peers()
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.keep or Path(temporary)
        paths = []
        for index, specimen in enumerate(specimens):
            folder = directory / f"step_{index:06}"
            folder.mkdir(parents=True)
            paths.append(folder / f"x.{specimen.kind}")
            paths[-1].write_bytes(specimen.data)
        found, said = traced(options.fpaudit, directory, len(specimens))
        for specimen, path, mine, words in zip(specimens, paths, found, said):
            comparison.add(specimen, mine, words, peers.read(path))
    kinds = collections.Counter(specimen.kind for specimen in specimens)
    print(f"{len(specimens):,} files:", ", ".join(f"{count:,} {kind}" for kind, count in kinds.items()))
    for what, count in comparison.counts.items():
        print(f"{count:,} {what}")
    print("tensors that one reads and the other refuses, and why:")
    for why, count in sorted(comparison.reasons.items()):
        print(f"  {count:,} {why}")
    for line in comparison.wrong[:SHOWN]:
        print(line)
    print(f"{len(comparison.wrong)} differences without a reason (seed {options.seed})")
    return 1 if comparison.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
