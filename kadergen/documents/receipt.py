"""The receipt of a returned file: what it is, what was read of it, and what somebody should look at, and why.

A receipt says everything in the framework's language and names fields as people see them ("1.3 Reflectie"). It holds
no answers, only how many there are, and the words that got no place; so one can be kept for each of a thousand files.
How the result is laid out (text, JSON, HTML) is for the renderers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from kadergen.diagnostics import Code, Diagnostic, Severity
from kadergen.how import How
from kadergen.model.framework import Framework, ItemFieldKind
from kadergen.model.instrument import RESPONDENT, FieldId, FormIdentity, field_label, plan_row, plan_row_number
from kadergen.model.response import Kept, Reading, ReadResult, Respondent, Response
from kadergen.model.wording import KINDS, Wording

_LONGEST_NAME: Final = 80  # characters of what no participant wrote: a program's name, a foreign field's
# Pictures that are shown of one file; others are named. A form that is in doubt all over is looked at in its own file.
_MOST_PICTURES: Final = 40
_MOST_BYTES: Final = 2_000_000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# Which sentence tells how a file was read; a file printed to PDF is read from XObjects and from letters alike.
_WAYS: Final[Mapping[How, str]] = {
    How.FIELD: "field",
    How.WORDS: "words",
    How.XOBJECT: "page",
    How.PAGE_TEXT: "page",
    How.PIXELS: "page",
    How.ANNOTATION: "annotation",
}


class Verdict(Enum):
    """What comes of a file in one word; the value is what JSON says."""

    SURE = "sure"
    LOOK = "look"
    EMPTY = "empty"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Picture:
    """A place of the form as it looks, drawn by the reader: never a picture that a participant put there."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the form: the field's id ("" where there is none), its name for people, what stands there."""

    field: str
    caption: str
    words: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say, once for all its places (none: it is about the whole file). `code` may be "": no finding.

    `hidden` counts places that an anonymous receipt does not name.
    """

    code: str
    says: str
    do: str
    places: tuple[Place, ...] = ()
    hidden: int = 0

    @property
    def weight(self) -> int:
        """How many doubts it is; one about the whole file counts for one."""
        return max(1, len(self.places) + self.hidden)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What stood in the form and is no words: where, what kind of thing, and the name under which it is kept."""

    field: str
    caption: str
    what: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the fields of one kind hold something; `total` is None for rows of the plan."""

    id: str
    label: str
    filled: int
    total: int | None
    doubtful: int
    says: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what it is, such as "Gemeente" for the party. `id` is what JSON calls it."""

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What there is to say about one file. Without a framework (`identity` is None) the file could not be read.

    `readings` is field id → how it was read. `name` is the file without the folder that all files of the run are in.
    An anonymous receipt holds neither these nor anything else about a person, a place in the form or words.
    """

    file: str
    sha256: str
    kind: str
    producer: str
    language: str
    wording: Wording
    verdict: Verdict
    facts: tuple[Fact, ...]
    identity: FormIdentity | None = None
    title: str = ""
    who: str = ""
    respondent: tuple[Fact, ...] = ()
    counts: tuple[Count, ...] = ()
    readings: Mapping[str, Reading] | None = None
    look: tuple[Point, ...] = ()
    outside: tuple[Place, ...] = ()
    notes: tuple[Point, ...] = ()
    kept: tuple[KeptFile, ...] = ()
    number: int = 1
    name: str = ""

    @property
    def doubts(self) -> int:
        """How many places somebody should look at."""
        return sum(point.weight for point in self.points)

    @property
    def called(self) -> str:
        """What it is called: its file's name, or the number, such as "Formulier 3", which shows nothing of that."""
        return self.name or self.file or self.wording("receipt.number", number=self.number)

    @property
    def points(self) -> tuple[Point, ...]:
        """All that is to be looked at, what was found outside the fields as one point."""
        return (*self.look, *((self.outside_point,) if self.outside else ()))

    @property
    def outside_point(self) -> Point:
        """What is to be said of all that was found outside the fields."""
        return point_of(Code.R028.name, self.wording, self.outside)


