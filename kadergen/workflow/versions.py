"""Other versions of a form, from which answers came: what differs from the framework as it is here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kadergen.consolidate.versions import compare_versions
from kadergen.diagnostics import Code, Diagnostic, Severity
from kadergen.model.consolidation import VersionDifference
from kadergen.model.framework import Framework
from kadergen.model.instrument import FormIdentity, Instrument
from kadergen.model.response import Response
from kadergen.workflow.blanks import BlankForms


def other_versions(
    responses: Iterable[Response], known: Mapping[str, Instrument], extra: Iterable[str] = ()
) -> tuple[tuple[VersionDifference, ...], tuple[Diagnostic, ...]]:
    """Each version that is not the framework's own, once, and what is to be said of it (R042).

    Its words are known where `kadergen release` kept its form. `extra` are frameworks that are not bundled.
    """
    forms: dict[FormIdentity, int] = {}
    for response in responses:
        if response.identity != known[response.identity.id].identity:
            forms[response.identity] = forms.get(response.identity, 0) + 1
    blanks = BlankForms(known, extra) if forms else None
    found: list[VersionDifference] = []
    findings: list[Diagnostic] = []
    for identity in sorted(forms, key=lambda identity: identity.marker):
        kept = blanks(identity) if blanks else []
        pages = [blank.pages for blank in kept]
        instrument = known[identity.id]
        difference = (
            compare_versions(
                instrument,
                identity,
                (place.field for page in pages[0] for place in page.places),
                (" ".join(word.text for page in printing for word in page.words) for printing in pages),
            )
            if kept
            else VersionDifference(identity, known=False)
        )
        found.append(difference)
        findings.append(_finding(instrument.framework, difference, forms[identity]))
    return tuple(found), tuple(findings)


def _finding(framework: Framework, difference: VersionDifference, forms: int) -> Diagnostic:
    codes = {statement.id: statement.code for _, _, statement in framework.walk()}
    whose = f"{forms} {'form' if forms == 1 else 'forms'} of {framework.id} {difference.identity.version}"
    if not difference.known:
        message = f"{whose}: nobody can tell what differs, for that version's form was not kept"
        return Diagnostic(Severity.WARNING, Code.R042, message, "Keep each version that is sent out: kadergen release.")
    said = [
        f"{what} {', '.join(codes.get(item, item) for item in items)}"
        for what, items in (
            ("other words in", difference.changed),
            ("there alone", difference.gone),
            ("new here", difference.new),
        )
        if items
    ]
    if not said:
        return Diagnostic(Severity.INFO, Code.R042, f"{whose}: the statements are the same")
    hint = "Answers are matched by the statements' ids; those of a statement that is gone stand under 'unplaced'."
    return Diagnostic(Severity.WARNING, Code.R042, f"{whose}: {'; '.join(said)}", hint)
