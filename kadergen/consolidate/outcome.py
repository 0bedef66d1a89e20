"""What the group agreed on: its own form, filled in at the meeting, held against the result of the round."""

from __future__ import annotations

from kadergen.consolidate.combine import consolidate
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import ItemFieldKind
from kadergen.model.response import Answer, Response
from kadergen.model.round_result import Agreed, AgreedAction, AgreedWords, Outcome


def agree(consolidation: Consolidation, form: Response) -> Outcome:
    """The outcome that the group's form holds, for the statements of the result, by id.

    The plan has the form's actions fields and its plan table, as in the combined plan. Words that the result's
    framework has no place for are kept apart; of an anonymous result, those that may hold a name are counted alone.
    """
    framework = consolidation.framework
    # A round of one form: what is a plan row, and what has no place, is decided in one way.
    alone = consolidate(framework, [form], anonymous=consolidation.anonymous)
    levels = framework.scale.level_ids if framework.scale and framework.field_of_kind(ItemFieldKind.SCORE) else ()
    fields = [field.id for field in framework.fields if field.kind is not ItemFieldKind.SCORE]
    agreed: dict[str, Agreed] = {}
    for statement in consolidation.statements:
        answer = form.answers.get(statement.item, Answer())
        texts = {field: answer.texts.get(field, "") for field in fields}
        agreed[statement.item] = Agreed(answer.score if answer.score in levels else None, texts)
    named = not consolidation.anonymous
    return Outcome(
        statements=agreed,
        plan=tuple(AgreedAction(action.cells, action.item) for action in alone.plan),
        unplaced=tuple(AgreedWords(lost.field, lost.words.text) for lost in alone.unplaced),
        file=form.source.file if named else "",
        sha256=form.source.sha256 if named else "",
        date=form.respondent.date if named else "",
        withheld=alone.withheld,
    )
