"""The combined plan as Markdown (CommonMark): a heading per indicator, and below it its actions as a numbered list.

A list and no table: what people write has several lines, and CommonMark knows no tables. Participants' words are
escaped: they are shown as they were written, and nothing in them becomes markup.
"""

from __future__ import annotations

from collections.abc import Iterator

from kadergen.documents.workbook import row_sources
from kadergen.formats.markdown_text import markdown, markdown_line
from kadergen.model.plan import ACTION, INDICATOR
from kadergen.model.planning import PlannedAction, PlanOfAction


def render_plan_markdown(plan: PlanOfAction) -> bytes:
    """The plan as UTF-8. Numbers are those of the plan; actions that look alike name each other's."""
    framework = plan.consolidation.framework
    words = framework.wording
    note = words("report.plan-instruction" if plan.actions else "report.plan-empty")
    parts = [
        f"# {markdown_line(framework.title)}: {markdown_line(words('report.plan-title'))}",
        markdown(note.strip()),
    ]
    for heading, actions in plan.by_heading():
        parts.append(f"## {markdown_line(heading or words('report.plan-other'))}")
        parts += [_action(plan, action) for action in actions]
    text = "\n\n".join(parts) + "\n"
    return text.encode("utf-8")


def _action(plan: PlanOfAction, planned: PlannedAction) -> str:
    number = f"{planned.number}. "
    indent = " " * len(number)
    text = planned.action.cells[ACTION]
    said = markdown(text, len(indent)) if text.strip() else _missing(plan)
    details = _details(plan, planned, len(indent) + 2)
    lines = [f"{indent}- **{markdown_line(label)}:** {words}" for label, words in details]
    return "\n".join([f"{number}{said}", "", *lines])


def _details(plan: PlanOfAction, planned: PlannedAction, indent: int) -> Iterator[tuple[str, str]]:
    """Label and Markdown of all that is known of an action beside its words."""
    framework = plan.consolidation.framework
    words = framework.wording
    for column in framework.plan.columns:
        text = planned.action.cells[column.id]
        if column.id == ACTION or (column.id == INDICATOR and text == planned.heading):
            continue
        if text.strip():
            yield column.label, markdown(text, indent)
        elif column.id in planned.missing:
            yield column.label, _missing(plan)
    if planned.deadline:
        yield words("sheet.deadline"), markdown(planned.deadline.date.isoformat())
    yield words("sheet.sources"), markdown(row_sources(plan.consolidation, planned.action), indent)
    if planned.group:
        yield words("report.looks-like"), ", ".join(map(str, plan.looks_like(planned)))


def _missing(plan: PlanOfAction) -> str:
    return f"*{markdown_line(plan.consolidation.framework.wording('report.missing'))}*"
