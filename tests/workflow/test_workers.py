"""Reading in processes of their own: in order, within limits, and no file costs another one anything."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import psutil
import pytest

from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.errors import MissingDependencyError
from kadergen.formats.acroform_fill import fill
from kadergen.formats.pdfsyntax import Name
from kadergen.how import How
from kadergen.model.instrument import FormIdentity
from kadergen.model.response import (
    Answer,
    Kept,
    PlanRow,
    Provenance,
    Reading,
    ReadResult,
    Respondent,
    Response,
    Unplaced,
)
from kadergen.readers import read_bytes
from kadergen.workflow.limits import Limits
from kadergen.workflow.wire import Reply, decode, encode
from kadergen.workflow.workers import read_isolated
from tests.readers.support import blank_form, instruments

FAKE = (str(Path(__file__).with_name("fake_worker.py")),)
SMALL = Limits(cpu_seconds=1, wall_seconds=30, memory=200_000_000, output=1_000_000, open_files=32)


# The wire's protocol, for children that speak it and mean harm.
PROTOCOL = """
import sys, struct
i, o = sys.stdin.buffer, sys.stdout.buffer
def take():
    return i.read(struct.unpack('>I', i.read(4))[0])
def give(data):
    o.write(struct.pack('>I', len(data)) + data); o.flush()
