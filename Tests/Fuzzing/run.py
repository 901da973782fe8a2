"""Fuzzes the readers and writes Reports/verification/fuzzing.md: `make fuzz SECONDS=600`.

Each target runs in two builds: most of its time in an optimised one, in which a broken promise or
an arithmetic overflow traps, and a quarter in one with AddressSanitizer and LeakSanitizer too.
Totals over all runs stand in Reports/verification/fuzzing.json, to which a run adds. An input on
which a target traps, leaks, takes too much memory or too long is kept in .build/fuzzing/findings,
and the exit code is 1. Corpora stay in .build/fuzzing/corpora.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import datetime
import json
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import seeds

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".build" / "fuzzing"
REPORTS = ROOT / "Reports" / "verification"
TOTALS = REPORTS / "fuzzing.json"
BUILDS = {
    "release": SCRATCH / "release" / "release" / "FuzzTargets",
    "address": SCRATCH / "address" / "release" / "FuzzTargets",
}
# Of a target's time.
SHARES = {"release": 0.75, "address": 0.25}
# The longest input, the dictionary, and what is under attack.
TARGETS = {
    "npy": (1024, "npy", "`.npy`: header, extent, all bytes"),
    "npz": (4096, "zip", "`.npz`: archive, arrays stored and deflated, checksums"),
    "zip": (4096, "zip", "ZIP: directory, headers, ZIP64, descriptors, every entry's bytes"),
    "safetensors": (2048, "safetensors", "safetensors: header, offsets, all bytes"),
    "shards": (1024, "safetensors", "the index of sharded safetensors, and the paths in it"),
    "pickle": (2048, "pickle", "the pickle machine, and the tensors in what it makes"),
    "torch": (14336, "pickle", "`.pt` in a ZIP archive: views, storages, all bytes"),
    "torch-legacy": (14336, "pickle", "`.pt` of before PyTorch 1.6"),
    "arrays": (4096, "pickle", "Python's pickles of NumPy arrays"),
    "fphist": (2048, "fphist", "histogram files: reading, writing, audit, merging"),
    "manifest": (2048, "fphist", "the lines of an interrupted `fpaudit histogram`"),
    "limits": (256, "text", "limits, in three spellings, evaluated"),
    "vectors": (4096, "vectors", "conformance vectors as CSV and as JSON lines"),
    "testfloat": (1024, "vectors", "conformance vectors of Berkeley TestFloat"),
    "formats": (64, "text", "names of formats, directions and presets"),
    "scales": (128, "text", "lists of scales, shares"),
    "filters": (64, "text", "patterns of tensor names"),
}
# Seconds that one input may take, and megabytes that a process may.
TIMEOUT = 10
MEMORY = {"release": 512, "address": 1024}


def main() -> int:
    """Runs all targets for a time, and reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600, help="how long in all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--builds", default=",".join(BUILDS))
    parser.add_argument("--report", action="store_true", help="write the report, run nothing")
    options = parser.parse_args()
    totals = json.loads(TOTALS.read_text()) if TOTALS.exists() else {"targets": {}}
    found = [] if options.report else fuzz(options, totals)
    REPORTS.mkdir(parents=True, exist_ok=True)
    TOTALS.write_text(json.dumps(totals, indent=2, sort_keys=True) + "\n")
    text = report(totals)
    (REPORTS / "fuzzing.md").write_text(text)
    print(text)
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def fuzz(options: argparse.Namespace, totals: dict) -> list[str]:
    """Runs the targets; adds to the totals and returns what was found."""
    names = options.targets.split(",")
    parts = {build: SHARES[build] for build in options.builds.split(",")}
    made = SCRATCH / "made"
    seeds.make(BUILDS["release"], made)
    found: list[str] = []
    share = options.seconds * options.jobs / len(names)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = {}
        for name in names:
            corpus = SCRATCH / "corpora" / name
            origins = seeds.sow(name, corpus, made, TARGETS[name][0])
            totals["targets"].setdefault(name, {"builds": {}})["seeds"] = origins
            for build, part in parts.items():
                seconds = share * part / sum(parts.values())
                run = pool.submit(run_target, name, build, corpus, seconds)
                runs[run] = (name, build)
        for run in concurrent.futures.as_completed(runs):
            name, build = runs[run]
            figures, log = run.result()
            add(totals["targets"][name]["builds"].setdefault(build, {}), figures)
            print(f"{name} ({build}): {figures['executions']:,}", flush=True)
            if figures["findings"]:
                found.append(f"{name} ({build}) found something:\n{log}")
    totals["run"] = circumstances(options)
    return found


