"""Runs the benchmarks and writes Reports/benchmarks: `make bench`.

Every figure is the shortest of several rounds, since other work on a machine only adds
to a time, and every claim a ratio of two figures of one run. The library is measured by
the Swift package in this folder, whole processes and the peers (NumPy, ml_dtypes) here.
PyTorch is measured too where it can be imported, and CPFloat if CPFLOAT_LIBRARY is the
path of its shared library, which its own `make lib` builds.
"""

import ctypes
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors.numpy import load_file, save_file

try:
    import torch
except (ImportError, OSError, ValueError):
    torch = None

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".build" / "benchmarks"
FILE = SCRATCH / "gradients.npy"
HALVES = SCRATCH / "halves.npy"
UPPER_HALVES = SCRATCH / "upper-halves.safetensors"
SMALL_TENSORS = SCRATCH / "small.safetensors"
STEPS = SCRATCH / "steps.fphist"
LARGE = SCRATCH / "large.npy"
FPAUDIT = ROOT / ".build" / "release" / "fpaudit"
VALUES = 1 << 26
# Values of a buffer that fits into the first cache: 16 KiB.
SMALL = 1 << 12
# Two builds of the library: for any machine of the architecture, and for this one.
BUILDS = {"baseline": [], "native": ["-Xcc", "-march=native"]}
FORMATS = 4
SCALES = 25


