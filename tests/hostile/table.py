"""All cases together, in the order of the documentation, and those that are known to fail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.hostile import (
    field_files,
    office_cases,
    other_kinds,
    pdf_acroform,
    pdf_active,
    pdf_pages,
    pdf_streams,
    pdf_structures,
    zip_cases,
)
from tests.hostile.cases import CASES, Case

AREAS: Final = tuple(
    area.name
    for area in (
        *(module.AREA for module in (pdf_structures, pdf_streams, pdf_pages, pdf_acroform, pdf_active)),
        *(zip_cases.AREA, office_cases.AREA, office_cases.ODT),
        *(field_files.FDF, field_files.XFDF, other_kinds.AREA),
    )
)
TABLE: Final[tuple[Case, ...]] = tuple(sorted(CASES, key=lambda case: AREAS.index(case.area)))

KNOWN: Final[Mapping[str, str]] = {
    "PDF, fields: 100,001 fields": "a file that has too many fields is read again by the slower library, to no end",
    "PDF, fields: a field without a name": "the words in a field without a name are lost, and nothing says so",
    "PDF, structure: 50 MB of zeros behind it": "the second library looks for the end of the file in zeros, byte by byte",
    "PDF, fields: a choice that is on under another's name": "an /AS that is none of the widget's own states is believed",
}
"""Cases that do not yet have the outcome that they must have, and what is wrong."""
