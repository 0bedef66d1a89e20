"""Last time's result → the agreed colours that a new form or booklet shows beside its statements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity, display_name
from kadergen.errors import NotOurFormError, UsageError
from kadergen.model.framework import Framework
from kadergen.model.scale import Level
from kadergen.workflow.results import load_result

Previous = Mapping[str, Level] | None
"""Statement id → the level that was agreed on; None where no marks are asked for."""


def load_previous(path: Path, framework: Framework) -> tuple[Mapping[str, Level], Diagnostics]:
    """The agreed levels of a result, as levels of `framework` (its looks), and a warning where it has other levels.

    Only what the group agreed on is shown, never a median of what people thought by themselves: nobody settled on
    that. Raises UsageError where nothing was agreed, NotOurFormError for another framework, and what `load_result`
    raises.
    """
    loaded = load_result(path)
    consolidation, outcome = loaded.result.consolidation, loaded.result.outcome
    if consolidation.identity.id != framework.id:
        raise NotOurFormError(
            f"{loaded.path} is a result of {consolidation.identity.id}, not of {framework.id}",
            "Give last time's result of the same framework.",
        )
    scores = {item: agreed.score for item, agreed in outcome.statements.items() if agreed.score} if outcome else {}
    if not scores:
        raise UsageError(
            f"in {loaded.path} the group did not agree on any colour",
            "First add the outcome of the meeting: kadergen outcome RESULT FORM. Then give the file that it writes.",
        )
    levels = {level.id: level for level in framework.scale.levels} if framework.scale else {}
    found = {item: levels[score] for item, score in scores.items() if score in levels}
    lost = len(scores) - len(found)
    if not lost:
        return found, ()
    message = f"{lost} statements had a colour that the framework no longer has; they are shown without"
    place = Location(display_name(loaded.path))
    return found, (Diagnostic(Severity.WARNING, Code.B005, message, "", place),)
