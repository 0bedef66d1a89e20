"""The deadlines of the combined plan as a calendar file: a whole day for each action whose time could be read.

Events and not to-dos: Outlook and Google Calendar pass over to-dos. Each is brought to mind two weeks ahead.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from kadergen.documents.workbook import row_sources
from kadergen.formats.ics import CalendarDay, make_uid, write_calendar
from kadergen.model.plan import ACTION
from kadergen.model.planning import PlannedAction, PlanOfAction
from kadergen.render.created import created

_ALARM_DAYS: Final = 14
_SUMMARY: Final = 200  # characters; calendars cut longer ones off, so all of it stands in the description


def render_plan_ics(plan: PlanOfAction) -> bytes:
    """The calendar; without entries when no deadline was read. Same plan, same bytes.

    An action keeps its identity while its words and its place in the framework do, whatever becomes of owner and time:
    a file that is imported again moves entries and doubles none.
    """
    framework = plan.consolidation.framework
    seen: Counter[tuple[str, str]] = Counter()
    days = []
    for planned in plan.actions:
        key = (planned.action.item or "", planned.action.cells[ACTION])
        seen[key] += 1
        if planned.deadline:
            uid = make_uid(framework.id, *key, str(seen[key]))
            days.append(CalendarDay(uid, planned.deadline.date, _summary(plan, planned), _description(plan, planned)))
    name = f"{framework.title}: {framework.wording('report.plan-title')}"
    return write_calendar(days, name=name, language=framework.language, stamp=created(), alarm_days=_ALARM_DAYS)


def _summary(plan: PlanOfAction, planned: PlannedAction) -> str:
    text = planned.action.cells[ACTION].strip() or planned.heading or plan.consolidation.framework.plan.title
    line = " ".join(text.split())
    if len(line) <= _SUMMARY:
        return line
    end = line.rfind(" ", 0, _SUMMARY)
    return f"{line[: end if end > 0 else _SUMMARY]} …"


def _description(plan: PlanOfAction, planned: PlannedAction) -> str:
    """All words of the row, each under its column, and who they are from."""
    framework = plan.consolidation.framework
    parts = [
        f"{column.label}: {planned.action.cells[column.id]}"
        for column in framework.plan.columns
        if planned.action.cells[column.id].strip()
    ]
    parts.append(f"{framework.wording('sheet.sources')}: {row_sources(plan.consolidation, planned.action)}")
    return "\n".join(parts)
