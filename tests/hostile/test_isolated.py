"""The same files as users read them: each in a worker process, where one that kills its worker stops no other."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest

from kadergen.workflow.frameworks import instruments as known_frameworks
from kadergen.workflow.limits import Limits
from kadergen.workflow.workers import read_isolated
from tests.accessibility.made import FRAMEWORKS
from tests.hostile.cases import Outcome
from tests.hostile.table import TABLE
from tests.hostile.trap import trap
from tests.readers.support import codes, flat

_KILLERS = [case for case in TABLE if "R036" in case.codes]
_WHOLE = [case for case in TABLE if "nothing is wrong" in case.about and not case.pages]


@pytest.mark.parametrize("jobs", [1, 2])
def test_good_files_between_files_that_end_their_readers(jobs: int, tmp_path: Path) -> None:
    killers = _KILLERS[jobs - 1 :: 2]  # half of them with each number of jobs, since they take the time that they may
    order = [case for pair in zip_longest(killers, _WHOLE) for case in pair if case]
    assert len(killers) > 1
    assert len(_WHOLE) > 3
    paths = []
    for number, case in enumerate(order):
        paths.append(tmp_path / f"{number}")
        paths[-1].write_bytes(case.make())
    limits = Limits(cpu_seconds=2, wall_seconds=60, memory=300_000_000)
    names = [str(FRAMEWORKS[2])]
    results = list(read_isolated(paths, known_frameworks(names)[0], names, limits=limits, jobs=jobs))
    assert [result.file for result in results] == [str(path) for path in paths]
    for case, result in zip(order, results, strict=True):
        if case.outcome is Outcome.READ:
            assert result.response, codes(result)
            assert flat(result.response) == dict(case.values)
        else:
            assert result.response is None
            # PDFium ends its process where it gets no more memory: then nobody is left to say that it was that.
            assert codes(result) in (["R036"], ["R005"]), codes(result)
            assert result.diagnostics[0].hint
    assert trap().callers() == 0