def build_receipt(result: ReadResult, framework: Framework) -> Receipt:
    """The receipt of one file. `framework` is the response's; of a file without one, it lends its language alone."""
    if result.response is None:
        return _unread(result, framework)
    response, words = result.response, framework.wording
    look, notes, outside = _Findings(response, framework).sorted()
    alone = {point.code for point in look} == {Code.R018.name} and not outside
    verdict = Verdict.EMPTY if alone else Verdict.LOOK if look or outside else Verdict.SURE
    shown = {picture.name for point in look for place in point.places for picture in place.pictures}
    captions = _Captions(framework)
    source = response.source
    who = response.respondent.name.strip() or response.respondent.organisation.strip()
    return Receipt(
        file=source.file,
        sha256=source.sha256,
        kind=source.kind,
        producer=source.producer,
        language=framework.language,
        wording=words,
        verdict=verdict,
        facts=tuple(_facts(response, framework)),
        identity=response.identity,
        title=framework.title,
        who=who or words("receipt.nobody"),
        respondent=_who(response.respondent, framework),
        counts=tuple(_counts(response, framework)),
        readings=dict(response.readings),
        look=look,
        outside=outside,
        notes=notes,
        kept=tuple(_kept_file(file, captions, words) for file in response.kept if file.name not in shown),
    )


def _unread(result: ReadResult, framework: Framework) -> Receipt:
    words = framework.wording
    points = dict.fromkeys(found.code.name for found in result.diagnostics)
    return Receipt(
        file=result.file,
        sha256="",
        kind=result.kind,
        producer="",
        language=framework.language,
        wording=words,
        verdict=Verdict.UNREAD,
        facts=(Fact("kind", words("receipt.what"), _kind(result.kind, words)),),
        look=tuple(point_of(code, words, ()) for code in points),
    )


class _Findings:
    """The findings of one response, put together by what they say; each of the words without a place stands once."""

    def __init__(self, response: Response, framework: Framework) -> None:
        self._response, self._wording, self._caption = response, framework.wording, _Captions(framework)
        self._words: dict[str, list[str]] = {}
        self._outside: list[Place] = []
        for lost in response.unplaced:
            if not lost.value.strip():
                continue
            if lost.outside:
                self._outside.append(Place(lost.field, self._caption.near(lost.field), (lost.value,)))
            else:
                self._words.setdefault(lost.field, []).append(_said(framework, lost.field, lost.value))
        self._pictures: dict[str, list[Picture]] = {}
        left = _MOST_BYTES
        for kept in [kept for kept in response.kept if kept.drawn and kept.data.startswith(_PNG)][:_MOST_PICTURES]:
            left -= len(kept.data)
            if left >= 0:
                alt = framework.wording("receipt.picture", place=self._caption(kept.field))
                self._pictures.setdefault(kept.field, []).append(Picture(kept.name, kept.data, alt))

    def sorted(self) -> tuple[tuple[Point, ...], tuple[Point, ...], tuple[Place, ...]]:
        """What to look at, what is good to know, and what was found outside any field."""
        look, notes = self._by_code(_wants_a_look), self._by_code(lambda found: not _wants_a_look(found))
        told = {found.field for found in self._response.diagnostics}
        if Code.R023.name in look:
            # Comments and drawings in a PDF are named by one finding; the pictures tell where they are.
            told |= self._pictures.keys()
            drawn = look[Code.R023.name]
            drawn += [name for name in self._pictures if name not in drawn]
        unsaid = [name for name, reading in self._response.readings.items() if reading.doubtful and name not in told]
        if unsaid:  # of a field that could not be read, the finding about all of them tells
            look.setdefault(Code.R026.name if Code.R026.name in look else "", []).extend(unsaid)
        points = [self._point(code, fields) for code, fields in look.items()]
        for name, values in self._words.items():  # of fields that no finding names one by one
            self._outside.append(Place(name, self._caption(name), tuple(values)))
        if self._outside:
            points = [point for point in points if point.code != Code.R028.name]
        # What is about the whole file first; the codes in the order of the form otherwise.
        points.sort(key=lambda point: bool(point.places))
        return tuple(points), tuple(self._point(*note) for note in notes.items()), tuple(self._outside)

    def _by_code(self, wanted: Callable[[Diagnostic], bool]) -> dict[str, list[str]]:
        """Code → the fields it is about, each once; none for a finding about the whole file."""
        found: dict[str, list[str]] = {}
        for diagnostic in filter(wanted, self._response.diagnostics):
            fields = found.setdefault(diagnostic.code.name, [])
            if diagnostic.field and diagnostic.field not in fields:
                fields.append(diagnostic.field)
        return found

    def _point(self, code: str, fields: list[str]) -> Point:
        return point_of(code, self._wording, tuple(map(self._place, fields)))

    def _place(self, name: str) -> Place:
        pictures, words = self._pictures.pop(name, ()), self._words.pop(name, ())
        return Place(name, self._caption(name), tuple(words), tuple(pictures))


