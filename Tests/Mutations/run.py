"""Checks that the tests notice planted bugs: `make mutants`.

    run.py [--only ID,ID] [--module NAME] [--keep]

`mutants.json` lists the bugs: in which module and file, which expression, and what stands in its
place. In a copy of the package every original expression E becomes `(activeMutant == N ? (M) :
(E))`, all of them at once, so that one build serves all. The tests of the bug's module (those of
FloatEmulation and Conformance unless it says another) then run once without a bug, which must
pass, and once for each, up to the first failure. The bugs of the list of published libraries'
defects (`BugZooTests`) have its numbers.

`within` is text of the file that the expression is looked for in, where it stands in the file more
than once; white space in `original` and `within` stands for any white space. A mutant that cannot
be noticed says why in `equivalent`; it must survive the quick tests. `type` is that of an
expression which the compiler would not work out in time.

Writes Reports/verification/mutants.md: a row for each mutant, with the commit at which it was run.
`--only` runs some and `--module` those of one; the report keeps what it says of the others, and a
mutant that it does not know counts as not run. `--keep` skips the build. The exit code is 0 if
every mutant that was run was caught, 1 if any was not, 2 if the check could not be made.
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
VARIABLE = "FPAUDIT_MUTANT"
# What the compiler may use of this machine: the Makefile's choice.
MACHINE = os.environ.get("MACHINE", "").split()
# In turn, those first that take seconds.
QUICK = r"(BugZoo|Threshold|Block|RandomStream|Code|Catalogue|LargeBuffer)Tests|KernelTests/edges"
SLOWER = r"(Stochastic|Preset|Explanation|Integral)Tests|RoundingTests/customFormats"
SLOW = r"(Kernel|Flag)Tests"
READERS = r"Trace|Slice|View|Metrics|Scaler|Replay|Advice|DelayedScaling|Window(?!Proof)"
FILTERS = {
    "FloatEmulation": [
        rf"^FloatEmulationTests\.({QUICK})",
        rf"^FloatEmulationTests\.({SLOWER})|^ConformanceTests\.",
        rf"^FloatEmulationTests\.(?!{QUICK}){SLOW}",
        rf"^FloatEmulationTests\.(?!{QUICK}|{SLOWER}|{SLOW})",
    ],
    "GradientAudit": [
        rf"^GradientAuditTests\.({READERS})\w*Tests",
        r"^GradientAuditTests\.(\w*Limit|Fraction|Share)\w*Tests",
        rf"^GradientAuditTests\.(?!({READERS}|\w*Limit|Fraction|Share|\w*Proof)\w*Tests)",
        r"^GradientAuditTests\.\w*ProofTests",
    ],
}
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
    .systemLibrary(name: "CChecksum"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CMPFR", pkgConfig: "mpfr"),
    .target(
      name: "FloatEmulation", dependencies: ["CInstructionSet", "CMutant"],
      swiftSettings: settings),
    .target(
      name: "MPFROracle",
      dependencies: ["FloatEmulation", .target(name: "CMPFR", condition: .when(traits: ["MPFR"]))],
      swiftSettings: settings),
    .target(name: "Conformance", dependencies: ["FloatEmulation"], swiftSettings: settings),
    .target(
      name: "TensorFiles", dependencies: ["CChecksum", "CZlib"], swiftSettings: settings),
    .target(
      name: "GradientAudit",
      dependencies: ["FloatEmulation", "TensorFiles", "CInstructionSet", "CMutant"],
      swiftSettings: settings),
TESTS  ]
)
"""
# Those of the modules with mutants.
TESTS = {
    "FloatEmulation": """\
    .testTarget(
      name: "FloatEmulationTests", dependencies: ["FloatEmulation", "MPFROracle", "Conformance"],
      swiftSettings: settings),
    .testTarget(
      name: "ConformanceTests", dependencies: ["Conformance", "FloatEmulation"],
      exclude: ["Vectors"], swiftSettings: settings),
""",
    "GradientAudit": """\
    .testTarget(
      name: "GradientAuditTests", dependencies: ["GradientAudit", "FloatEmulation", "TensorFiles"],
      exclude: ["Fixtures"], swiftSettings: settings),
""",
}
FOLDERS = [
    "Sources/FloatEmulation",
    "Sources/Conformance",
    "Sources/MPFROracle",
    "Sources/TensorFiles",
    "Sources/GradientAudit",
    "Sources/CInstructionSet",
    "Sources/CMPFR",
    "Sources/CChecksum",
    "Sources/CZlib",
    "Tests/FloatEmulationTests",
    "Tests/ConformanceTests",
    "Tests/GradientAuditTests",
    # What tests read, beside Datasets.
    "Tests/TensorFilesTests/Fixtures",
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
    module: str = "FloatEmulation"
    within: str | None = None
    zoo: list[int] = field(default_factory=list)
    equivalent: str | None = None
    type: str | None = None

    @property
    def path(self) -> str:
        """The file in the package."""
        return f"Sources/{self.module}/{self.file}"


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
    commit: str


def main() -> int:
    """Builds, runs, reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="identifiers, separated by commas")
    parser.add_argument("--module", choices=TESTS, help="the mutants of one module")
    parser.add_argument("--keep", action="store_true", help="skip the build")
    arguments = parser.parse_args()
    mutants = [Mutant(number, **entry) for number, entry in enumerate(read_list(), start=1)]
    only = set(filter(None, arguments.only.split(",")))
    chosen = [
        mutant for mutant in mutants
        if (not only or mutant.id in only) and arguments.module in (None, mutant.module)
    ]
    modules = [module for module in TESTS if any(mutant.module == module for mutant in chosen)]
    commit = revision()
    if not arguments.keep:
        plant(mutants, modules)
        build()
    seconds = {}
    for module in modules:
        whole = run(0, 3600, FILTERS[module], commit)
        if whole.caught_by:
            fail(f"without a mutant, {whole.caught_by} fails")
        seconds[module] = whole.seconds
        print(f"{module}, no mutant: passed in {whole.seconds:.0f} s", flush=True)
    known = {} if len(chosen) == len(mutants) else read_report()
    outcomes = {}
    for mutant in chosen:
        filters = FILTERS[mutant.module][: 1 if mutant.equivalent else None]
        outcome = run(mutant.number, max(120, 5 * seconds[mutant.module]), filters, commit)
        outcomes[mutant.id] = outcome
        print(f"{mutant.id}: {outcome.caught_by or 'SURVIVES'}, {outcome.seconds:.1f} s", flush=True)
        # At once, so that what is stopped has told what it found.
        REPORT.write_text(report(mutants, known | outcomes), encoding="utf-8")
    missed = [mutant for mutant in chosen if is_wrong(mutant, outcomes[mutant.id])]
    for mutant in missed:
        print(f"{mutant.id} ({mutant.what}): not as expected", file=sys.stderr)
    return 1 if missed else 0


def revision() -> str:
    """The commit that is tested; with a + if files were changed since."""
    git = ["git", "-C", str(ROOT)]
    head = subprocess.run(
        [*git, "rev-parse", "--short=7", "HEAD"], check=True, capture_output=True, text=True)
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--", "Sources", "Tests"], check=True, capture_output=True)
    return head.stdout.strip() + ("+" if changed.stdout else "")


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


def plant(mutants: list[Mutant], modules: list[str]) -> None:
    """Copies what the tests need and plants every mutant in the copy."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--", *FOLDERS], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    files = {name: (ROOT / name).read_bytes() for name in filter(None, tracked.split("\0"))}
    for path in sorted({mutant.path for mutant in mutants}):
        text = files[path].decode()
        spans = nested([locate(text, mutant) for mutant in mutants if mutant.path == path])
        files[path] = rewritten(text, 0, len(text), spans).encode()
    files |= {f"Sources/{module}/ActiveMutant.swift": SWIFT.encode() for module in TESTS}
    files |= {
        "Package.swift": MANIFEST.replace("TESTS", "".join(map(TESTS.get, modules))).encode(),
        "Sources/CMutant/include/Mutant.h": HEADER.encode(),
        "Sources/CMutant/Mutant.c": C_SOURCE.encode(),
    }
    SCRATCH.mkdir(parents=True, exist_ok=True)
    if not (SCRATCH / "Datasets").exists():
        (SCRATCH / "Datasets").symlink_to(ROOT / "Datasets")
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


