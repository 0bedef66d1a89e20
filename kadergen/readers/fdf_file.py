"""A file of field values (FDF or XFDF) → response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kadergen.diagnostics import Code
from kadergen.formats import fdf, xfdf
from kadergen.formats.rawform import RawForm
from kadergen.model.instrument import Instrument
from kadergen.model.response import Provenance, Response
from kadergen.readers.answers import build_response
from kadergen.readers.findings import Findings


def read_fdf(
    data: bytes, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    """Read an FDF file. Raises FormatError."""
    if _too_large(data, fdf.MAX_SIZE, findings):
        return None
    return _response(fdf.parse_fdf(data), source, instruments, findings)


def read_xfdf(
    data: bytes, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    """Read an XFDF file. Raises FormatError."""
    if _too_large(data, xfdf.MAX_SIZE, findings):
        return None
    return _response(xfdf.parse_xfdf(data), source, instruments, findings)


def _too_large(data: bytes, limit: int, findings: Findings) -> bool:
    if len(data) > limit:
        findings.error(
            Code.R021, f"larger than {limit // 1_000_000} MB, which no filled form is", "Is it the right file?"
        )
    return len(data) > limit


def _response(
    form: RawForm, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    # Programs leave empty fields out of these files, so a missing field says nothing.
    source = replace(source, producer=form.producer, reader=form.reader)
    return build_response(form, source, instruments, findings, complete=False)
