"""Rounds for tests: results of the example framework with and without an outcome, and their way through a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from kadergen.consolidate import consolidate
from kadergen.consolidate.analysis import analyse
from kadergen.consolidate.outcome import agree
from kadergen.consolidate.planning import plan_of_action
from kadergen.documents.blocks import Document
from kadergen.documents.report import build_report
from kadergen.formats.results_json import decode_result, with_outcome
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework, Section
from kadergen.model.response import Response
from kadergen.model.round_result import RoundResult
from kadergen.readers.result_file import read_result
from kadergen.render.consolidation_json import consolidation_to_json
from kadergen.render.json_file import json_bytes
from kadergen.render.outcome_json import agreed_to_json, outcome_to_json
from tests.consolidate.examples import FRAMEWORK, response, responses, words_of_keys


def made(
    forms: list[Response], group: Response | None = None, *, framework: Framework = FRAMEWORK, anonymous: bool = False
) -> RoundResult:
    """A round of these forms, with the group's form where there is one."""
    consolidation = consolidate(framework, forms, anonymous=anonymous)
    return RoundResult(consolidation, agree(consolidation, group) if group else None)


def report_of(consolidation: Consolidation) -> Document:
    """The report of a result, as the command makes it."""
    return build_report(analyse(consolidation), plan_of_action(consolidation))


def scored(**scores: str) -> RoundResult:
    """A round of one form with these colours, by item (`a_1="done"`)."""
    return made([response("town", scores={item.replace("_", "-"): score for item, score in scores.items()})])


def written(result: RoundResult) -> bytes:
    """The result's file, as the commands write it."""
    data = json_bytes(consolidation_to_json(result.consolidation))
    if result.outcome is None:
        return data
    return with_outcome(data, agreed_to_json(result.outcome), outcome_to_json(result.outcome))


def read(data: bytes) -> RoundResult:
    """A result's file where its framework is not known."""
    return read_result(decode_result(data), {}, lambda _: words_of_keys())


def altered(change: Callable[[Any], object], data: bytes | None = None) -> bytes:
    """A small result's file (or `data`) after this change to its JSON."""
    if data is None:
        forms = [response("town", name="T", scores={"a-1": "done"}, why={"a-1": "w"}, steps={"b-1": "do"})]
        data = written(made(forms, response(scores={"a-1": "done"})))
    found = json.loads(data)
    change(found)
    return json.dumps(found).encode()


def reworded(text: Callable[[str], str]) -> Framework:
    """The example framework with other words in its statements."""
    data = json_bytes(consolidation_to_json(consolidate(FRAMEWORK, [])))

    def change(found: Any) -> None:
        found["framework"]["version"] = "4"
        for statement in found["statements"]:
            statement["text"] = text(statement["text"])

    return read(altered(change, data)).consolidation.framework


def without_section(section_id: str) -> Framework:
    """The example framework without one of its sections."""
    return replace(
        FRAMEWORK, parts=tuple(p for p in FRAMEWORK.parts if not (isinstance(p, Section) and p.id == section_id))
    )


@st.composite
def rounds(draw: st.DrawFn) -> RoundResult:
    """Any round, also an anonymous one, with or without an outcome."""
    forms = draw(responses())
    group = draw(st.none() | responses(most=1).map(lambda found: found[0] if found else response()))
    return made(forms, group, anonymous=draw(st.booleans()))