def run(number: int, timeout: float, filters: list[str], commit: str) -> Outcome:
    """Runs tests under one mutant, until the first fails."""
    start = time.monotonic()
    caught_by = None
    for tests in filters:
        caught_by = caught_by or first_failure(number, tests, timeout)
    return Outcome(caught_by, time.monotonic() - start, commit)


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


COLUMNS = ["id", "file", "what", "zoo", "caught by", "s", "commit"]
MARKS = {"equivalent", "**survives**"}


def read_report() -> dict[str, Outcome]:
    """What the report says of each mutant.

    One that has no commits yet was written by a run of all, at the commit that holds it or before.
    """
    if not REPORT.exists():
        return {}
    lines = REPORT.read_text(encoding="utf-8").splitlines()
    rows = [row for line in lines if line.startswith("| ") and (row := cells(line))]
    columns, rows = rows[0], rows[1:]
    written = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%h", "--abbrev=7", "--", str(REPORT)],
        check=True, capture_output=True, text=True,
    ).stdout.strip()
    known = {}
    for row in rows:
        entry = dict(zip(columns, row))
        if entry["caught by"] == "not run":
            continue
        caught_by = None if entry["caught by"] in MARKS else entry["caught by"]
        known[entry["id"]] = Outcome(caught_by, float(entry["s"]), entry.get("commit", written))
    return known


