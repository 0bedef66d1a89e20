"""Whatever a child says of a file, it is taken only when a reader of ours can have said it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kadergen.diagnostics import Code, Diagnostic, Severity
from kadergen.model.response import Kept, PlanRow, ReadResult
from kadergen.readers import read_file
from kadergen.workflow.limits import Limits
from kadergen.workflow.wire import Reply, encode
from kadergen.workflow.workers import read_isolated
from tests.readers.support import filled_by_hand, instruments, saved

LIAR = (str(Path(__file__).with_name("lying_worker.py")),)
FAKE = (str(Path(__file__).with_name("fake_worker.py")),)


def frame(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def lies(found: ReadResult) -> Iterator[bytes]:
    """Answers that are none, and answers that no reader would give about this file."""
    response = found.response
    assert response is not None
    kept = Kept("", "../../outside.png", "image/png", "0" * 64, b"picture")
    yield from (b"", b"words", b"\xff" * 4, frame(b""), frame(b"\xc1"), frame(b"\x81" * 100_000), frame(b"{}")[:-1])
    yield frame(encode(Reply(None, "no limit")))
    yield frame(encode(Reply()))
    yield frame(encode({"result": {"file": 7}}))
    yield frame(encode(Reply(replace(found, file="other.pdf"))))
    yield frame(encode(Reply(replace(found, file="no UTF-8"))).replace(b"no UTF-8", b"\xff" * 8))
    for other in (
        replace(response, source=replace(response.source, file="other.pdf")),
        replace(response, source=replace(response.source, sha256="../outside")),
        replace(response, identity=replace(response.identity, id="unknown")),
        replace(response, answers={}),
        replace(response, answers={key: replace(a, score="violet") for key, a in response.answers.items()}),
        replace(response, answers={key: replace(a, texts={}) for key, a in response.answers.items()}),
        replace(response, plan=(PlanRow(0, {}),)),
        replace(response, kept=(kept,)),
        replace(response, kept=(replace(kept, sha256=hashlib.sha256(b"picture").hexdigest()),)),
        replace(response, diagnostics=(Diagnostic(Severity.INFO, Code.R018, "other"),)),
    ):
        yield frame(encode(Reply(ReadResult(found.file, other, found.diagnostics))))


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.pdf"
    path.write_bytes(saved(filled_by_hand({"p1-1__reflection": "Één café"})))
    return path


def told(form: Path, answer: bytes, times: int = 1) -> list[ReadResult]:
    form.with_suffix(".answer").write_bytes(answer)
    return list(read_isolated([form] * times, instruments(), jobs=1, worker=LIAR))


def test_a_lie_is_a_finding_about_its_file(form: Path) -> None:
    for lie in lies(read_file(form, instruments())):
        [found] = told(form, lie)
        assert found.response is None, lie
        assert len(found.diagnostics) == 1, lie
        assert found.diagnostics[0].code in (Code.R005, Code.R036), lie


def test_the_truth_is_taken_and_a_child_that_ended_after_it_costs_no_other_file(form: Path) -> None:
    truth = read_file(form, instruments())
    assert told(form, frame(encode(Reply(truth))), times=3) == [truth] * 3


def test_nothing_of_a_child_that_had_to_be_ended_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    results = read_isolated([Path("hang"), Path("form")], {}, limits=Limits(wall_seconds=0.2), jobs=1, worker=FAKE)
    assert Code.R036 in {finding.code for finding in next(results).diagnostics}
    assert list(results)
    assert list(tmp_path.iterdir()) == []
