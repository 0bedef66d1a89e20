"""`consolidate`: the whole result of a round, built in one pass over the responses.

In an anonymous result nothing may tell which contributions are one person's, so there are no participants, each
contribution bears its group alone, and every list is ordered by group and by a hash of the words: the result is the
same whatever order the responses came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from kadergen.consolidate.duplicates import NONE_EARLIER, Earlier, only_before
from kadergen.consolidate.groups import build_groups, build_level_groups, build_participants
from kadergen.consolidate.plan import ActionRow, IndicatorMatcher, action_cells, join_equal
from kadergen.model.consolidation import (
    ActionSource,
    Consolidation,
    Contribution,
    Group,
    PlanAction,
    StatementResult,
    Tally,
    UnplacedWords,
    VersionDifference,
)
from kadergen.model.framework import Framework, Indicator, ItemFieldKind, Statement
from kadergen.model.instrument import PLAN, FieldId, build_instrument, plan_row, plan_row_number
from kadergen.model.plan import INDICATOR
from kadergen.model.response import Answer, Response, Unplaced


def consolidate(
    framework: Framework,
    responses: Sequence[Response],
    *,
    anonymous: bool = False,
    earlier: Mapping[str, Earlier] = NONE_EARLIER,
    versions: Sequence[VersionDifference] = (),
) -> Consolidation:
    """All responses together, in the framework's order.

    Which files count (one form sent twice, one person twice) is for the caller to decide; `earlier` are a person's
    other forms, keyed by the file of the response that counts. Text of white space alone is no text; all other words
    are in the result unchanged, those without a known place, and those of the earlier forms alone, in `unplaced`.
    """
    groups, parties = build_groups(framework, responses, anonymous=anonymous)
    level_groups, levels = build_level_groups(framework, responses, parties, anonymous=anonymous)
    forms = [
        _Form(
            number,
            party,
            levels[number] if levels else "",
            None if anonymous else number,
            response,
            earlier.get(response.source.file, Earlier()),
        )
        for number, (party, response) in enumerate(zip(parties, responses, strict=True))
    ]
    unplaced, withheld = _unplaced(framework, forms, anonymous=anonymous)
    order = {group.id: place for place, group in enumerate(groups)}
    return Consolidation(
        framework=framework,
        identity=build_instrument(framework).identity,
        respondents=len(responses),
        groups=groups,
        participants=()
        if anonymous
        else tuple(
            replace(person, earlier=form.earlier.files)
            for person, form in zip(build_participants(framework, responses), forms, strict=True)
        ),
        statements=tuple(_statements(framework, forms, groups, level_groups, anonymous=anonymous)),
        plan=_plan(framework, forms, order, anonymous=anonymous),
        unplaced=tuple(sorted(unplaced, key=lambda u: (u.field, *_sort_key(u.words, order))))
        if anonymous
        else unplaced,
        anonymous=anonymous,
        withheld=withheld,
        level_groups=level_groups,
        versions=tuple(versions),
    )


@dataclass(frozen=True, slots=True)
class _Form:
    """A response with what the result says of it: its groups, and its participant unless that is hidden."""

    number: int
    party: str
    level: str
    participant: int | None
    response: Response
    earlier: Earlier

    def says(self, text: str) -> Contribution:
        return Contribution(text, self.party, self.participant)


def _statements(
    framework: Framework,
    forms: Sequence[_Form],
    groups: Sequence[Group],
    level_groups: Sequence[Group],
    *,
    anonymous: bool,
) -> Iterator[StatementResult]:
    levels = framework.scale.level_ids if framework.scale and framework.field_of_kind(ItemFieldKind.SCORE) else ()
    text_fields = [field.id for field in framework.fields if field.kind is ItemFieldKind.TEXT]
    order = {group.id: place for place, group in enumerate(groups)}
    for section, indicator, statement in framework.walk():
        answers = [(form, form.response.answers.get(statement.id, Answer())) for form in forms]
        scores = [answer.score if answer.score in levels else None for _, answer in answers]
        by_party: dict[str, list[str | None]] = {group.id: [] for group in groups}
        by_level: dict[str, list[str | None]] = {group.id: [] for group in level_groups}
        for (form, _), score in zip(answers, scores, strict=True):
            by_party[form.party].append(score)
            if level_groups:
                by_level[form.level].append(score)
        texts = {
            field: tuple(
                sorted(
                    (form.says(answer.texts[field]) for form, answer in answers if answer.texts.get(field, "").strip()),
                    key=lambda words: _sort_key(words, order),
                )
            )
            for field in text_fields
        }
        yield StatementResult(
            section=section.id,
            item=statement.id,
            code=statement.code,
            label=framework.label(indicator, statement),
            total=tally(levels, scores),
            by_party={party: tally(levels, found) for party, found in by_party.items()},
            texts=texts,
            scores=() if anonymous else tuple(scores),
            by_level={level: tally(levels, found) for level, found in by_level.items()},
        )


def tally(levels: Iterable[str], scores: Sequence[str | None]) -> Tally:
    """How often each level was chosen, in the scale's order, and how often none."""
    return Tally({level: scores.count(level) for level in levels}, scores.count(None))


