"""What the scripts here share: each line of a table is measured in a process of its own, so that its peak memory is its
own, without the start of Python and without imports.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.model.framework import Framework

FRAMEWORK = "kwaliteitskader-housing-first"
T = TypeVar("T")
Found = Mapping[str, object]


def framework() -> Framework:
    """The bundled framework that everything here is measured with."""
    loaded, _ = load_framework(bundled_frameworks()[FRAMEWORK])
    if loaded is None:
        raise SystemExit("the bundled framework has errors")
    return loaded


def best_of(
    make: Callable[[], T], *, clock: Callable[[], float] = time.perf_counter, seconds: float = 1, most: int = 200
) -> tuple[T, float]:
    """What `make` gives, and the best seconds of at least three rounds after a first one, by `clock`."""
    result = make()
    start, rounds, best = time.perf_counter(), 0, float("inf")
    while rounds < 3 or (time.perf_counter() - start < seconds and rounds < most):
        begin = clock()
        make()
        best, rounds = min(best, clock() - begin), rounds + 1
    return result, best


def peak_mb() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_table(
    script: str,
    measure: Callable[..., Found],
    heads: str,
    lines: Iterable[tuple[str, ...]],
    shown: Callable[[tuple[str, ...], Mapping[str, float]], str],
) -> None:
    """Print the table of a script; as a child of it, measure one line and print that as JSON."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(*sys.argv[2:])))
        return
    print(heads)
    for line in lines:
        command = [sys.executable, script, "--measure", *line]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print(shown(line, found))


def print_timings(
    script: str, measure: Callable[..., Found], lines: Iterable[str], *, last: str, width: int = 30
) -> None:
    """A table of milliseconds, the file's size (none for what makes no file), peak memory, and a `last` column."""

    def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
        size = f"{found['kB']:.0f}" if found["kB"] else ""
        return f"{line[0]:<{width}}{found['ms']:>9.1f}{size:>9}{found['MB']:>9.0f}  {found[last]}"

    heads = f"{'what':<{width}}{'ms':>9}{'file kB':>9}{'peak MB':>9}  {last}"
    print_table(script, measure, heads, [(line,) for line in lines], shown)
