"""What it costs to read each returned form in a process of its own: time, and memory of the process with the results.

`here` reads in this process, as a program without such care would; `one child` and `all cores` are what `kadergen
read` does, results taken and let go as they come. The line for one form has the start of everything in it. The files
are the twelve forms of the demo, under as many names as are asked for.

    python bench/bench_reading.py [NUMBER_OF_FORMS ...]
"""

from __future__ import annotations

import importlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bench.children import peak_mb, print_table
from kadergen.model.instrument import Instrument
from kadergen.model.response import ReadResult
from kadergen.workflow.frameworks import instruments
from kadergen.workflow.workers import read_isolated

WAYS = {"here": 0, "one child": 1, "all cores": os.cpu_count() or 1}


def forms(folder: Path, count: int) -> list[Path]:
    """So many returned forms."""
    command = [sys.executable, "-m", "kadergen", "demo", "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    made = sorted((folder / "returned").iterdir())
    paths = [folder / f"form-{number:05}.pdf" for number in range(count)]
    for number, path in enumerate(paths):
        path.hardlink_to(made[number % len(made)])
    return paths


def read_here(paths: Iterable[Path], known: Mapping[str, Instrument]) -> Iterator[ReadResult]:
    readers = importlib.import_module("kadergen.readers")  # not for the other ways, whose memory would have it too
    return (readers.read_file(path, known) for path in paths)


def cpu_seconds() -> float:
    """Of this process and its children, as far as they have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def measure(way: str, count: str) -> dict[str, float]:
    """In this process: seconds, processor time, this process's peak memory, and how many forms were read."""
    with tempfile.TemporaryDirectory() as name:
        paths = forms(Path(name), int(count))
        start, used = time.perf_counter(), cpu_seconds()
        known, _ = instruments()
        results = read_isolated(paths, known, jobs=WAYS[way]) if WAYS[way] else read_here(paths, known)
        read = sum(result.response is not None for result in results)
        return {
            "seconds": time.perf_counter() - start,
            "cpu": cpu_seconds() - used,
            "MB": peak_mb(),
            "read": read,
        }


def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
    way, count = line
    number = int(count)
    return (
        f"{way:<12}{number:>7}{found['seconds']:>9.2f}{1000 * found['seconds'] / number:>10.1f}"
        f"{1000 * found['cpu'] / number:>10.1f}{found['MB']:>10.0f}{found['read']:>7.0f}"
    )


if __name__ == "__main__":
    HEADS = f"{'way':<12}{'forms':>7}{'s':>9}{'ms/form':>10}{'CPU ms':>10}{'peak MB':>10}{'read':>7}"
    WORK = [(way, count) for count in sys.argv[1:] or ["1", "100", "1000"] for way in WAYS]
    print_table(__file__, measure, HEADS, WORK if sys.argv[1:] else [*WORK, ("all cores", "5000")], shown)
