"""What stands beside the fields of a PDF form: fields that lost their names, comments, drawings.

A field without its name is known by where it stands on a page that is known by its other fields, or by its words; a
comment by the field that it lies on. Where a person would not be sure, it is kept and named, never placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kadergen.diagnostics import Code
from kadergen.formats.annotations import AnnotatedPage, Comment, Widget, read_annotations
from kadergen.formats.blank_form import BlankForm, BlankPage, Place
from kadergen.formats.flat_pages import words_of
from kadergen.formats.rawform import FormatError, RawField, RawFile, RawForm
from kadergen.formats.registration import Similarity, best_match
from kadergen.how import How
from kadergen.model.instrument import FormIdentity
from kadergen.readers.findings import Findings, listed, printable
from kadergen.readers.identify import bare_name, claimed_identity
from kadergen.units import Rect

Blanks = Callable[[FormIdentity | None], Sequence[BlankForm]]
"""The blank forms with an identity; without one, all that are known."""

_NEAR: Final = 3.0  # points that an edge may lie off
_SAME_PLACE: Final = Similarity(1 + 0j, 0j)


def look_beside(form: RawForm, data: bytes, blanks: Blanks, findings: Findings) -> RawForm:
    """The form with what a second look finds: `form.nameless` and `form.comments` say whether one is worth it."""
    ours = claimed_identity(form) is not None or any(_is_ours(field.name) for field in form.fields)
    foreign = ours and any(field.value.strip() and not _is_ours(field.name) for field in form.fields)
    if not (form.nameless or form.comments or foreign):
        return form
    try:
        pages = read_annotations(data)
    except FormatError:
        return form
    if form.nameless or foreign:
        form = _with_nameless(form, data, pages, blanks, findings)
    return _with_comments(form, pages, findings) if form.comments else form


def _is_ours(name: str) -> bool:
    return "__" in bare_name(name)


# ------------------------------------------------------------------------------------------------- fields without names


def _with_nameless(
    form: RawForm, data: bytes, pages: Sequence[AnnotatedPage], blanks: Blanks, findings: Findings
) -> RawForm:
    blank = _fitting(pages, blanks(claimed_identity(form))) or BlankForm("", ())
    known = {place.field for page in blank.pages for place in page.places}
    found: list[RawField] = []
    kept: list[RawField] = []
    placed: set[str] = set()
    lying = _lying(data, pages, blank, known)
    for page, match in zip(pages, lying, strict=True):
        for widget in page.widgets:
            if bare_name(widget.name) in known or (widget.name and not known):
                continue
            place = _place_of(widget, *match) if match else None
            if place is None or (widget.state and widget.state != place.on_state):
                if not widget.name and (widget.value or widget.state):
                    kept.append(RawField("", widget.value or widget.state))
                continue
            placed.add(widget.name)
            found.append(RawField(place.field, widget.state or widget.value, widget.is_button))
    if kept:
        findings.warn(
            Code.R038,
            f"{len(kept)} fields lost their names and stand where the form has none; what they hold is kept",
            "It stands under 'unplaced'. Look these fields up in the file itself.",
        )
    if not found:
        return replace(form, outside=(*form.outside, *kept))
    names = {field.name for field in found}
    findings.info(
        Code.R038,
        f"{len(names)} fields had lost their names, or had others, and were found by where they stand",
        "Nothing to do.",
    )
    fields = [field for field in form.fields if field.name not in placed - {""}]
    on = {field.name for field in found if field.value}
    shown = {bare_name(widget.name) for page in pages for widget in page.widgets if widget.state}
    # What the torn-off choice shows is newer than what its field still says, where no other choice is shown.
    fields = [field for field in fields if bare_name(field.name) not in on - shown or not field.is_state]
    present = {bare_name(field.name) for field in fields if field.value}
    fields += [field for field in found if field.value or field.name not in present | on]
    return replace(form, fields=tuple(fields), outside=(*form.outside, *kept))


def _fitting(pages: Sequence[AnnotatedPage], blanks: Sequence[BlankForm]) -> BlankForm | None:
    """The blank form on which the fields that have names stand where they do here."""

    def fit(blank: BlankForm) -> int:
        places = {(p.field, p.on_state): p.rect for page in blank.pages for p in page.places}
        rects: Mapping[str, list[Rect]] = _by_field(places)
        return sum(
            any(_alike(widget.rect, rect) for rect in rects.get(bare_name(widget.name), ()))
            for page in pages
            for widget in page.widgets
        )

    return max(blanks, key=fit, default=None)


def _by_field(places: Mapping[tuple[str, str], Rect]) -> dict[str, list[Rect]]:
    rects: dict[str, list[Rect]] = {}
    for (name, _), rect in places.items():
        rects.setdefault(name, []).append(rect)
    return rects


def _lying(
    data: bytes, pages: Sequence[AnnotatedPage], blank: BlankForm, known: set[str]
) -> list[tuple[BlankPage, Similarity] | None]:
    """The blank page of each page and how it lies: by the names of its fields, else by its words."""
    page_of = {place.field: page for page in blank.pages for place in page.places}
    lying: list[tuple[BlankPage, Similarity] | None] = []
    for page in pages:
        names = [name for widget in page.widgets if (name := bare_name(widget.name)) in known]
        votes = Counter(id(page_of[name]) for name in names)
        most = votes.most_common(1)[0][0] if votes else None
        lying.append(next(((b, _SAME_PLACE) for b in blank.pages if id(b) == most), None))
    if any(page.widgets and match is None for page, match in zip(pages, lying, strict=True)):
        words = [page.words for page in blank.pages]
        unknown = [i for i, (page, match) in enumerate(zip(pages, lying, strict=True)) if page.widgets and not match]
        for index, found in words_of(data, unknown).items():
            match = best_match(found, words)
            lying[index] = (blank.pages[match.page_index], match.similarity) if match else None
    return lying


def _place_of(widget: Widget, blank: BlankPage, similarity: Similarity) -> Place | None:
    for place in blank.places:
        left, bottom = similarity.apply(place.rect.left, place.rect.bottom)
        right, top = similarity.apply(place.rect.right, place.rect.top)
        rect = Rect(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
        if _alike(widget.rect, rect) and widget.is_button == bool(place.on_state):
            return place
    return None


def _alike(one: Rect, other: Rect) -> bool:
    return (
        abs(one.left - other.left) <= _NEAR
        and abs(one.bottom - other.bottom) <= _NEAR
        and abs(one.right - other.right) <= _NEAR
        and abs(one.top - other.top) <= _NEAR
    )


# ------------------------------------------------------------------------------------------------ comments and drawings


def _with_comments(form: RawForm, pages: Sequence[AnnotatedPage], findings: Findings) -> RawForm:
    values = {bare_name(field.name): field for field in form.fields if field.value.strip()}
    fields, outside, files = list(form.fields), list(form.outside), list(form.files)
    beside: list[str] = []
    for page in pages:
        for comment in page.comments:
            widget = _under(comment, page.widgets)
            name = bare_name(widget.name) if widget else ""
            if comment.picture:
                files.append(RawFile(name, "image/png", comment.picture, drawn=True))
                if widget and widget.is_button:
                    _doubt(fields, name)
            if widget and comment.kind == "FreeText" and comment.words and not widget.is_button and name not in values:
                fields = [field for field in fields if bare_name(field.name) != name]
                fields.append(RawField(name, comment.words, how=How.ANNOTATION))
                values[name] = fields[-1]
                _say_read(findings, name)
            elif comment.words:
                outside.append(RawField(name, comment.words))
                beside.append(name)
            elif comment.picture:
                beside.append(name)
    if beside:
        findings.warn(
            Code.R023,
            f"{len(beside)} comments or drawings lie on the pages, beside what is filled in; they are kept"
            f"{listed(beside)}",
            "Their words stand under 'unplaced', drawings are kept as pictures. Add them by hand where they belong.",
        )
    return replace(form, fields=tuple(fields), outside=tuple(outside), files=tuple(files))


def _say_read(findings: Findings, name: str) -> None:
    findings.warn(
        Code.R039,
        f"the words at {printable(name)} were written over the field as a comment; they were read as its answer",
        "Look at the page: do they belong to this field?",
        printable(name),
    )


def _doubt(fields: list[RawField], name: str) -> None:
    """Somebody drew on a choice: it is no certain one any more, and "no choice" least of all."""
    for index, field in enumerate(fields):
        if bare_name(field.name) == name:
            fields[index] = replace(field, doubtful=True)


def _under(comment: Comment, widgets: Sequence[Widget]) -> Widget | None:
    """The widget on which most of the comment lies, if it is on any."""

    def shared(widget: Widget) -> float:
        a, b = comment.rect, widget.rect
        across = min(a.right, b.right) - max(a.left, b.left)
        return max(across, 0.0) * max(min(a.top, b.top) - max(a.bottom, b.bottom), 0.0)

    ours = [widget for widget in widgets if _is_ours(widget.name)]
    best = max(ours, key=shared, default=None)
    return best if best is not None and shared(best) > 0 else None