"""


def read(
    names: Iterable[str], limits: Limits = SMALL, jobs: int = 2, worker: tuple[str, ...] = FAKE
) -> list[ReadResult]:
    return list(read_isolated([Path(name) for name in names], {}, limits=limits, jobs=jobs, worker=worker))


def children() -> set[int]:
    return {
        child.pid for child in psutil.Process().children(recursive=True) if "fake_worker" in " ".join(child.cmdline())
    }


def test_results_come_in_the_order_of_the_files() -> None:
    names = [f"form-{number}" for number in range(50)]
    assert [result.file for result in read(names)] == names


def test_no_files_no_results() -> None:
    assert read([]) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("busy", "1 seconds of processor time"),
        ("memory", "200 MB of memory"),
        ("large", "larger than 1 MB"),
        ("files", "32 open files"),
    ],
)
def test_a_crossed_limit_is_said_and_costs_that_file_alone(name: str, words: str) -> None:
    before, bad, after = read(["before", name, "after"], jobs=1)
    assert (before.file, after.file) == ("before", "after")
    (finding,) = bad.diagnostics
    assert (bad.file, bad.response, finding.code, finding.severity) == (name, None, Code.R036, Severity.ERROR)
    assert words in finding.message
    assert str(finding.location) == name


def test_a_file_that_never_ends_is_ended_by_the_clock() -> None:
    limits = Limits(cpu_seconds=20, wall_seconds=1, memory=SMALL.memory, output=SMALL.output, open_files=32)
    hanging, after = read(["hang", "after"], limits, jobs=1)
    assert [finding.code for finding in hanging.diagnostics] == [Code.R036]
    assert "not done after 1 seconds" in hanging.diagnostics[0].message
    assert after.file == "after"


@pytest.mark.parametrize("name", ["crash", "exit", "raise"])
def test_a_library_that_breaks_down_is_a_broken_file(name: str) -> None:
    bad, after = read([name, "after"], jobs=1)
    assert [finding.code for finding in bad.diagnostics] == [Code.R005]
    assert after.file == "after"
    assert not after.diagnostics


def test_what_a_library_prints_does_not_get_between() -> None:
    assert [result.file for result in read(["print", "after"], jobs=1)] == ["print", "after"]


def test_half_a_character_gets_through_as_a_sign() -> None:
    (result,) = read(["half"])
    assert result.diagnostics[0].message == "\ufffd"


def test_children_are_used_again_and_replaced_when_something_went_wrong() -> None:
    first, second, _, third = read(["pid.1", "pid.2", "crash", "pid.3"], jobs=1)
    pids = [result.diagnostics[0].message for result in (first, second, third)]
    assert pids[0] == pids[1] != pids[2]
    assert all(int(pid) != os.getpid() for pid in pids)


def test_closing_early_ends_all_children() -> None:
    results = read_isolated([Path("form"), Path("hang"), Path("hang")], {}, limits=SMALL, jobs=3, worker=FAKE)
    assert next(results).file == "form"
    assert children()
    results.close()  # type: ignore[attr-defined]
    assert not children()


def test_no_child_is_left_behind() -> None:
    read(["form", "crash", "busy"])
    assert not children()


@pytest.mark.parametrize(
    "script",
    [
        "import sys; sys.stdin.buffer.read(1)",  # ends at once
        "import sys; sys.stdout.buffer.write(b'\\xff' * 100); sys.stdout.flush()",
        "raise SystemExit(1)",
    ],
)
def test_a_child_that_does_not_start_is_one_clear_error(script: str) -> None:
    with pytest.raises(MissingDependencyError):
        read(["form"], worker=("-c", script))


@pytest.mark.parametrize(
    "reply",
    [b"", b"\xff" * 20, b"\x80", msgspec.msgpack.encode({"result": 5}), msgspec.msgpack.encode({"limit": "none"})],
)
def test_an_answer_that_makes_no_sense_is_a_broken_file(reply: bytes) -> None:
    (result,) = read(["form"], worker=("-c", f"{PROTOCOL}take(); give(b''); take(); give({reply!r}); take()"))
    assert [finding.code for finding in result.diagnostics] == [Code.R005]


@pytest.mark.parametrize(
    ("deed", "words"),
    [("held = [b'x' * 10_000_000 for _ in range(100)]; take()", "of memory"), ("while True: pass", "processor time")],
)
def test_the_watchdog_ends_what_the_system_does_not(deed: str, words: str) -> None:
    # These children set no limits of their own, as none can be set on some systems.
    (result,) = read(["form"], worker=("-c", f"{PROTOCOL}take(); give(b''); take()\n{deed}"))
    assert [finding.code for finding in result.diagnostics] == [Code.R036]
    assert words in result.diagnostics[0].message


def test_nothing_in_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pikepdf.py").write_text("raise SystemExit('run!')\n")
    (tmp_path / "form.pdf").write_bytes(blank_form())
    monkeypatch.chdir(tmp_path)
    (result,) = read_isolated([Path("form.pdf")], instruments())
    assert result.response is not None


def test_what_is_read_is_what_reading_here_gives(tmp_path: Path) -> None:
    data = fill(blank_form(), {"p1-1__score": "green", "p1-1__reflection": "Één, “twee” \u0141 \U0001f600"}).data
    path = tmp_path / "form.pdf"
    path.write_bytes(data)
    (result,) = read_isolated([path], instruments())
    assert result == read_bytes(data, str(path), instruments())


def test_a_string_with_a_type_of_its_own_gets_through() -> None:
    reply = Reply(ReadResult(Name("form"), None))
    assert decode(encode(reply)) == Reply(ReadResult("form", None))


def test_everything_a_response_holds_gets_through() -> None:
    response = Response(
        source=Provenance("form.pdf", "ab" * 32, "pdf", "a program", "a library"),
        identity=FormIdentity("a", "1", "0" * 16),
        respondent=Respondent("Deelnemer 3", "Gemeente", "gemeente", "beleid", "3 december"),
        answers={"p1-1": Answer("green", {"reflection": "a\nb\0", "actions": ""}), "p1-2": Answer()},
        plan=(PlanRow(3, {"action": "iets"}),),
        unplaced=(Unplaced("x", "y", outside=True), Unplaced("", "")),
        kept=(Kept("p1-1__score", "ab.png", "image/png", "cd" * 32, bytes(range(256))),),
        readings={"p1-1__score": Reading(How.PIXELS, doubtful=True)},
        diagnostics=tuple(
            Diagnostic(severity, code, "m", "h", Location("f", 1, 2), "p1-1__score")
            for severity in Severity
            for code in Code
        ),
    )
    result = ReadResult("form.pdf", response, response.diagnostics)
    assert decode(encode(Reply(result, last=True))) == Reply(result, last=True)


def test_an_rtf_is_read_in_a_child_too(tmp_path: Path) -> None:
    path = tmp_path / "form.rtf"
    path.write_bytes(rb"{\rtf1\ansi Geen formulier.}")
    (result,) = read_isolated([path], instruments())
    # LibreOffice, with limits of its own, made something of it: it is no form of ours.
    assert [finding.code for finding in result.diagnostics] == [Code.R006]
