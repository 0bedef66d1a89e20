"""Whether a reply is one that a reader of ours gives. It came from a process that read a file of who knows whom.

What is checked is what the rest of the program relies on: which file and framework it is, that every statement has its
answer, and names that files will be called by. Words are words, whatever they say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from kadergen.model.framework import ItemFieldKind
from kadergen.model.instrument import Instrument
from kadergen.model.response import Kept, ReadResult, Response

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}")


def is_sound(result: ReadResult, file: str, instruments: Mapping[str, Instrument]) -> bool:
    """Whether this can be what came of the file that is called `file`."""
    response = result.response
    if result.file != file or any(found.location and found.location.file != file for found in result.diagnostics):
        return False
    return response is None or (
        response.source.file == file
        and bool(_SHA256.fullmatch(response.source.sha256))
        and response.diagnostics == result.diagnostics
        and response.identity.id in instruments
        and _fits(response, instruments[response.identity.id])
        and all(map(_is_sound_file, response.kept))
    )


def _fits(response: Response, instrument: Instrument) -> bool:
    framework = instrument.framework
    texts = {field.id for field in framework.fields if field.kind is not ItemFieldKind.SCORE}
    levels = {None, *(framework.scale.level_ids if framework.scale else ())}
    columns = list(framework.plan.column_ids)
    return (
        list(response.answers) == [statement.id for _, _, statement in framework.walk()]
        and all(a.score in levels and set(a.texts) == texts for a in response.answers.values())
        and all(row.row > 0 and list(row.cells) == columns for row in response.plan)
    )


def _is_sound_file(kept: Kept) -> bool:
    """Whether its name is made of its content, as it has to be: it will be written under it."""
    digest = hashlib.sha256(kept.data).hexdigest()
    name, suffix = kept.name[:16], kept.name[16:]
    return kept.sha256 == digest and name == digest[:16] and bool(_SUFFIX.fullmatch(suffix))
