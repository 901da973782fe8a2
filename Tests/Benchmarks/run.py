"""Runs the benchmarks and writes Reports/benchmarks: `make bench`.

Every figure is a median, and every claim a ratio of two figures of one run. The
library is measured by the Swift package in this folder, whole processes and the
peers (NumPy, ml_dtypes) here.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from datetime import date
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".build" / "benchmarks"
FILE = SCRATCH / "gradients.npy"
FPAUDIT = ROOT / ".build" / "release" / "fpaudit"
VALUES = 1 << 26
FORMATS = 4
SCALES = 25


def main() -> None:
    """Measures, prints the tables and writes them."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    make_file()
    figures = library() | processes() | peers()
    text = report(figures)
    print(text)
    folder = ROOT / "Reports" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(text)
    facts = machine() | {"seconds": figures}
    (folder / "results.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")


def make_file() -> None:
    """256 MiB of gradients, resampled from the finite values of Datasets."""
    if FILE.exists() and FILE.stat().st_size >= 4 * VALUES:
        return
    parts = [
        tensor.ravel()
        for path in sorted((ROOT / "Datasets").glob("*/step_*.safetensors"))
        for tensor in load_file(path).values()
    ]
    pool = np.concatenate(parts)
    pool = pool[np.isfinite(pool)]
    np.save(FILE, np.random.default_rng(754).choice(pool, VALUES))


def library() -> dict[str, float]:
    """The medians of the Swift benchmarks, in seconds."""
    samples = SCRATCH / "samples"
    shutil.rmtree(samples, ignore_errors=True)
    samples.mkdir()
    command = ["swift", "package", "--disable-sandbox", "benchmark", "--no-progress"]
    command += ["--format", "histogramSamples", "--path", str(samples)]
    environment = os.environ | {"FPAUDIT_BENCHMARK_FILE": str(FILE)}
    folder = Path(__file__).parent
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    figures = {}
    for path in samples.glob("*.wallClock.*.tsv"):
        head, *lines = path.read_text().split("\n")
        if "(μs)" not in head:
            raise SystemExit(f"{path.name}: expected microseconds, found {head}")
        name = path.name.split(".")[2].replace("_", " ")
        figures[name] = statistics.median(float(line) for line in lines if line) * 1e-6
    return figures


def processes() -> dict[str, float]:
    """The whole process against `cat`, in turns."""
    csv = SCRATCH / "counts.csv"
    formats = "fp64,fp32,bf16,fp16"
    audit = [FPAUDIT, FILE, "--quiet", "--formats", formats, "--csv", csv]
    cat = ["cat", FILE]
    return in_turns(
        {
            "process: fpaudit to CSV": lambda: run(audit),
            "process: cat to /dev/null": lambda: run(cat),
        }
    )


def peers() -> dict[str, float]:
    """What people use today, on the same data."""
    mapped = np.load(FILE, mmap_mode="r")
    singles = np.array(mapped[: 1 << 24])
    return in_turns(
        {
            "NumPy: sum of the mapped file": lambda: total(mapped),
            "NumPy: float32 to float16": lambda: cast(singles, np.float16),
            "ml_dtypes: float32 to bfloat16": lambda: cast(singles, ml_dtypes.bfloat16),
        }
    ) | in_turns({"NumPy: the audit by sorting": lambda: audit_by_sorting(mapped)}, rounds=3)


def total(values: np.ndarray) -> float:
    """A sum without the warnings about overflow."""
    with np.errstate(all="ignore"):
        return float(values.sum())


def cast(values: np.ndarray, dtype: type) -> np.ndarray:
    """A cast without the warnings about overflow."""
    with np.errstate(all="ignore"):
        return values.astype(dtype)


def audit_by_sorting(mapped: np.ndarray) -> int:
    """The best known way by hand: sort the magnitudes, bisect the thresholds."""
    magnitudes = np.sort(np.abs(mapped))
    shape = (FORMATS * SCALES, 3)
    thresholds = np.geomspace(1e-40, 1e38, shape[0] * shape[1], dtype=np.float64)
    return int(np.searchsorted(magnitudes, thresholds.astype(np.float32)).sum())


def in_turns(tasks: dict, rounds: int = 7) -> dict[str, float]:
    """The median of each task over some rounds, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for index in range(rounds + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if index > 0:
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def run(command: list) -> None:
    """Runs a process to its end."""
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def machine() -> dict:
    """What the figures were measured on."""
    model = "unknown"
    cpuinfo = Path("/proc/cpuinfo")
    for line in cpuinfo.read_text().splitlines() if cpuinfo.exists() else []:
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True)
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "swift": swift.stdout.splitlines()[0],
        "numpy": np.__version__,
        "ml_dtypes": ml_dtypes.__version__,
        "date": date.today().isoformat(),
        "command": "make bench",
    }


def report(figures: dict[str, float]) -> str:
    """The tables as Markdown."""
    facts = machine()
    lines = [
        "# Benchmarks",
        "",
        f"{facts['cpu']}, {facts['cores']} cores, {facts['system']}; {facts['swift']}; NumPy "
        f"{facts['numpy']}, ml_dtypes {facts['ml_dtypes']}; {facts['date']}; `make bench`. Medians. "
        "The library is built for the baseline of the architecture and runs on one thread.",
        "",
        "## Rounding 2^24 values",
        "",
        "| what | ns a value | times memcpy of 64 MiB |",
        "|---|--:|--:|",
    ]
    copy = figures["memcpy 64 MiB"]
    casts = [name for name in figures if " to " in name and "process" not in name]
    for name in ["memcpy 64 MiB"] + casts:
        lines.append(
            f"| {name} | {figures[name] / (1 << 24) * 1e9:.2f} | {figures[name] / copy:.2f} |"
        )
    lines += [
        "",
        "## Auditing 256 MiB of FP32 in the page cache, 4 formats x 25 scales",
        "",
        "| what | ms | times summing in Swift | times summing in NumPy |",
        "|---|--:|--:|--:|",
    ]
    for name in [
        "read 256 MiB",
        "sum 256 MiB",
        "NumPy: sum of the mapped file",
        "audit 256 MiB",
        "NumPy: the audit by sorting",
        "process: fpaudit to CSV",
        "process: cat to /dev/null",
    ]:
        own = figures[name] / figures["sum 256 MiB"]
        theirs = figures[name] / figures["NumPy: sum of the mapped file"]
        lines.append(f"| {name} | {figures[name] * 1e3:.1f} | {own:.2f} | {theirs:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
