"""The plan of action of a combined result, with deadlines, what is missing and what looks alike: a pure function."""

from __future__ import annotations

from kadergen.consolidate.deadlines import read_deadline
from kadergen.consolidate.similar import propose
from kadergen.model.consolidation import Consolidation, PlanAction
from kadergen.model.framework import Framework
from kadergen.model.plan import ACTION, OWNER, TIMELINE
from kadergen.model.planning import PlannedAction, PlanOfAction


def plan_of_action(consolidation: Consolidation) -> PlanOfAction:
    """Every action of `consolidation.plan`, in its order, which is that of the framework's indicators."""
    framework = consolidation.framework
    look_alikes = propose([action.cells[ACTION] for action in consolidation.plan])
    group = {index: number for number, found in enumerate(look_alikes, start=1) for index in found.indices}
    headings = _headings(framework)
    actions = tuple(
        PlannedAction(
            number=index + 1,
            heading=headings.get(action.item, ""),
            action=action,
            deadline=read_deadline(action.cells.get(TIMELINE, ""), framework.language),
            missing=_missing(framework, action),
            group=group.get(index),
        )
        for index, action in enumerate(consolidation.plan)
    )
    return PlanOfAction(consolidation, actions, look_alikes)


def _missing(framework: Framework, action: PlanAction) -> tuple[str, ...]:
    asked = [column for column in framework.plan.column_ids if column in {ACTION, OWNER, TIMELINE}]
    return tuple(column for column in asked if not action.cells[column].strip())


def _headings(framework: Framework) -> dict[str | None, str]:
    """Statement → the heading of its indicator ("1.5, 1.6 Snelle toegang"), or where that has no title its own."""
    found: dict[str | None, str] = {}
    for _, indicator, statement in framework.walk():
        under = indicator.statements if indicator.title else (statement,)
        codes = ", ".join(each.code for each in under)
        label = framework.label(indicator, statement)
        found[statement.id] = codes if label == codes else f"{codes} {label}"
    return found