def _plan(
    framework: Framework, forms: Sequence[_Form], order: Mapping[str, int], *, anonymous: bool
) -> tuple[PlanAction, ...]:
    rows = [*_rows_of_actions_fields(framework, forms), *_rows_of_plan_tables(framework, forms, anonymous=anonymous)]
    actions = join_equal(rows, order)
    place: dict[str | None, int] = {statement.id: n for n, (_, _, statement) in enumerate(framework.walk())}
    place[None] = len(place)
    if not anonymous:
        # Sorting is stable: within a statement first the actions fields, then the tables, each in the forms' order.
        return tuple(sorted(actions, key=lambda action: place[action.item]))
    actions = [_without_order(action, order) for action in actions]
    return tuple(sorted(actions, key=lambda action: (place[action.item], _digest(*action.cells.values()))))


def _without_order(action: PlanAction, order: Mapping[str, int]) -> PlanAction:
    sources = sorted(action.sources, key=lambda source: (order[source.party], source.item or ""))
    return PlanAction(action.cells, action.item, tuple(sources), action.forms)


def _rows_of_actions_fields(framework: Framework, forms: Sequence[_Form]) -> Iterator[ActionRow]:
    field = framework.field_of_kind(ItemFieldKind.ACTIONS)
    if field is None:
        return
    statements: list[tuple[Indicator, Statement]] = [(i, s) for _, i, s in framework.walk()]
    for form in forms:
        for indicator, statement in statements:
            text = form.response.answers.get(statement.id, Answer()).texts.get(field.id, "")
            if text.strip():
                cells = action_cells(framework, statement, framework.label(indicator, statement), text)
                source = ActionSource(form.party, form.participant, item=statement.id)
                yield ActionRow(cells, statement.id, source, form.number)


def _rows_of_plan_tables(framework: Framework, forms: Sequence[_Form], *, anonymous: bool) -> Iterator[ActionRow]:
    matcher = IndicatorMatcher(framework)
    for form in forms:
        for row in form.response.plan:
            cells = {column: row.cells.get(column, "") for column in framework.plan.column_ids}
            if any(words.strip() for words in cells.values()):
                source = ActionSource(form.party, form.participant, row=None if anonymous else row.row)
                yield ActionRow(cells, matcher.find(cells.get(INDICATOR, "")), source, form.number)


def _unplaced(
    framework: Framework, forms: Sequence[_Form], *, anonymous: bool
) -> tuple[tuple[UnplacedWords, ...], int]:
    """Words without a known place, and how many an anonymous result leaves out.

    Left out is what came from a field that is no statement's and no plan row's, or from outside any field, for that
    may be anyone's name.
    """
    items = {statement.id for _, _, statement in framework.walk()}
    facets = {field.id for field in framework.fields}
    kept: list[UnplacedWords] = []
    withheld = 0
    for form in forms:
        here = ((lost, False) for lost in _without_place(framework, form.response))
        before = ((lost, True) for lost in _of_earlier_forms(framework, form))
        for lost, is_earlier in chain(here, before):
            name, words = lost.field, lost.value
            if not anonymous:
                kept.append(UnplacedWords(name, form.says(words), is_earlier))
                continue
            field = None if lost.outside else _field(name)
            if field is not None and field.item in items and field.facet in facets:
                kept.append(UnplacedWords(name, form.says(words)))
            elif field is not None and plan_row_number(field.item) and field.facet in framework.plan.column_ids:
                kept.append(UnplacedWords(str(FieldId(PLAN, field.facet)), form.says(words)))
            else:
                withheld += 1
        files = ((file, response) for response in (form.response, *form.earlier.replaced) for file in response.kept)
        for file, response in files:
            # A picture may show anything: who does not see it cannot know whether it names someone.
            if anonymous:
                withheld += 1
            else:
                kept.append(UnplacedWords(file.field, form.says(file.name), response is not form.response))
    return tuple(kept), withheld


def _without_place(framework: Framework, response: Response) -> Iterator[Unplaced]:
    """What the reader could not place, and what this framework has no place for."""
    yield from (unplaced for unplaced in response.unplaced if unplaced.value.strip())
    score = framework.field_of_kind(ItemFieldKind.SCORE)
    levels = framework.scale.level_ids if framework.scale and score else ()
    fields = {field.id for field in framework.fields if field.kind is not ItemFieldKind.SCORE}
    items = {statement.id for _, _, statement in framework.walk()}
    for item, answer in response.answers.items():
        if answer.score and (item not in items or answer.score not in levels):
            yield Unplaced(str(FieldId(item, score.id if score else "score")), answer.score)
        for facet, words in answer.texts.items():
            if words.strip() and (item not in items or facet not in fields):
                yield Unplaced(str(FieldId(item, facet)), words)
    for row in response.plan:
        for column, words in row.cells.items():
            if words.strip() and column not in framework.plan.column_ids:
                yield Unplaced(str(FieldId(plan_row(row.row), column)), words)


def _of_earlier_forms(framework: Framework, form: _Form) -> Iterator[Unplaced]:
    """What stands in the forms that this one took the place of, and not in this one; each words once."""
    seen: set[tuple[str, str]] = set()
    for response in form.earlier.replaced:
        for lost in (*only_before(framework, response, form.response), *_without_place(framework, response)):
            if (lost.field, lost.value) not in seen:
                seen.add((lost.field, lost.value))
                yield lost


def _field(name: str) -> FieldId | None:
    try:
        return FieldId.parse(name)
    except ValueError:
        return None


def _sort_key(words: Contribution, order: Mapping[str, int]) -> tuple[int, int, str]:
    """By group; within it by participant, or, where that is hidden, by what the words hash to."""
    if words.participant is not None:
        return order[words.party], words.participant, ""
    return order[words.party], 0, _digest(words.text)


def _digest(*texts: str) -> str:
    data = "\x00".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()
