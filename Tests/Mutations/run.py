"""Checks that the tests notice planted bugs: `make mutants`.

    run.py [--only ID,ID] [--keep]

`mutants.json` lists the bugs: in which file, which expression, and what stands in its place. In a
copy of the package every original expression E becomes `(activeMutant == N ? (M) : (E))`, all of
them at once, so that one build serves all. The tests of FloatEmulation and Conformance then run
once without a bug, which must pass, and once for each, up to the first failure. The bugs of the
list of published libraries' defects (`BugZooTests`) have its numbers.

`within` is text of the file that the expression is looked for in, where it stands in the file more
than once; white space in `original` and `within` stands for any white space. A mutant that cannot
be noticed says why in `equivalent`; it must survive the quick tests. `type` is that of an
expression which the compiler would not work out in time.

Writes Reports/verification/mutants.md. The exit code is 0 if every mutant was caught, 1 if any was
not, 2 if the check could not be made. `--only` runs some and writes no report; `--keep` skips the
build.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.json")
SCRATCH = ROOT / ".build" / "mutants"
REPORT = ROOT / "Reports" / "verification" / "mutants.md"
SOURCES = "Sources/FloatEmulation"
VARIABLE = "FPAUDIT_MUTANT"
# What the compiler may use of this machine: the Makefile's choice.
MACHINE = os.environ.get("MACHINE", "").split()
# In turn, those first that take seconds.
QUICK = r"(BugZoo|Threshold|Block|RandomStream|Code|Catalogue|LargeBuffer)Tests|KernelTests/edges"
SLOWER = r"(Stochastic|Preset|Explanation|Integral)Tests|RoundingTests/customFormats"
SLOW = r"(Kernel|Flag)Tests"
FILTERS = [
    rf"^FloatEmulationTests\.({QUICK})",
    rf"^FloatEmulationTests\.({SLOWER})|^ConformanceTests\.",
    rf"^FloatEmulationTests\.(?!{QUICK}){SLOW}",
    rf"^FloatEmulationTests\.(?!{QUICK}|{SLOWER}|{SLOW})",
]
FAILED = re.compile(r"Test (.+?) recorded an issue")

# A C function, so that the number is read once and loops may take it for a constant.
HEADER = """\
#pragma once
#include <stdlib.h>
extern int activeMutantNumber;
static inline __attribute__((const)) int readActiveMutant(void) { return activeMutantNumber; }
"""
C_SOURCE = f"""\
#include "Mutant.h"
int activeMutantNumber;
__attribute__((constructor)) static void start(void) {{
  const char *text = getenv("{VARIABLE}");
  activeMutantNumber = text ? atoi(text) : 0;
}}
"""
SWIFT = """\
internal import CMutant

@inline(__always) var activeMutant: Int32 { readActiveMutant() }
"""
MANIFEST = """\
// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "mutants",
  traits: [.default(enabledTraits: ["MPFR"]), .trait(name: "MPFR")],
  targets: [
    .target(name: "CMutant"),
    .systemLibrary(name: "CInstructionSet"),
    .systemLibrary(name: "CMPFR", pkgConfig: "mpfr"),
    .target(
      name: "FloatEmulation", dependencies: ["CInstructionSet", "CMutant"],
      swiftSettings: settings),
    .target(
      name: "MPFROracle",
      dependencies: ["FloatEmulation", .target(name: "CMPFR", condition: .when(traits: ["MPFR"]))],
      swiftSettings: settings),
    .target(name: "Conformance", dependencies: ["FloatEmulation"], swiftSettings: settings),
    .testTarget(
      name: "FloatEmulationTests", dependencies: ["FloatEmulation", "MPFROracle", "Conformance"],
      swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests", dependencies: ["Conformance", "FloatEmulation"],
      exclude: ["Vectors"], swiftSettings: settings),
  ]
)
"""
FOLDERS = [
    SOURCES,
    "Sources/Conformance",
    "Sources/MPFROracle",
    "Sources/CInstructionSet",
    "Sources/CMPFR",
    "Tests/FloatEmulationTests",
    "Tests/ConformanceTests",
]


@dataclass
class Mutant:
    """A planted bug; `number` is what the environment variable says."""

    number: int
    id: str
    file: str
    original: str
    mutated: str
    what: str
    within: str | None = None
    zoo: list[int] = field(default_factory=list)
    equivalent: str | None = None
    type: str | None = None


@dataclass
class Span:
    """A stretch of a file, the mutants of it and the stretches inside."""

    start: int
    end: int
    mutants: list[Mutant]
    inner: list[Span] = field(default_factory=list)


@dataclass
class Outcome:
    """What became of a mutant: the first test that failed, or how it ended otherwise."""

    caught_by: str | None
    seconds: float


def main() -> int:
    """Builds, runs, reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="identifiers, separated by commas")
    parser.add_argument("--keep", action="store_true", help="skip the build")
    arguments = parser.parse_args()
    mutants = [Mutant(number, **entry) for number, entry in enumerate(read_list(), start=1)]
    if not arguments.keep:
        plant(mutants)
        build()
    only = set(filter(None, arguments.only.split(",")))
    chosen = [mutant for mutant in mutants if not only or mutant.id in only]
    start = time.monotonic()
    whole = run(0, timeout=3600)
    if whole.caught_by:
        sys.exit(f"run.py: without a mutant, {whole.caught_by} fails")
    print(f"no mutant: passed in {whole.seconds:.0f} s", flush=True)
    outcomes = {}
    for mutant in chosen:
        filters = FILTERS[:1] if mutant.equivalent else FILTERS
        outcome = run(mutant.number, max(120, 5 * whole.seconds), filters)
        outcomes[mutant.id] = outcome
        print(f"{mutant.id}: {outcome.caught_by or 'SURVIVES'}, {outcome.seconds:.1f} s", flush=True)
    missed = [mutant for mutant in chosen if is_wrong(mutant, outcomes[mutant.id])]
    if not only:
        REPORT.write_text(report(mutants, outcomes, time.monotonic() - start), encoding="utf-8")
    for mutant in missed:
        print(f"{mutant.id} ({mutant.what}): not as expected", file=sys.stderr)
    return 1 if missed else 0


