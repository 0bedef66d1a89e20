"""The records of a result file → `RoundResult`, with everything in it that refers to something else checked.

Where the framework of that time is the one that is known here (the fingerprint says so), it is used, with all its
words; otherwise the framework is put together from what the file tells of it: sections, statements, scale, plan.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from typing import Final, TypeVar

from kadergen.formats.results_json import RawFramework, RawGroup, RawResult, RawStatement, RawTally, ResultFormatError
from kadergen.model.consolidation import (
    ActionSource,
    Consolidation,
    Contribution,
    Group,
    Participant,
    PlanAction,
    StatementResult,
    Tally,
    UnplacedWords,
    VersionDifference,
)
from kadergen.model.framework import (
    Framework,
    Indicator,
    ItemField,
    ItemFieldKind,
    Option,
    RespondentField,
    Section,
    Statement,
)
from kadergen.model.instrument import SEGMENT, FormIdentity, Instrument
from kadergen.model.plan import ACTION, PlanColumn, PlanTemplate
from kadergen.model.round_result import Agreed, AgreedAction, AgreedWords, Outcome, RoundResult
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.text import Paragraph, Prose, rich
from kadergen.model.wording import Wording

_OLD_HINT: Final = "It was made by an early kadergen. Make it again from the forms, with that version of the framework."


def read_result(
    raw: RawResult, instruments: Mapping[str, Instrument], wording_of: Callable[[str], Wording]
) -> RoundResult:
    """The result. `wording_of` gives kadergen's own words in a language, for a framework that is not known here.

    Raises ResultFormatError, which names the first place where the file contradicts itself.
    """
    framework = _framework(raw, instruments, wording_of)
    return RoundResult(_Reader(raw, framework).consolidation(), _outcome(raw, framework))


# ------------------------------------------------------------------------------------------------------ the framework


def _framework(
    raw: RawResult, instruments: Mapping[str, Instrument], wording_of: Callable[[str], Wording]
) -> Framework:
    told = raw.framework
    known = instruments.get(told.id)
    if known and known.identity == FormIdentity(told.id, told.version, told.fingerprint):
        return known.framework
    if told.sections is None:
        raise ResultFormatError("the words of its framework are not in it, and not known here", "framework", _OLD_HINT)
    return Framework(
        id=told.id,
        version=told.version,
        title=told.title,
        language=told.language,
        parts=_sections(told, raw.statements),
        fields=tuple(
            ItemField(f.id, _one_of(ItemFieldKind, f.kind, f"framework.fields[{n}].kind"), f.label)
            for n, f in enumerate(told.fields)
        ),
        respondent=tuple(
            RespondentField(f.id, f.label, tuple(Option(o.id, o.label, o.singular, o.plural) for o in f.options))
            for f in told.respondent
        ),
        plan=PlanTemplate(
            raw.plan.title, (), tuple(PlanColumn(c.id, c.label) for c in raw.plan.columns), raw.plan.form_rows
        ),
        wording=known.framework.wording if known else wording_of(told.language),
        scale=_scale(raw),
        subtitle=told.subtitle,
        version_label=told.version_label,
        publisher=told.publisher,
    )


def _sections(told: RawFramework, statements: list[RawStatement]) -> tuple[Section, ...]:
    by_id = {statement.id: statement for statement in statements}
    sections = []
    for section in told.sections or []:
        indicators = []
        for indicator in section.indicators:
            found = [by_id[item] for item in indicator.statements if item in by_id]
            made = (Statement(s.id, s.code, _prose(s.text), _editor_label(s, indicator.title)) for s in found)
            indicators.append(Indicator(indicator.title, tuple(made)))
        sections.append(Section(section.id, section.code, section.title, (), tuple(indicators), section.kind))
    return tuple(sections)


def _editor_label(statement: RawStatement, title: str | None) -> str | None:
    return None if title or statement.label == statement.code else statement.label


def _prose(text: str) -> Prose:
    """The inverse of `model.text.plain`, as far as words go."""
    return tuple(Paragraph(rich(part)) for part in text.split("\n\n") if part)


def _scale(raw: RawResult) -> Scale | None:
    if not raw.scale:
        return None
    heads = (*raw.framework.scale_columns, "", "", "")[:3]
    levels = tuple(
        Level(
            level.id,
            level.label,
            level.colour,
            _one_of(Shape, level.shape, f"scale[{n}].shape"),
            level.colour_name,
            level.explanation,
        )
        for n, level in enumerate(raw.scale)
    )
    return Scale(levels, (heads[0], heads[1], heads[2]))


# -------------------------------------------------------------------------------------------------------- the answers


class _Reader:
    """Builds the consolidation, checking each reference where it stands."""

    def __init__(self, raw: RawResult, framework: Framework) -> None:
        self._raw, self._framework = raw, framework
        self._groups = [group.id for group in raw.groups]
        self._level_groups = [group.id for group in raw.level_groups]
        # Where nothing is scored there may still be a scale that explains.
        scored = framework.scale and framework.field_of_kind(ItemFieldKind.SCORE)
        self._levels = framework.scale.level_ids if framework.scale and scored else ()
        self._columns = framework.plan.column_ids
        self._sections = {statement.id: section.id for section, _, statement in framework.walk()}
        self._texts = [field.id for field in framework.fields if field.kind is ItemFieldKind.TEXT]

    def consolidation(self) -> Consolidation:
        raw, told = self._raw, self._raw.framework
        self._check_ids()
        if raw.anonymous and raw.participants:
            raise ResultFormatError("an anonymous result has no participants", "participants")
        if not raw.anonymous and len(raw.participants) != raw.respondents:
            raise ResultFormatError("not as many as there are respondents", "participants")
        return Consolidation(
            framework=self._framework,
            identity=FormIdentity(told.id, told.version, told.fingerprint),
            respondents=raw.respondents,
            groups=_groups(raw.groups),
            level_groups=_groups(raw.level_groups),
            participants=tuple(self._participant(index) for index in range(len(raw.participants))),
            statements=tuple(self._statement(index) for index in range(len(raw.statements))),
            plan=tuple(self._action(index) for index in range(len(raw.plan.rows))),
            unplaced=tuple(
                UnplacedWords(u.field, self._words(u.text, u.party, u.participant, f"unplaced[{n}]"), u.earlier)
                for n, u in enumerate(raw.unplaced)
            ),
            anonymous=raw.anonymous,
            withheld=raw.withheld,
            versions=tuple(
                VersionDifference(
                    FormIdentity(told.id, v.version, v.fingerprint),
                    tuple(v.changed),
                    tuple(v.gone),
                    tuple(v.new),
                    v.known,
                )
                for v in raw.versions
            ),
        )

    def _check_ids(self) -> None:
        raw, told = self._raw, self._raw.framework
        _ids([told.id], "framework.id")
        _ids([level.id for level in raw.scale], "scale")
        _ids([statement.id for statement in raw.statements], "statements")
        _ids([column.id for column in raw.plan.columns], "plan.columns")
        _ids([field.id for field in told.fields], "framework.fields")
        _ids([section.id for section in told.sections or []], "framework.sections")
        _unique(self._groups, "groups")
        _unique(self._level_groups, "level_groups")
        if ACTION not in self._columns:
            raise ResultFormatError("the plan has no column 'action'", "plan.columns")
        for place, groups in (("groups", raw.groups), ("level_groups", raw.level_groups)):
            if groups and sum(group.respondents for group in groups) != raw.respondents:
                raise ResultFormatError("the groups do not add up to the number of respondents", place)
        if raw.respondents and not raw.groups:
            raise ResultFormatError("the groups do not add up to the number of respondents", "groups")
        scale = self._framework.scale
        _same([level.id for level in raw.scale], scale.level_ids if scale else (), "scale")
        _same([column.id for column in raw.plan.columns], self._columns, "plan.columns")
        _same(
            [statement.id for statement in raw.statements],
            [statement.id for _, _, statement in self._framework.walk()],
            "statements",
        )

    def _participant(self, index: int) -> Participant:
        p = self._raw.participants[index]
        place = f"participants[{index}]"
        self._party(p.party, place)
        label = next(group.label for group in self._raw.groups if group.id == p.party)
        return Participant(
            index, p.name, p.organisation, p.party, p.party_label or label, p.level, p.level_label or p.level, p.date,
            p.file, p.sha256, p.label, p.who or p.label, tuple(p.earlier),
        )  # fmt: skip

    def _statement(self, index: int) -> StatementResult:
        raw, s, place = self._raw, self._raw.statements[index], f"statements[{index}]"
        parties = _in_order(s.by_party, self._groups, f"{place}.by_party")
        levels = _in_order(s.by_level, self._level_groups, f"{place}.by_level")
        if s.section != self._sections[s.id]:
            raise ResultFormatError("not the section of this statement", f"{place}.section")
        if len(s.scores) != len(raw.participants):
            raise ResultFormatError("not as many as there are participants", f"{place}.scores")
        for n, score in enumerate(s.scores):
            self._level(score, f"{place}.scores[{n}]")
        total = self._tally(s.total, f"{place}.total")
        by_party = {party: self._tally(tally, f"{place}.by_party") for party, tally in parties.items()}
        by_level = {level: self._tally(tally, f"{place}.by_level") for level, tally in levels.items()}
        if total.respondents != raw.respondents or self._sum(by_party) != total:
            raise ResultFormatError("the parties' counts do not add up to the total", place)
        if by_level and self._sum(by_level) != total:
            raise ResultFormatError("the levels' counts do not add up to the total", place)
        return StatementResult(
            section=s.section,
            item=s.id,
            code=s.code,
            label=s.label,
            total=total,
            by_party=by_party,
            by_level=by_level,
            texts={
                field: tuple(
                    self._words(w.text, w.party, w.participant, f"{place}.texts.{field}[{n}]")
                    for n, w in enumerate(voices)
                )
                for field, voices in _in_order(s.texts, self._texts, f"{place}.texts").items()
            },
            scores=tuple(s.scores),
        )

    def _sum(self, tallies: Mapping[str, Tally]) -> Tally:
        counts = {level: sum(tally.counts[level] for tally in tallies.values()) for level in self._levels}
        return Tally(counts, sum(tally.blank for tally in tallies.values()))

    def _tally(self, tally: RawTally, place: str) -> Tally:
        return Tally(_in_order(tally.counts, self._levels, f"{place}.counts"), tally.blank)

    def _action(self, index: int) -> PlanAction:
        action, place = self._raw.plan.rows[index], f"plan.rows[{index}]"
        cells = _in_order(action.cells, self._columns, f"{place}.cells")
        self._item(action.item, f"{place}.item")
        for party in action.forms:
            self._party(party, f"{place}.forms")
        if not action.sources or not action.forms:
            raise ResultFormatError("must name where the row came from", place)
        sources = []
        for n, source in enumerate(action.sources):
            self._refers(source.party, source.participant, f"{place}.sources[{n}]")
            self._item(source.item, f"{place}.sources[{n}].item")
            sources.append(ActionSource(source.party, source.participant, source.item, source.row))
        return PlanAction(cells, action.item, tuple(sources), action.forms)

    def _words(self, text: str, party: str, participant: int | None, place: str) -> Contribution:
        self._refers(party, participant, place)
        return Contribution(text, party, participant)

    def _refers(self, party: str, participant: int | None, place: str) -> None:
        self._party(party, place)
        if (participant is None) is not self._raw.anonymous:
            raise ResultFormatError("names a participant exactly where the result is not anonymous", place)
        if participant is not None and participant >= len(self._raw.participants):
            raise ResultFormatError(f"there is no participant {participant}", place)

    def _item(self, item: str | None, place: str) -> None:
        if item is not None and item not in self._sections:
            raise ResultFormatError("no statement of the framework", place)

    def _party(self, party: str, place: str) -> None:
        if party not in self._groups:
            raise ResultFormatError("a party that is none of the groups", place)

    def _level(self, level: str | None, place: str) -> None:
        if level is not None and level not in self._levels:
            raise ResultFormatError("no level of the scale", place)


# -------------------------------------------------------------------------------------------------------- the outcome


def _outcome(raw: RawResult, framework: Framework) -> Outcome | None:
    told = raw.outcome
    if told is None:
        return None
    fields = [field.id for field in framework.fields if field.kind is not ItemFieldKind.SCORE]
    levels = framework.scale.level_ids if framework.scale else ()
    items = {statement.id for statement in raw.statements}
    agreed: dict[str, Agreed] = {}
    for n, statement in enumerate(raw.statements):
        found, place = statement.agreed, f"statements[{n}].agreed"
        if found is None:
            raise ResultFormatError("is missing, while there is an outcome", place)
        if found.score is not None and found.score not in levels:
            raise ResultFormatError("no level of the scale", f"{place}.score")
        agreed[statement.id] = Agreed(found.score, _in_order(found.texts, fields, f"{place}.texts"))
    plan: list[AgreedAction] = []
    for n, action in enumerate(told.plan):
        if action.item is not None and action.item not in items:
            raise ResultFormatError("no statement of the framework", f"outcome.plan[{n}].item")
        cells = _in_order(action.cells, framework.plan.column_ids, f"outcome.plan[{n}].cells")
        plan.append(AgreedAction(cells, action.item))
    words = tuple(AgreedWords(words.field, words.text) for words in told.unplaced)
    return Outcome(agreed, tuple(plan), words, told.file, told.sha256, told.date, told.withheld)


# ------------------------------------------------------------------------------------------------------------- checks


def _groups(told: Iterable[RawGroup]) -> tuple[Group, ...]:
    return tuple(
        Group(g.id, g.label, g.singular or g.label, g.plural or g.singular or g.label, g.respondents) for g in told
    )


_EnumT = TypeVar("_EnumT", bound=Enum)
_ValueT = TypeVar("_ValueT")


def _one_of(kind: type[_EnumT], value: str, place: str) -> _EnumT:
    try:
        return kind(value)
    except ValueError:
        known = ", ".join(str(member.value) for member in kind)
        raise ResultFormatError(f"must be one of {known}", place) from None


def _ids(found: Collection[str], place: str) -> None:
    """Ids are what fields are named after: `a-1`."""
    _unique(found, place)
    if not all(SEGMENT.fullmatch(id_) for id_ in found):
        raise ResultFormatError("an id is not made of a-z, 0-9 and hyphens", place)


def _unique(found: Collection[str], place: str) -> None:
    if len(set(found)) < len(found):
        raise ResultFormatError("an id stands twice", place)


def _same(found: Collection[str], wanted: Collection[str], place: str) -> None:
    if list(found) != list(wanted):
        raise ResultFormatError("not those of the framework, in its order", place)


def _in_order(found: Mapping[str, _ValueT], keys: Collection[str], place: str) -> dict[str, _ValueT]:
    """The mapping in the order of the keys, of which it must have all and no other."""
    if found.keys() != set(keys):
        raise ResultFormatError(f"must have the keys {', '.join(keys) or 'of nothing'}"[:200], place)
    return {key: found[key] for key in keys}