class _Captions:
    """Names of fields as people see them."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._codes = {statement.id: statement.code for _, _, statement in framework.walk()}

    def __call__(self, name: str) -> str:
        """A field, a statement or a row of the plan; of a field that is not ours its own name, and that it is one. ""
        is no field at all.
        """
        words = self._framework.wording
        if not name:
            return words("receipt.nowhere")
        if name in self._codes:
            return self._codes[name]
        row = plan_row_number(name)
        if row is not None:
            return words("receipt.row", title=self._framework.plan.title, row=row)
        try:
            item = FieldId.parse(name).item
        except ValueError:
            item = ""
        ours = item == RESPONDENT or item in self._codes or plan_row_number(item) is not None
        return field_label(self._framework, name) if ours else words("receipt.foreign", name=_one_line(name))

    def near(self, name: str) -> str:
        """Where something is that stands in no field: near this one, or near none."""
        return self._framework.wording("receipt.near", place=self(name)) if name else self("")


def _wants_a_look(found: Diagnostic) -> bool:
    """Whether it is a doubt. That nothing was filled in is one, although the reader can be sure of it."""
    return found.severity is not Severity.INFO or found.code is Code.R018


def point_of(code: str, words: Wording, places: tuple[Place, ...] = ()) -> Point:
    """What is said about a finding with this code."""
    key = f"receipt.{code or 'doubtful'}"
    return Point(code, words(key), words(f"{key}-do"), places)


def _said(framework: Framework, name: str, value: str) -> str:
    """A choice by its label, anything else as it is."""
    field = framework.field_of_kind(ItemFieldKind.SCORE)
    if framework.scale and field and name.endswith(f"__{field.id}") and value in framework.scale.level_ids:
        return framework.scale.level(value).label
    item, _, facet = name.partition("__")
    header = framework.respondent_field(facet) if item == RESPONDENT else None
    return next((option.label for option in header.options if option.id == value), value) if header else value


def _facts(response: Response, framework: Framework) -> Iterable[Fact]:
    words, source, identity = framework.wording, response.source, response.identity
    yield Fact("kind", words("receipt.what"), _kind(source.kind, words))
    if source.producer.strip():
        yield Fact("producer", words("receipt.producer"), _one_line(source.producer))
    other = identity.version != framework.version
    key = "receipt.form-other-version" if other else "receipt.form-version"
    values = {"title": framework.title, "version": _one_line(identity.version)}
    if other:
        values["known"] = framework.version
    yield Fact("framework", words("receipt.form"), words(key, **values))
    ways = dict.fromkeys(_WAYS[reading.how] for reading in response.readings.values())
    if ways:
        yield Fact("how", words("receipt.how"), "; ".join(words(f"receipt.how-{way}") for way in ways))


def _who(respondent: Respondent, framework: Framework) -> tuple[Fact, ...]:
    given = {
        "name": respondent.name,
        "organisation": respondent.organisation,
        "party": respondent.party,
        "level": respondent.level,
        "date": respondent.date,
    }
    return tuple(
        Fact(field.id, field.label, _said(framework, str(FieldId(RESPONDENT, field.id)), given[field.id]))
        for field in framework.respondent
        if given.get(field.id, "").strip()
    )


def _counts(response: Response, framework: Framework) -> Iterable[Count]:
    words, answers = framework.wording, response.answers
    for field in framework.fields:
        filled = sum(
            answer.score is not None
            if field.kind is ItemFieldKind.SCORE
            else bool(answer.texts.get(field.id, "").strip())
            for answer in answers.values()
        )
        names = [str(FieldId(item, field.id)) for item in answers]
        doubtful = sum(reading.doubtful for name in names if (reading := response.readings.get(name)))
        said = words("receipt.count", count=filled, total=len(answers))
        yield Count(field.id, field.label, filled, len(answers), doubtful, said)
    rows = len(response.plan)
    doubtful = sum(
        reading.doubtful
        for row in response.plan
        for column in row.cells
        if (reading := response.readings.get(f"{plan_row(row.row)}__{column}"))
    )
    said = words("receipt.rows-one") if rows == 1 else words("receipt.rows", count=rows)
    yield Count("plan", framework.plan.title, rows, None, doubtful, said)


def _kept_file(kept: Kept, caption: _Captions, words: Wording) -> KeptFile:
    what = words("receipt.kept-picture" if kept.media_type.startswith("image/") else "receipt.kept-other")
    return KeptFile(kept.field, caption.near(kept.field), what, kept.name, kept.media_type)


def _kind(kind: str, words: Wording) -> str:
    return words(f"receipt.kind-{kind if kind in KINDS else 'unknown'}")


def _one_line(text: str) -> str:
    """A name that a program wrote, for a line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"
