"""The result of a round and the group's own form → the result with its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kadergen.consolidate.outcome import agree
from kadergen.diagnostics import Code, Diagnostic, Diagnostics, Location, Severity
from kadergen.errors import NothingReadableError, NotOurFormError, UsageError
from kadergen.formats.results_json import with_outcome
from kadergen.model.instrument import FormIdentity
from kadergen.model.response import Response
from kadergen.model.round_result import Outcome
from kadergen.render.outcome_json import agreed_to_json, outcome_to_json
from kadergen.workflow.files import Produced, is_folder, refuse_overwriting, write
from kadergen.workflow.reading import AS_USUAL, How, Reading, read_all, write_kept
from kadergen.workflow.results import load_result

OUTCOME = "outcome"
OUTCOME_ANONYMOUS = "outcome-anonymous"


@dataclass(frozen=True, slots=True)
class AgreedResult:
    """What was agreed, the files written, and what was noticed."""

    outcome: Outcome
    files: tuple[Produced, ...]
    diagnostics: Diagnostics


def add_outcome(result: Path, form: Path, out: Path, how: How = AS_USUAL) -> AgreedResult:
    """Read the form that the group filled in together and write the result with it into the folder `out`.

    Raises UsageError or NothingReadableError (no usable result, no readable form, an empty one), NotOurFormError (a
    form of another framework), NotWritableError. A form of another version is read; that is named.
    """
    loaded = load_result(result, how.frameworks, outcome=False)
    consolidation = loaded.result.consolidation
    if is_folder(form):
        raise UsageError(f"{form} is a folder", "Give the one form that the group filled in together.")
    response, noticed = _read(form, consolidation.identity, how)
    found = agree(consolidation, response)
    name = OUTCOME_ANONYMOUS if consolidation.anonymous else OUTCOME
    path = out / f"{consolidation.framework.id}-{name}.json"
    refuse_overwriting(path, [form] if loaded.result.outcome else [form, loaded.path])
    data = with_outcome(loaded.data, agreed_to_json(found), outcome_to_json(found))
    kept = () if consolidation.anonymous else write_kept(response, path)
    return AgreedResult(found, (write(path, data, "result with the agreed outcome"), *kept), noticed)


def _read(form: Path, wanted: FormIdentity, how: How) -> tuple[Response, Diagnostics]:
    results = read_all(Reading((form,), how))
    if not results.responses:
        raise NothingReadableError(f"{form} cannot be read as a form", "", results.diagnostics)
    (response,) = results.responses
    if response.identity.id != wanted.id:
        raise NotOurFormError(
            f"{form} is a form of {response.identity.id}, the result is of {wanted.id}",
            "Give the form and the result of one and the same framework.",
        )
    if response.is_untouched:
        raise NothingReadableError(f"nothing at all is filled in in {form}", "Is this the right copy?")
    noticed = results.all_diagnostics
    if response.identity != wanted:
        message = (
            f"the form is of version {response.identity.version} ({response.identity.fingerprint}), the result of "
            f"version {wanted.version} ({wanted.fingerprint}); statements are matched by their ids"
        )
        hint = "Check the statements whose words changed."
        noticed += (Diagnostic(Severity.WARNING, Code.R008, message, hint, Location(response.source.file)),)
    return response, noticed