def run_target(name: str, build: str, corpus: Path, seconds: float) -> tuple[dict, str]:
    """Runs one build of a target for a time; its figures, and the end of what it said."""
    limit, dictionary, _ = TARGETS[name]
    findings = SCRATCH / "findings" / name
    findings.mkdir(parents=True, exist_ok=True)
    before = len(list(findings.iterdir()))
    process = subprocess.run(
        [
            BUILDS[build],
            corpus,
            f"-max_len={limit}",
            f"-dict={ROOT}/Tests/Fuzzing/Dictionaries/{dictionary}.dict",
            f"-max_total_time={max(1, round(seconds))}",
            f"-timeout={TIMEOUT}",
            f"-rss_limit_mb={MEMORY[build]}",
            f"-artifact_prefix={findings}/",
            "-print_final_stats=1",
            "-reload=0",
            "-print_funcs=0",
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "FUZZ_TARGET": name,
            "SWIFT_BACKTRACE": "enable=no",
            "ASAN_OPTIONS": "detect_leaks=1:quarantine_size_mb=16:malloc_context_size=5",
        },
        capture_output=True,
        check=False,
    )
    log = process.stderr.decode(errors="replace")
    figures = {
        "executions": statistic(log, "number_of_executed_units"),
        "seconds": round(seconds),
        "memory": statistic(log, "peak_rss_mb"),
        "slowest": statistic(log, "slowest_unit_time_sec"),
        "edges": last(log, r"cov: (\d+)"),
        "features": last(log, r"ft: (\d+)"),
        "corpus": last(log, r"corp: (\d+)"),
        "counters": last(log, r"\((\d+) inline 8-bit counters\)"),
        "findings": len(list(findings.iterdir())) - before,
    }
    if process.returncode and not figures["findings"]:
        raise SystemExit(f"{name} ({build}) ended with {process.returncode}:\n{log[-4000:]}")
    return figures, log[-4000:]


def statistic(log: str, name: str) -> int:
    """A number of libFuzzer's final statistics."""
    return last(log, rf"stat::{name}:\s*(\d+)")


def last(log: str, pattern: str) -> int:
    """The last number of a kind that was printed; 0 if there is none."""
    numbers = re.findall(pattern, log)
    return int(numbers[-1]) if numbers else 0


def add(total: dict, figures: dict) -> None:
    """Adds the figures of a run: sums of what adds up, the greatest or latest of the rest."""
    for name in ("executions", "seconds", "findings"):
        total[name] = total.get(name, 0) + figures[name]
    for name in ("memory", "slowest", "edges", "features", "corpus"):
        total[name] = max(total.get(name, 0), figures[name])
    total["counters"] = figures["counters"]


def circumstances(options: argparse.Namespace) -> dict:
    """What the latest run was made with."""
    commit = output("git", "rev-parse", "--short=12", "HEAD")
    changed = output("git", "status", "--porcelain", "--", "Sources")
    return {
        "commit": commit + (" with changes" if changed else ""),
        "date": datetime.date.today().isoformat(),
        "swift": output("swift", "--version").splitlines()[0],
        "machine": f"{processor()}, {os.cpu_count()} threads",
        "command": f"make fuzz SECONDS={round(options.seconds)}",
    }


def output(*command: str) -> str:
    """What a command prints."""
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        names = re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def report(totals: dict) -> str:
    """The report as Markdown."""
    targets = totals["targets"]
    builds = [build for target in targets.values() for build in target["builds"].values()]
    executions = sum(build["executions"] for build in builds)
    findings = sum(build["findings"] for build in builds)
    run = totals["run"]
    lines = [
        "# Fuzzing",
        "",
        f"{executions:,} executions of {len(targets)} readers, guided by coverage (libFuzzer); "
        f"{findings or 'no'} finding{'' if findings == 1 else 's'} in them. Written by "
        f"`{run['command']}`, which adds to the totals of earlier runs.",
        "",
        f"Latest run: {run['date']}, commit {run['commit']}, {run['swift']}, {run['machine']}.",
        "",
        "A finding is a trap (a broken promise, an overflow, an index out of bounds), a leak, an "
        f"input of more than {TIMEOUT} seconds, or more than {MEMORY['release']} MB. What was found "
        "is mended, and became a test or a file of Datasets/malformed. Every target "
        "gives an input to the real reader, and then checks what was read: all bytes of all "
        "tensors, in chunks of two sizes, against the strides; counts against sums; what is "
        "written again against what was read. The sanitized build has AddressSanitizer and "
        "LeakSanitizer.",
        "",
        "| target | what is under attack | executions | of them sanitized | per second "
        "| edges | features | peak MB | corpus | seeds |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, (_, _, what) in TARGETS.items():
        if name in targets:
            lines.append(row(name, what, targets[name]))
    counters = [build["counters"] for build in builds if build.get("counters")]
    lines += [
        "",
        f"Edges are those that inputs of the corpus take, of {max(counters, default=0):,} in the "
        "whole program, most of which belong to other readers. Per second is for a process of the "
        "unsanitized build; the machine may have had other work. Peak memory is that build's, "
        "corpus and all.",
        "",
        "| target | origin of the seeds | number |",
        "|---|---|--:|",
    ]
    for name in TARGETS:
        for origin, count in sorted(targets.get(name, {}).get("seeds", {}).items()):
            lines.append(f"| {name} | {origin} | {count} |")
    return "\n".join(lines) + "\n"


def row(name: str, what: str, target: dict) -> str:
    """The row of a target."""
    builds = target["builds"]
    release, address = builds.get("release", {}), builds.get("address", {})
    total = sum(build["executions"] for build in builds.values())
    rate = release.get("executions", 0) // max(1, release.get("seconds", 0))
    cells = [
        name,
        what,
        f"{total:,}",
        f"{address.get('executions', 0):,}",
        f"{rate:,}",
        f"{max(build['edges'] for build in builds.values()):,}",
        f"{max(build['features'] for build in builds.values()):,}",
        str(release.get("memory", 0)),
        f"{max(build['corpus'] for build in builds.values()):,}",
        str(sum(target["seeds"].values())),
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
