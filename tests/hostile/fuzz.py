"""Fuzzes every parser for a given time: `python -m tests.hostile.fuzz --seconds 600`.

Each target gets as much time, a batch of mutants at a time, read in children with limits. A mutant that shows a fault is
written into the folder given, with what was wrong; the exit code is 1 then. The same seed gives the same mutants.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.hostile.harness import Limits, read_all
from tests.hostile.targets import KNOWN_FAULTS, TARGETS, Target

_BATCH: Final = 25


def fuzz(target: Target, seed: int, count: int = _BATCH) -> tuple[list[tuple[str, bytes]], Counter[str]]:
    """The faults among so many mutants, and how the mutants came out."""
    chance = random.Random(f"{target.name} {seed}")
    mutants = [target.mutant(chance) for _ in range(count)]
    faults = []
    outcomes: Counter[str] = Counter()
    # The limits are those of a whole batch.
    seens = read_all([target.item(mutant) for mutant in mutants], Limits(60, 240), pages=target.pages)
    for mutant, seen in zip(mutants, seens, strict=True):
        outcomes[seen.ended or ("read" if seen.result and seen.result.response else "refused")] += 1
        fault = target.fault(mutant, seen)
        if fault:
            faults.append((fault, mutant.data))
    return faults, outcomes


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, say what was done, and give 1 when a fault was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target", default="", help="only targets with this in their names")
    parser.add_argument("--found", type=Path, default=Path("output/fuzz"), help="folder for what shows a fault")
    options = parser.parse_args(arguments)
    targets = [target for target in TARGETS if options.target in target.name]
    spent = dict.fromkeys(targets, 0.0)
    outcomes: dict[Target, Counter[str]] = {target: Counter() for target in targets}
    faults: dict[str, int] = Counter()
    start = time.monotonic()
    rounds: Counter[Target] = Counter()
    while time.monotonic() - start < options.seconds:
        target = min(targets, key=spent.__getitem__)  # as much time for each
        began = time.monotonic()
        found, came = fuzz(target, options.seed + rounds[target])
        rounds[target] += 1
        spent[target] += time.monotonic() - began
        outcomes[target] += came
        for fault, data in found:
            name = f"{target.name.replace(' ', '-').replace(',', '')}-{hashlib.sha256(data).hexdigest()[:12]}"
            options.found.mkdir(parents=True, exist_ok=True)
            (options.found / name).write_bytes(data)
            faults[f"{target.name}: {fault}"] += 1
            print(f"{options.found / name}: {fault}", flush=True)
    print(f"{'target':34} {'seconds':>8} {'mutants':>8}  outcomes")
    for target in targets:
        count = sum(outcomes[target].values())
        print(f"{target.name:34} {spent[target]:8.0f} {count:8}  {dict(sorted(outcomes[target].items()))}")
    print(
        f"{sum(sum(c.values()) for c in outcomes.values())} mutants, {sum(faults.values())} faults, {len(faults)} kinds"
    )
    for fault, times in sorted(faults.items()):
        print(f"  {times} × {fault}")
    return 1 if any(not fault.partition(": ")[2].startswith(KNOWN_FAULTS) for fault in faults) else 0


if __name__ == "__main__":
    sys.exit(main())