def cells(line: str) -> list[str]:
    """The cells of a row of a table."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def report(mutants: list[Mutant], outcomes: dict[str, Outcome]) -> str:
    """The table, equivalent mutants apart."""
    ran = [mutant for mutant in mutants if mutant.id in outcomes]
    caught = [mutant for mutant in ran if outcomes[mutant.id].caught_by]
    equivalent = [mutant for mutant in ran if mutant.equivalent]
    missed = [mutant for mutant in ran if is_wrong(mutant, outcomes[mutant.id])]
    ends = [outcomes[mutant.id].caught_by for mutant in caught]
    zoo = sorted({number for mutant in caught for number in mutant.zoo})
    seconds = sum(outcomes[mutant.id].seconds for mutant in ran)
    lines = [
        "# Planted bugs",
        "",
        "`make mutants` plants each bug of `Tests/Mutations/mutants.json` in a copy of the package and",
        "runs the tests of its module until one fails. The commit is that at which a bug was run last,",
        "with a + where files had been changed since.",
        "",
        f"- {len(mutants)} mutants: {len(caught)} caught, {len(equivalent)} equivalent, "
        f"{len(missed)} not as expected, {len(mutants) - len(ran)} not run",
        f"- {ends.count('crash')} of them ended in a crash, {ends.count('time-out')} in a time-out",
        f"- defects of published libraries among them: {', '.join(map(str, zoo))}",
        f"- {seconds / 60:.0f} minutes",
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|---|---|---|---|---|---:|---|",
    ]
    lines += [row(mutant, outcomes.get(mutant.id)) for mutant in mutants]
    lines += ["", "Equivalent, since no input tells them apart:", ""]
    lines += [f"- {mutant.id}, {mutant.what}: {mutant.equivalent}" for mutant in equivalent]
    return "\n".join(lines) + "\n"


def row(mutant: Mutant, outcome: Outcome | None) -> str:
    """The line of a mutant."""
    found = ["not run", "", ""]
    if outcome:
        caught_by = outcome.caught_by or ("equivalent" if mutant.equivalent else "**survives**")
        found = [caught_by, f"{outcome.seconds:.1f}", outcome.commit]
    texts = [mutant.id, mutant.file, mutant.what, " ".join(map(str, mutant.zoo)), *found]
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def fail(text: str) -> None:
    """Ends the check, which could not be made."""
    print(f"run.py: {text}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    sys.exit(main())