def main() -> None:
    """Measures, prints the tables and writes them."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    make_file()
    figures = processes() | peers() | cpfloat()
    for build in BUILDS:
        figures |= {f"{build}: {name}": time for name, time in library(build).items()}
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
    pool = np.concatenate(finite_values())
    np.save(FILE, np.random.default_rng(754).choice(pool, VALUES))


def finite_values() -> list[np.ndarray]:
    """The finite values of each tensor of Datasets that has some."""
    tensors = [
        tensor.ravel()
        for path in sorted((ROOT / "Datasets").glob("*/step_*.safetensors"))
        for tensor in load_file(path).values()
    ]
    return [values for values in (tensor[np.isfinite(tensor)] for tensor in tensors) if values.size]


def library(build: str) -> dict[str, float]:
    """The shortest times of the Swift benchmarks of a build, in seconds."""
    samples = SCRATCH / f"samples-{build}"
    shutil.rmtree(samples, ignore_errors=True)
    samples.mkdir()
    command = ["swift", "package", "--scratch-path", str(SCRATCH / build), *BUILDS[build]]
    command += ["--disable-sandbox", "benchmark", "--no-progress"]
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
        figures[name] = min(float(line) for line in lines if line) * 1e-6
    return figures


def processes() -> dict[str, float]:
    """Whole processes against `cat`, in turns."""
    (csv, kept) = (SCRATCH / "counts.csv", SCRATCH / "gradients.fphist")
    formats = "fp64,fp32,bf16,fp16"
    audit = [FPAUDIT, FILE, "--quiet", "--formats", formats, "--csv", csv]
    make_others()
    trace = [FPAUDIT, "trace", FILE, "--format", "fp16", "--scale", str(scale_of_one_percent())]
    trace += ["--outcomes", "underflow", "--all", "--csv", csv]
    tasks = {
        "process: cat to /dev/null": ["cat", FILE],
        "process: fpaudit to CSV": audit,
        "process: fpaudit to CSV, one thread": [*audit, "--threads", "1"],
        "process: the same bytes as FP16": [FPAUDIT, HALVES, *audit[2:]],
        "process: the same bytes as BF16": [FPAUDIT, UPPER_HALVES, *audit[2:]],
        "process: fpaudit histogram": [FPAUDIT, "histogram", FILE, "--quiet", "-o", kept],
        "process: fpaudit of the histogram file to CSV": [FPAUDIT, kept, *audit[2:]],
        "process: fpaudit trace --all of 1%": trace,
        "process: fpaudit metrics, 2 cells": [FPAUDIT, "metrics", FILE, "--formats", "fp16,bf16"],
        "process: 10,000 tensors of 1 KB": [FPAUDIT, SMALL_TENSORS],
        "process: 10,000 tensors of 1 KB to CSV": [FPAUDIT, SMALL_TENSORS, "--quiet", "--csv", csv],
        "process: replay --scaler all, 200 x 500 histograms": (
            [FPAUDIT, "replay", STEPS, "--scaler", "all"]
        ),
    }
    figures = in_turns({name: lambda c=command: run(c) for name, command in tasks.items()})
    return figures | {"resident: fpaudit of 3 GB, bytes": resident_bytes([FPAUDIT, LARGE])}


def make_others() -> None:
    """The other files: 16-bit types of 256 MiB, many small tensors, steps of them as histograms,
    and one of 3 GB."""
    values = np.load(FILE, mmap_mode="r")
    if not HALVES.exists():
        with np.errstate(over="ignore"):
            np.save(HALVES, np.concatenate([values, values]).astype(np.float16))
    if not UPPER_HALVES.exists():
        uppers = np.concatenate([values, values]).astype(ml_dtypes.bfloat16)
        save_file({"gradients": uppers}, UPPER_HALVES)
    if not SMALL_TENSORS.exists():
        names = [f"layers.{index // 10}.block{index % 10}.weight" for index in range(10_000)]
        parts = {name: values[256 * i : 256 * i + 256].copy() for i, name in enumerate(names)}
        save_file(parts, SMALL_TENSORS)
    if not STEPS.exists():
        # As in a recording, each tensor has a distribution of its own.
        (pools, generator) = (finite_values(), np.random.default_rng(754))
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            for step in range(200):
                parts = {
                    f"layers.{index}.weight": generator.choice(pools[index % len(pools)], 256)
                    for index in range(500)
                }
                save_file(parts, Path(folder) / f"step_{step:06}.safetensors")
            run([FPAUDIT, "histogram", folder, "--quiet", "-o", STEPS])
    if not LARGE.exists():
        whole = np.lib.format.open_memmap(LARGE, "w+", np.float32, (12 * VALUES,))
        for index in range(12):
            whole[index * VALUES : (index + 1) * VALUES] = values


def scale_of_one_percent() -> float:
    """A scale at which one in a hundred of the values underflows in FP16."""
    magnitudes = np.abs(np.load(FILE, mmap_mode="r")[: 1 << 20])
    return 2.0**-25 / float(np.quantile(magnitudes[magnitudes > 0], 0.01))


def resident_bytes(command: list) -> float:
    """The most memory that a process has.

    Started from a small process: what is forked counts the memory of its parent.
    """
    script = (
        "import os, subprocess, sys\n"
        "process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "_, status, usage = os.wait4(process.pid, 0)\n"
        "print(status, usage.ru_maxrss)"
    )
    words = [sys.executable, "-c", script, *map(str, command)]
    status, size = subprocess.run(words, capture_output=True, check=True).stdout.split()
    if int(status) != 0:
        raise SystemExit(f"{command}: status {status.decode()}")
    return int(size) * (1 if platform.system() == "Darwin" else 1024)


def peers() -> dict[str, float]:
    """What people use today, on the same data."""
    mapped = np.load(FILE, mmap_mode="r")
    singles = np.array(mapped)
    copy = np.empty_like(singles)
    casts = {
        f"{library.__name__}: float32 to {np.dtype(dtype).name}": (lambda d=dtype: cast(singles, d))
        for library, dtype in [
            (np, np.float16),
            (ml_dtypes, ml_dtypes.bfloat16),
            (ml_dtypes, ml_dtypes.float8_e4m3fn),
            (ml_dtypes, ml_dtypes.float8_e5m2),
        ]
    }
    return in_turns(
        {
            "numpy: copy of 256 MiB": lambda: np.copyto(copy, singles),
            "numpy: sum of the mapped file": lambda: total(mapped),
        }
        | casts,
        rounds=5,
    ) | in_turns({"numpy: the audit by sorting": lambda: audit_by_sorting(mapped)}, rounds=3) | (
        in_turns({TORCH_SCALE: lambda: audit_by_casts(singles)}, rounds=1) if torch else {}
    )


TORCH_SCALE = "torch: the audit by casts, one scale of 25"


def audit_by_casts(values: np.ndarray) -> int:
    """What frameworks do: cast to each format, and count what has become zero or infinite."""
    tensor = torch.from_numpy(values)
    lost = 0
    for dtype in (torch.float64, torch.float32, torch.bfloat16, torch.float16):
        result = (tensor * 1024).to(dtype)
        lost += int(((result == 0) & (tensor != 0)).sum()) + int(torch.isinf(result).sum())
    return lost


class CPFloatOptions(ctypes.Structure):
    """CPFloat's `optstruct`; its defaults are the fields that stay zero."""

    _fields_ = [
        ("format", ctypes.c_char * 15),
        ("precision", ctypes.c_uint),
        ("emin", ctypes.c_int),
        ("emax", ctypes.c_int),
        ("explim", ctypes.c_int),
        ("infinity", ctypes.c_int),
        ("round", ctypes.c_int),
        ("saturation", ctypes.c_int),
        ("subnormal", ctypes.c_int),
        ("flip", ctypes.c_int),
        ("p", ctypes.c_double),
        ("seeds", ctypes.c_void_p * 3),
    ]


