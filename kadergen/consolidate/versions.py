"""How another version of a form differs from the framework as it is now, told by the statements' ids.

All that is known of an old version is its blank form: the fields that it had, and the words that were printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from kadergen.model.consolidation import VersionDifference
from kadergen.model.instrument import RESPONDENT, FieldId, FormIdentity, Instrument, plan_row_number


def compare_versions(
    instrument: Instrument, identity: FormIdentity, fields: Iterable[str], printings: Iterable[str]
) -> VersionDifference:
    """What differs. `fields` are the old form's field names, `printings` all that it says, in reading order: in one or
    more ways of printing it, of which a long statement may go on over a page in one and be whole in another.

    Only letters and digits are compared: where lines were broken, hyphens and typography are no difference.
    """
    facets = {field.id for field in instrument.framework.fields}
    before = {
        found.item: None
        for found in map(_field_id, fields)
        if found and found.facet in facets and found.item != RESPONDENT and plan_row_number(found.item) is None
    }
    said = [_letters(words) for words in printings]
    statements = {statement.id: statement for _, _, statement in instrument.framework.walk()}
    return VersionDifference(
        identity,
        changed=tuple(
            s.id
            for s in statements.values()
            if s.id in before and not any(_letters(s.plain_text) in words for words in said)
        ),
        gone=tuple(item for item in before if item not in statements),
        new=tuple(item for item in statements if item not in before),
    )


def _field_id(name: str) -> FieldId | None:
    try:
        return FieldId.parse(name)
    except ValueError:
        return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