def read_list() -> list[dict]:
    """The entries; identifiers must differ."""
    entries = json.loads(LIST.read_text(encoding="utf-8"))
    if len({entry["id"] for entry in entries}) < len(entries):
        fail("two mutants share an identifier")
    return entries


def is_wrong(mutant: Mutant, outcome: Outcome) -> bool:
    """Whether a mutant survived that should not have, or the reverse."""
    return (outcome.caught_by is None) != (mutant.equivalent is not None)


# --- the build ----------------------------------------------------------------


def plant(mutants: list[Mutant]) -> None:
    """Copies what the tests need and plants every mutant in the copy."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", *FOLDERS], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    files = {name: (ROOT / name).read_bytes() for name in filter(None, tracked.split("\0"))}
    for file in sorted({mutant.file for mutant in mutants}):
        text = files[f"{SOURCES}/{file}"].decode()
        spans = nested([locate(text, mutant) for mutant in mutants if mutant.file == file])
        files[f"{SOURCES}/{file}"] = rewritten(text, 0, len(text), spans).encode()
    files |= {
        "Package.swift": MANIFEST.encode(),
        "Sources/CMutant/include/Mutant.h": HEADER.encode(),
        "Sources/CMutant/Mutant.c": C_SOURCE.encode(),
        f"{SOURCES}/ActiveMutant.swift": SWIFT.encode(),
    }
    # What stays the same is left alone, so that it is not built again.
    for folder in ("Sources", "Tests"):
        for path in (SCRATCH / folder).rglob("*"):
            if path.is_file() and path.relative_to(SCRATCH).as_posix() not in files:
                path.unlink()
    for name, content in files.items():
        path = SCRATCH / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def locate(text: str, mutant: Mutant) -> Span:
    """Where the original expression of a mutant stands."""
    start, end = 0, len(text)
    for part in filter(None, [mutant.within, mutant.original]):
        matches = list(pattern(part).finditer(text, start, end))
        if len(matches) != 1:
            fail(f"{mutant.id}: {part!r} stands {len(matches)} times in {mutant.file}")
        start, end = matches[0].span()
    return Span(start, end, [mutant])


def pattern(part: str) -> re.Pattern[str]:
    """Text in which white space stands for any white space; names must be whole."""
    text = r"\s+".join(re.escape(word) for word in part.split())
    return re.compile((r"(?<!\w)" if part[0].isalnum() else "") + text)


def nested(spans: list[Span]) -> list[Span]:
    """The outermost spans, each with those inside it; equal ones become one."""
    outer: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        last = outer[-1] if outer else None
        if last and (last.start, last.end) == (span.start, span.end):
            last.mutants += span.mutants
        elif last and span.start < last.end:
            if span.end > last.end:
                fail(f"{last.mutants[0].id} and {span.mutants[0].id} overlap")
            last.inner.append(span)
        else:
            outer.append(span)
    for span in outer:
        span.inner = nested(span.inner)
    return outer


def rewritten(text: str, start: int, end: int, spans: list[Span]) -> str:
    """A stretch of text, with a choice in place of each span."""
    result = ""
    for span in spans:
        choice = typed(rewritten(text, span.start, span.end, span.inner), span.mutants[0].type)
        for mutant in span.mutants:
            mutated = typed(mutant.mutated, mutant.type)
            choice = f"(activeMutant == {mutant.number} ? {mutated} : {choice})"
        result += text[start : span.start] + choice
        start = span.end
    return result + text[start:end]


def typed(expression: str, type_name: str | None) -> str:
    """An expression in brackets, or in a closure that is type-checked by itself."""
    if not type_name:
        return f"({expression})"
    return f"{{ () -> {type_name} in let value: {type_name} = {expression}; return value }}()"


def build() -> None:
    """Builds the tests of the copy."""
    swift = os.environ.get("SWIFT", "swift")
    command = [swift, "build", "-c", "release", *MACHINE, "--build-tests"]
    if subprocess.run(command, cwd=SCRATCH).returncode:
        fail("the mutants do not compile")


# --- the runs -----------------------------------------------------------------


def run(number: int, timeout: float, filters: list[str] = FILTERS) -> Outcome:
    """Runs the tests under one mutant, until the first fails."""
    start = time.monotonic()
    caught_by = None
    for tests in filters:
        caught_by = caught_by or first_failure(number, tests, timeout)
    return Outcome(caught_by, time.monotonic() - start)


def first_failure(number: int, tests: str, timeout: float) -> str | None:
    """The first test that fails, "crash" or "time-out"; None if all pass."""
    command = [
        os.environ.get("SWIFT", "swift"), "test", "-c", "release", "--skip-build", "--filter", tests,
    ]
    binary = SCRATCH / ".build" / "release" / "mutantsPackageTests.xctest"
    if sys.platform != "darwin":
        command = [str(binary), "--testing-library", "swift-testing", "--filter", tests]
    process = subprocess.Popen(
        command, cwd=SCRATCH, env=os.environ | {VARIABLE: str(number)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    found = None
    is_late = False

    def stop(*_: object) -> None:
        nonlocal is_late
        is_late = True
        kill(process)

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(int(timeout))
    for line in process.stdout:
        if match := FAILED.search(line):
            found = match[1].split(" with argument")[0]
            break
    if found:
        kill(process)
    process.stdout.close()
    code = process.wait()
    signal.alarm(0)
    if found:
        return found
    if is_late:
        return "time-out"
    return None if code == 0 else "crash"


def kill(process: subprocess.Popen) -> None:
    """Ends a run and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