def cpfloat() -> dict[str, float]:
    """CPFloat's rounding to fp16 on one thread: 256 MiB, and 16 KiB as many times over."""
    path = os.environ.get("CPFLOAT_LIBRARY")
    if not path:
        return {}
    os.environ["OMP_NUM_THREADS"] = "1"
    round_all = ctypes.CDLL(path).cpfloatf
    options = CPFloatOptions(
        precision=11, emin=-14, emax=15, explim=1, infinity=1, round=1, subnormal=1
    )
    source = np.array(np.load(FILE, mmap_mode="r"))
    target = np.zeros_like(source)

    def work(count: int) -> None:
        arguments = [ctypes.c_void_p(array.ctypes.data) for array in (target, source)]
        for _ in range(VALUES // count):
            round_all(*arguments, ctypes.c_size_t(count), ctypes.byref(options))

    work(VALUES)
    with np.errstate(over="ignore"):
        expected = source.astype(np.float16).astype(np.float32)
    if not np.array_equal(target, expected):
        raise SystemExit("CPFloat rounds otherwise: is it the version that run.py knows?")
    tasks = {
        "cpfloat: float32 to fp16": lambda: work(VALUES),
        "cpfloat: float32 to fp16, 16 KiB": lambda: work(SMALL),
    }
    return in_turns(tasks, rounds=5)


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
    """The shortest time of each task over some rounds, after one that does not count."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for index in range(rounds + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if index > 0:
                times[name].append(time.perf_counter() - start)
    return {name: min(values) for name, values in times.items()}


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
        f"{facts['numpy']}, ml_dtypes {facts['ml_dtypes']}; {facts['date']}; `make bench`. The "
        "shortest of several rounds. One thread unless it says otherwise. The library is built twice: for the baseline of the "
        "architecture (SSE2 on x86-64), and for the instruction set of this machine, as `make` does.",
        "",
        "## Rounding 2^26 values, 256 MiB of FP32",
        "",
        "The rate is that of values, against memcpy of the 256 MiB in the same run.",
        "",
        "| what | baseline, ns a value | of memcpy's rate | native, ns a value | of memcpy's rate |",
        "|---|--:|--:|--:|--:|",
    ]
    names = sorted({name.split(": ", 1)[1] for name in figures if name.startswith("native: fp")})
    for name in ["memcpy 256 MiB"] + names:
        cells = [name]
        for build in BUILDS:
            count = VALUES // 2 if name.startswith("fp64") else VALUES
            each = figures[f"{build}: {name}"] / count
            copy = figures[f"{build}: memcpy 256 MiB"] / VALUES
            cells += [f"{each * 1e9:.2f}", f"{copy / each:.2f}"]
        lines.append("| " + " | ".join(cells) + " |")
    lines += [
        "",
        "| peer | ns a value | times as long as ours, native |",
        "|---|--:|--:|",
    ]
    for name, ours in [
        ("numpy: float32 to float16", "fp32 to fp16 codes"),
        ("ml_dtypes: float32 to bfloat16", "fp32 to bf16 codes"),
        ("ml_dtypes: float32 to float8_e4m3fn", "fp32 to e4m3fn codes"),
        ("ml_dtypes: float32 to float8_e5m2", "fp32 to e5m2 codes"),
        ("cpfloat: float32 to fp16", "fp32 to fp16 values"),
        ("cpfloat: float32 to fp16, 16 KiB", "fp32 to fp16 values, 16 KiB"),
    ]:
        if name not in figures:
            continue
        ratio = figures[name] / figures[f"native: {ours}"]
        lines.append(f"| {name} | {figures[name] / VALUES * 1e9:.2f} | {ratio:.1f} |")
    lines += [
        "",
        "## Auditing 256 MiB of FP32 in the page cache, 4 formats x 25 scales unless it says otherwise",
        "",
        "| what | ms | times summing in Swift | times summing in NumPy |",
        "|---|--:|--:|--:|",
    ]
    names = [
        "native: read 256 MiB",
        "native: sum 256 MiB",
        "native: sum the mapped 256 MiB, all threads",
        "numpy: sum of the mapped file",
        "native: audit 256 MiB",
        "native: audit 256 MiB, one thread",
        "native: audit 256 MiB, 4 cells",
        "native: audit 256 MiB, 1000 cells",
        "native: audit the mapped 256 MiB",
        "native: audit the mapped 256 MiB, one thread",
        "numpy: the audit by sorting",
        TORCH_SCALE,
        *(name for name in figures if name.startswith("process: ")),
    ]
    for name in [name for name in names if name in figures]:
        own = figures[name] / figures["native: sum 256 MiB"]
        theirs = figures[name] / figures["numpy: sum of the mapped file"]
        shown = name.removeprefix("native: ")
        lines.append(f"| {shown} | {figures[name] * 1e3:.1f} | {own:.2f} | {theirs:.2f} |")
    resident = figures["resident: fpaudit of 3 GB, bytes"] / 1e6
    trace = 4 * VALUES / figures["process: fpaudit trace --all of 1%"] / 1e6
    lines += [
        "",
        f"An audit of 3 GB has {resident:.0f} MB of memory at most. A trace of 1% of all values "
        f"reads {trace:.0f} MB/s.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
