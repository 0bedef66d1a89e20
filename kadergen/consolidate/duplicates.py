"""Whose answers count once: one file that was sent twice, and one person who sent more than one form.

Who sends a form again has gone on with it, so the newer form counts and takes the place of the older one. Is no
statement answered in both, then they are parts of one form (forms of some sections, for theme sessions), and together
they are one respondent. Either way nothing of the older form is lost: what it alone holds is kept beside the result.

Who is the same person: whoever a round of evaluation says it is (`Origin`), else whose id the form bears, else who has
the same name, organisation and party.

Which of two is newer:

1. when they came in, where a round knows that;
2. else their dates in the form, where all of this person's can be read as dates, and differ;
3. else the times of their files, where all are known, and differ;
4. else nobody can tell, and the later one in the order given counts. The finding says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from kadergen.consolidate.formdate import read_date
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.model.framework import Framework, ItemFieldKind
from kadergen.model.instrument import FieldId, plan_row
from kadergen.model.response import Answer, Response, Unplaced


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a response from outside its form: whose it is, "" where nobody looked into that, and `when` it
    came or its file was last changed (any number that grows with time), None where that is not known.
    """

    person: str = ""
    when: int | None = None


OriginOf = Callable[[Response], Origin]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A person's other forms, the newest first: those that were `replaced`, and `parts` that were put together."""

    replaced: tuple[Response, ...] = ()
    parts: tuple[Response, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all their files."""
        return tuple(response.source.file for response in (*self.parts, *self.replaced))


NONE_EARLIER: Final[Mapping[str, Earlier]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Persons:
    """The responses that count, each person once, in the order given.

    `earlier` is keyed by the file of the one that counts. `same_person` is, for the file of each other one, what became
    of it (R040 or R041) and the file that counts.
    """

    responses: tuple[Response, ...]
    earlier: Mapping[str, Earlier] = field(default_factory=dict)
    same_person: Mapping[str, tuple[Code, str]] = field(default_factory=dict)
    findings: tuple[Diagnostic, ...] = ()


def unknown(_: Response) -> Origin:
    """Where responses come from that are not at hand as files."""
    return Origin()


def each_file_once(responses: Sequence[Response]) -> tuple[tuple[Response, ...], tuple[Diagnostic, ...]]:
    """The responses without copies of a file that was there before; each copy is named (R019)."""
    first: dict[str, Response] = {}
    findings: list[Diagnostic] = []
    for response in responses:
        original = first.setdefault(response.source.sha256, response)
        if original is not response:
            message = f"the same file as {original.source.file}; counted once"
            hint = "Nothing to do, unless two people sent the same file by mistake."
            findings.append(_warning(Code.R019, message, hint, response))
    return tuple(first.values()), tuple(findings)


def each_person_once(
    responses: Sequence[Response], languages: Mapping[str, str], origin: OriginOf = unknown
) -> Persons:
    """One response for each person who can be told, but for case and spaces in the words that tell it.

    `languages` is framework id → language, for the dates. Someone without a name or id is never the same as anyone.
    Forms of two frameworks are two answers. Each older form is named: R040 where it was replaced, R041 where it is a
    part.
    """
    came = [_Came(response, origin(response), place) for place, response in enumerate(responses)]
    counting: dict[int, Response] = {}
    earlier: dict[str, Earlier] = {}
    same_person: dict[str, tuple[Code, str]] = {}
    findings: list[Diagnostic] = []
    for own in _by_person(came):
        forms = _newest_first(own, languages)
        if len(forms) == 1:
            counting[forms[0].place] = forms[0].response
            continue
        whole, others, found = _put_together(forms)
        counting[forms[0].place] = whole
        earlier[whole.source.file] = others
        for code, forms_of_it in ((Code.R040, others.replaced), (Code.R041, others.parts)):
            same_person |= {form.source.file: (code, whole.source.file) for form in forms_of_it}
        findings += found
    findings += _lent(counting[one.place] for one in came if one.place in counting and not one.origin.person)
    return Persons(tuple(counting[place] for place in sorted(counting)), earlier, same_person, tuple(findings))


def only_before(framework: Framework, older: Response, newer: Response) -> Iterator[Unplaced]:
    """What stands in the older form and not in the newer one, field by field.

    A text that the newer one has in the same field, perhaps with more around it, is not lost.
    """
    score = framework.field_of_kind(ItemFieldKind.SCORE)
    known = {statement.id for _, _, statement in framework.walk()}
    for item, answer in older.answers.items():
        if item not in known:
            continue  # what the framework has no place for is told apart from this
        now = newer.answers.get(item, Answer())
        if score and answer.score is not None and answer.score != now.score:
            yield Unplaced(str(FieldId(item, score.id)), answer.score)
        for facet, text in answer.texts.items():
            if text.strip() and text.strip() not in now.texts.get(facet, ""):
                yield Unplaced(str(FieldId(item, facet)), text)
    rows = [row.cells for row in newer.plan]
    for row in older.plan:
        if row.cells not in rows:
            yield from (
                Unplaced(str(FieldId(plan_row(row.row), column)), words)
                for column, words in row.cells.items()
                if words.strip() and column in framework.plan.column_ids
            )


@dataclass(frozen=True, slots=True)
class _Came:
    """A response, where it came from, and its place in the order given; `day` is the date in it, where that counts."""

    response: Response
    origin: Origin
    place: int
    day: date | None = None


def _by_person(came: Iterable[_Came]) -> Iterable[list[_Came]]:
    """The responses of each person, in the order of their first."""
    people: dict[tuple[object, ...], list[_Came]] = {}
    ids: dict[tuple[str, ...], set[str]] = {}
    for one in came:
        if one.response.respondent_id:
            ids.setdefault(_words(one.response), set()).add(one.response.respondent_id)
    for one in came:
        who, words = one.response.respondent, _words(one.response)
        # A form without an id is of whoever has these words in theirs, if that is one person.
        id_ = one.response.respondent_id or (next(iter(ids[words])) if len(ids.get(words, ())) == 1 else "")
        key: tuple[object, ...]
        if one.origin.person:
            key = ("known", one.origin.person)
        elif id_:
            # Who lent their own form to somebody else did not say what stands in it.
            key = ("id", id_, _fold(who.name))
        else:
            key = ("words", *words) if _fold(who.name) else ("nobody", one.place)
        people.setdefault((one.response.identity.id, *key), []).append(one)
    return people.values()


def _lent(responses: Iterable[Response]) -> Iterator[Diagnostic]:
    """Forms that bear the id of another one that counts."""
    first: dict[tuple[str, str], Response] = {}
    for response in responses:
        if not response.respondent_id:
            continue
        other = first.setdefault((response.identity.id, response.respondent_id), response)
        if other is not response:
            message = f"made for the same person as {other.source.file}, and bears another name; both are counted"
            hint = "If they are of one person, write the same name into both; else all is well."
            yield _warning(Code.R045, message, hint, response)


def _words(response: Response) -> tuple[str, ...]:
    """What the form itself says of who filled it in."""
    who = response.respondent
    return (response.identity.id, *(_fold(words) for words in (who.name, who.organisation, who.party)))


def _fold(words: str) -> str:
    """Without differences that nobody sees: case, spaces, and how accents are encoded."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())


def _newest_first(forms: Sequence[_Came], languages: Mapping[str, str]) -> list[_Came]:
    language = languages.get(forms[0].response.identity.id, "")
    if not all(form.origin.person for form in forms):
        forms = [replace(form, day=read_date(form.response.respondent.date, language)) for form in forms]
    if any(form.day is None for form in forms):
        forms = [replace(form, day=None) for form in forms]
    if any(form.origin.when is None for form in forms):
        forms = [replace(form, origin=replace(form.origin, when=None)) for form in forms]

    def key(form: _Came) -> tuple[date, int, int]:
        return form.day or date.min, form.origin.when or 0, form.place

    return sorted(forms, key=key, reverse=True)


def _put_together(forms: Sequence[_Came]) -> tuple[Response, Earlier, list[Diagnostic]]:
    """The newest form with those that are parts of it, the others, and what is to be said of each."""
    newest = forms[0]
    whole = newest.response
    parts: list[Response] = []
    replaced: list[Response] = []
    findings: list[Diagnostic] = []
    for form in forms[1:]:
        older = form.response
        if _are_parts(whole, older):
            whole = _joined(whole, older)
            parts.append(older)
            message = (
                f"of the same person as {whole.source.file}, and no statement is answered in both; "
                "counted together as one respondent"
            )
            hint = "Right for forms of some sections. If they are two people, give one of them another name."
            findings.append(_warning(Code.R041, message, hint, older))
        else:
            replaced.append(older)
            message = f"of the same person as {whole.source.file}, {_why(newest, form)}; this one is not counted"
            hint = (
                "What stands in this form alone is kept under 'unplaced'. If they are two people, give one of them "
                "another name; if this is the right form, take the other one away."
            )
            findings.append(_warning(Code.R040, message, hint, older))
    return whole, Earlier(tuple(replaced), tuple(parts)), findings


def _why(newest: _Came, older: _Came) -> str:
    if newest.day != older.day:
        return "which is newer by the date in it"
    if newest.origin.when != older.origin.when:
        return "which came later" if newest.origin.person else "which is newer by the time of its file"
    return "and nobody can tell which is newer: the later in the order given counts"


def _are_parts(one: Response, other: Response) -> bool:
    """Whether no statement is answered in both. Two forms that hold nothing but plans are two versions of one plan."""
    first, second = _answered(one), _answered(other)
    return first.isdisjoint(second) and (bool(first and second) or not (one.plan and other.plan))


def _answered(response: Response) -> set[str]:
    return {item for item, answer in response.answers.items() if not answer.is_blank}


def _joined(newer: Response, older: Response) -> Response:
    """Both as one form: the newer one's header and source, and the answers of both."""
    rows = [row.cells for row in newer.plan]
    return replace(
        newer,
        answers={
            item: older.answers[item] if item in older.answers and answer.is_blank else answer
            for item, answer in {**older.answers, **newer.answers}.items()
        },
        plan=(*newer.plan, *(row for row in older.plan if row.cells not in rows)),
        unplaced=(*newer.unplaced, *older.unplaced),
        kept=(*newer.kept, *older.kept),
        readings={**older.readings, **newer.readings},
    )


def _warning(code: Code, message: str, hint: str, response: Response) -> Diagnostic:
    return Diagnostic(Severity.WARNING, code, message, hint, Location(response.source.file))