# --- the report ---------------------------------------------------------------


def report(mutants: list[Mutant], outcomes: dict[str, Outcome], seconds: float) -> str:
    """The table, equivalent mutants apart."""
    caught = [mutant for mutant in mutants if outcomes[mutant.id].caught_by]
    equivalent = [mutant for mutant in mutants if mutant.equivalent]
    missed = [mutant for mutant in mutants if is_wrong(mutant, outcomes[mutant.id])]
    ends = [outcomes[mutant.id].caught_by for mutant in caught]
    zoo = sorted({number for mutant in caught for number in mutant.zoo})
    lines = [
        "# Planted bugs",
        "",
        "`make mutants` plants each bug of `Tests/Mutations/mutants.json` in a copy of the package and",
        "runs the tests of FloatEmulation and Conformance until one fails.",
        "",
        f"- {len(mutants)} mutants: {len(caught)} caught, {len(equivalent)} equivalent, "
        f"{len(missed)} not as expected",
        f"- {ends.count('crash')} of them ended in a crash, {ends.count('time-out')} in a time-out",
        f"- defects of published libraries among them: {', '.join(map(str, zoo))}",
        f"- {seconds / 60:.0f} minutes",
        "",
        "| id | file | what | zoo | caught by | s |",
        "|---|---|---|---|---|---:|",
    ]
    for mutant in mutants:
        outcome = outcomes[mutant.id]
        caught_by = outcome.caught_by or ("equivalent" if mutant.equivalent else "**survives**")
        cells = [
            mutant.id, mutant.file, mutant.what, " ".join(map(str, mutant.zoo)), caught_by,
            f"{outcome.seconds:.1f}",
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "Equivalent, since no input tells them apart:", ""]
    lines += [f"- {mutant.id}, {mutant.what}: {mutant.equivalent}" for mutant in equivalent]
    return "\n".join(lines) + "\n"


def fail(text: str) -> None:
    """Ends the check, which could not be made."""
    print(f"run.py: {text}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    sys.exit(main())
