"""Kills `fpaudit` at random moments, and looks at its outputs.

    check_kills.py [--fpaudit FILE] [--kills N] [--seed N] RECORDING

Two commands write five outputs (HTML, Markdown, JSON, CSV; a histogram file) over older ones, and
get SIGKILL: at half of the moments anywhere in their time, at half in its last third, when outputs
are written. Each output must then be the old one or the new one, byte for byte; what else lies in the
directory must be a temporary file. Exit code 0 if all is so, else 1.
"""

from __future__ import annotations

import argparse
import collections
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPORTS = {"--html": "r.html", "--markdown": "r.md", "--json": "r.json", "--csv": "r.csv"}
COMMANDS = {
    "audit": ["--quiet", *(word for pair in REPORTS.items() for word in pair)],
    "histogram": ["--quiet", "-o", "r.fphist"],
}
OUTPUTS = [*REPORTS.values(), "r.fphist"]


def commands(tool: str, recording: Path) -> list[list[str]]:
    """The command lines, the paths of outputs relative to where they run."""
    return [[tool, name, str(recording), *words] for name, words in COMMANDS.items()]


def times(lines: list[list[str]], directory: str) -> list[float]:
    """How long each command takes."""
    found = []
    for line in lines:
        start = time.perf_counter()
        subprocess.run(line, cwd=directory, check=True)
        found.append(time.perf_counter() - start)
    return found


def kill(line: list[str], directory: str, delay: float) -> bool:
    """Kills a command after a time; whether it was still running."""
    with subprocess.Popen(line, cwd=directory, stderr=subprocess.DEVNULL) as process:
        time.sleep(delay)
        is_running = process.poll() is None
        process.kill()
    return is_running


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fpaudit", default=".build/release/fpaudit", type=Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("recording", type=Path)
    options = parser.parse_args()
    lines = commands(str(options.fpaudit.resolve()), options.recording.resolve())
    generator = random.Random(options.seed)
    wrong: list[str] = []
    counts: collections.Counter = collections.Counter()
    with tempfile.TemporaryDirectory() as directory:
        durations = times(lines, directory)
        new = {name: Path(directory, name).read_bytes() for name in OUTPUTS}
        old = {name: f"the old {name}\n".encode() * 1000 for name in OUTPUTS}
        while counts["kills"] < options.kills:
            for name, data in old.items():
                Path(directory, name).write_bytes(data)
            index = generator.randrange(len(lines))
            start = 0 if generator.random() < 0.5 else 2 / 3
            if not kill(lines[index], directory, durations[index] * generator.uniform(start, 1)):
                counts["done before"] += 1
                continue
            counts["kills"] += 1
            for name in OUTPUTS:
                data = Path(directory, name).read_bytes()
                counts["old" if data == old[name] else "new"] += 1
                if data not in (old[name], new[name]):
                    wrong.append(f"kill {counts['kills']}: {name} is neither the old nor the new one")
            for path in Path(directory).iterdir():
                if path.name in OUTPUTS:
                    continue
                counts["left"] += 1
                if not path.name.endswith(".tmp"):
                    wrong.append(f"kill {counts['kills']}: {path.name} was left")
                path.unlink()
    for line in wrong:
        print(line)
    print(
        f"{counts['kills']} kills: {counts['old']} outputs were the old ones, {counts['new']} the "
        f"new ones, {len(wrong)} anything else; {counts['left']} temporary files were left "
        f"(seed {options.seed})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
