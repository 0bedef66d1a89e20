"""Answers as a JSON file, for `kadergen fill --data`: parsed to flat field names and values, and back.

    {"respondent": {"name": "…", "party": "…"},
     "answers": {"p1-1": {"score": "green", "reflection": "…", "actions": "…"}},
     "plan": [{"row": 1, "indicator": "…", "action": "…"}]}

Every part and every key may be left out; null or "" empties a field. The output of `kadergen read --json` is
understood as well, when it holds exactly one response. Described for users in docs/json.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final, NoReturn

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity

MAX_SIZE: Final = 16_000_000  # bytes
_RESPONDENT: Final = "respondent"
_SCORE: Final = "score"
_PARTS: Final = ("respondent", "answers", "plan")
# What a response says about its file.
_PASSED_OVER: Final = ("source", "framework", "respondent_id", "unplaced", "kept", "readings", "diagnostics")
_PLAN_ITEM: Final = re.compile(r"plan-([0-9]{2,4})")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MAX_ROW: Final = 9999
_SHAPE_HINT: Final = "The shape of an answers file is described in docs/json.md."


def parse_answers(data: bytes, file: str) -> tuple[dict[str, str], Diagnostics]:
    """The answers as field name → value ("" empties a field), and every problem; no answers where one is an error."""
    reader = _Reader(file)
    try:
        reader.document(_load(data))
    except _NotJsonError as error:
        return {}, (
            Diagnostic(Severity.ERROR, Code.F005, str(error), error.hint, Location(file, error.line, error.column)),
        )
    return ({} if reader.found else reader.values), tuple(reader.found)


def answers_to_json(values: Mapping[str, str]) -> dict[str, object]:
    """The inverse of `parse_answers`: field name → value as the JSON object of an answers file.

    Raises ValueError for a name that is not made of two parts.
    """
    respondent: dict[str, object] = {}
    answers: dict[str, dict[str, object]] = {}
    plan: dict[int, dict[str, object]] = {}
    for name, value in values.items():
        item, separator, facet = name.partition("__")
        if not separator or not item or not facet:
            raise ValueError(f"not a field name: {name!r}")
        row = _PLAN_ITEM.fullmatch(item)
        if item == _RESPONDENT:
            respondent[facet] = value
        elif row:
            plan.setdefault(int(row[1]), {"row": int(row[1])})[facet] = value
        else:
            answers.setdefault(item, {})[facet] = (value or None) if facet == _SCORE else value
    return {"respondent": respondent, "answers": answers, "plan": [plan[row] for row in sorted(plan)]}


class _NotJsonError(Exception):
    """The bytes are no JSON; line and column where known."""

    def __init__(self, message: str, hint: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.hint, self.line, self.column = hint, line, column


def _load(data: bytes) -> object:
    if len(data) > MAX_SIZE:
        raise _NotJsonError(f"larger than {MAX_SIZE // 1_000_000} MB", "Is it the right file?")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _NotJsonError("not UTF-8 text", "Save the file as UTF-8.", line) from None
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        hint = "Often a comma is missing or one too many, or a quotation mark inside a text lacks its backslash."
        raise _NotJsonError(f"not valid JSON: {error.msg}", hint, error.lineno, error.colno) from None
    except RecursionError:
        raise _NotJsonError("nested too deep", _SHAPE_HINT) from None
    except ValueError as error:  # a number with thousands of digits
        raise _NotJsonError(f"not valid JSON: {error}", _SHAPE_HINT) from None


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in result if keys.count(key) > 1)
        raise _NotJsonError(f"the key {double[:60]!r} stands twice in one object", "Keep one of them.")
    return result


def _no_constant(text: str) -> NoReturn:
    raise _NotJsonError(f"{text} is no JSON value", _SHAPE_HINT)


class _Reader:
    """Turns the parsed JSON into names and values; `found` names every place where it is not as it should be."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[str, str] = {}
        self.found: list[Diagnostic] = []

    def document(self, top: object) -> None:
        """The whole file: a response, a part of one, or the output of `read` with one response."""
        if isinstance(top, dict) and "responses" in top:
            responses = top["responses"]
            if not isinstance(responses, list) or len(responses) != 1:
                count = len(responses) if isinstance(responses, list) else 0
                self._wrong("responses", f"there must be exactly one response, not {count}")
                return
            top = responses[0]
        if not isinstance(top, dict):
            self._wrong("", f"the answers must be an object, not {_type(top)}")
            return
        for key in top:
            if key not in (*_PARTS, *_PASSED_OVER):
                message = f"unknown key {key[:60]!r}; known are {', '.join(_PARTS)}"
                self._error(Code.F007, message)
        if not any(part in top for part in _PARTS):
            self._wrong("", f"there is none of {', '.join(_PARTS)}")
        self._group(_RESPONDENT, top.get("respondent"), "respondent")
        for item, group in self._object(top.get("answers"), "answers").items():
            self._group(item, group, f"answers.{item}")
        self._plan(top.get("plan"))

    def _plan(self, plan: object) -> None:
        if plan is not None and not isinstance(plan, list):
            self._wrong("plan", f"must be a list, not {_type(plan)}")
            return
        seen: set[int] = set()
        for index, entry in enumerate(plan or []):
            place = f"plan[{index}]"
            cells = self._object(entry, place)
            row = cells.pop("row", None)
            if isinstance(row, bool) or not isinstance(row, int) or not 1 <= row <= _MAX_ROW:
                self._wrong(place, f"needs a row, a number from 1 to {_MAX_ROW}")
            elif row in seen:
                self._wrong(place, f"row {row} stands twice")
            else:
                seen.add(row)
                self._group(f"plan-{row:02d}", cells, place)

    def _group(self, item: str, group: object, place: str) -> None:
        for facet, value in self._object(group, place).items():
            where = f"{place}.{facet}"
            if value is not None and not isinstance(value, str):
                self._wrong(where, f"must be a text or null, not {_type(value)}")
            elif _SURROGATE.search(f"{item}{facet}{value}"):
                self._wrong(where, "holds half a character (a lone surrogate)")
            else:
                self.values[f"{item}__{facet}"] = value or ""

    def _object(self, value: object, place: str) -> dict[str, object]:
        if value is not None and not isinstance(value, dict):
            self._wrong(place, f"must be an object, not {_type(value)}")
        return dict(value) if isinstance(value, dict) else {}

    def _wrong(self, place: str, what: str) -> None:
        place = "".join(char if char.isprintable() else "\ufffd" for char in place[:120])
        self._error(Code.F006, f"{place}: {what}" if place else what)

    def _error(self, code: Code, message: str) -> None:
        self.found.append(Diagnostic(Severity.ERROR, code, message, _SHAPE_HINT, Location(self.file)))


def _type(value: object) -> str:
    names = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), "null")
