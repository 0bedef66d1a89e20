"""A flattened copy of a form: which answers stand on its pages, told by words and pictures where the fields were.

Each page is laid over the page of a blank form that it was made from. Words that the blank page does not have were
written by somebody; the field that they stand in is theirs. A choice is told by its picture alone, and only where it
looks like the taken or the free one and like nothing else: what is in between is a doubt, never a colour.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageStat

from kadergen.formats.blank_form import SCALE, BlankForm, BlankPage, Place, has_ink, inside, pixels
from kadergen.formats.flat_pages import FlatPage, Word, XObject, flat_pages
from kadergen.formats.flat_text import Written, as_text
from kadergen.formats.rawform import RawField, RawFile
from kadergen.formats.registration import Match, Similarity, best_match, in_place
from kadergen.how import How

_NEAR: Final = 1.5  # points that a place may lie off
# A pixel is unlike a picture when it is darker or lighter than all around it there, by so many of 255 shades.
_SHADES: Final = 40
# Shares of the pixels by which the taken choice differs from the free one.
_SAME: Final = 0.03
_TAKEN: Final = 0.25
# A choice that does not tell is looked at again, so many pixels aside: lines fall on pixels in one way or another.
_SHIFTS: Final = tuple((dx, dy) for dx in (0.0, -0.6, 0.6) for dy in (0.0, -0.6, 0.6))
_GLANCE: Final = 0.5  # pixels for a point, enough to see whether a page is empty
_MARGIN: Final = 6.0  # points shown around a place that is in doubt
_OVERLAPPING_MARKS: Final = 2  # letters: a sign that a program put on a choice, no words


@dataclass(slots=True)
class FlatForm:
    """What was found. `matched` are the pages of the blank form that are there, in the order of the file.

    `unmatched` are the pages (from 1) that belong to no blank form and hold words, `pictures` those that hold none.
    """

    blank: BlankForm | None = None
    fields: list[RawField] = field(default_factory=list)
    outside: list[RawField] = field(default_factory=list)
    files: list[RawFile] = field(default_factory=list)
    matched: list[int] = field(default_factory=list)
    unmatched: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)


Pages = Mapping[int, Sequence[Word]]
"""The words of each page that is to be read, by its index in the file (`flat_pages.words_of`)."""


def read_flat(data: bytes, words: Pages, blanks: Sequence[BlankForm], printed: Collection[str] = ()) -> FlatForm:
    """The answers on these pages of the file, told by the one of the blank forms that fits the most of them.

    `printed` are sentences that a form may have been printed with beside what the blank one has.
    Raises FormatError or EncryptedError.
    """
    found, matches = FlatForm(), dict[int, Match]()
    for blank in blanks:
        fitting = _matches(words, blank)
        if _weight(fitting) > _weight(matches):
            found.blank, matches = blank, fitting
    with flat_pages(data, only=words) as pages:
        for index, page in pages:
            match = matches.get(index)
            if match and found.blank:
                found.matched.append(match.page_index)
                _PageReader(page, words[index], match, found.blank.pages[match.page_index], found, printed).read()
            elif words[index]:
                found.unmatched.append(index + 1)
                found.outside.append(RawField("", " ".join(word.text for word in words[index])))
            elif found.blank and ((picture := page.picture(_GLANCE)) is None or has_ink(picture)):
                found.pictures.append(index + 1)
    return found


def _matches(pages: Pages, blank: BlankForm) -> dict[int, Match]:
    """The pages that lie on one of the blank form's."""
    words = [page.words for page in blank.pages]
    found = {index: best_match(page, words) for index, page in pages.items() if page}
    return {index: match for index, match in found.items() if match}


def _weight(matches: Mapping[int, Match]) -> int:
    return sum(match.words for match in matches.values())


class _PageReader:
    """One page, laid over its blank one."""

    def __init__(
        self,
        page: FlatPage,
        words: Sequence[Word],
        match: Match,
        blank: BlankPage,
        found: FlatForm,
        printed: Collection[str],
    ) -> None:
        self._page, self._words, self._blank, self._found = page, words, blank, found
        self._sentences = [sentence.split() for sentence in printed]
        self._similarity: Similarity = match.similarity
        self._texts = [place for place in blank.places if not place.on_state]
        self._choices = [place for place in blank.places if place.on_state]
        self._owners: dict[int, Place | None] = {}

    def read(self) -> None:
        """Add what stands on the page to what was found."""
        written = self._written()
        for place in self._texts:
            value, full = as_text(written.get(place.field, ()), place.rect, multiline=place.multiline)
            own = any(self._corner(w.word) is place for w in written.get(place.field, ()))
            how = How.XOBJECT if own else How.PAGE_TEXT
            drawn = not value and self._is_drawn_on(place)
            if drawn:
                how = How.PIXELS
                self._keep_picture(place.field, [place])
            self._found.fields.append(RawField(place.field, value, how=how, doubtful=drawn or (full and bool(value))))
        for name in dict.fromkeys(place.field for place in self._choices):
            self._choice(name, [place for place in self._choices if place.field == name])

    # ------------------------------------------------------------------------------------------------------- words

    def _written(self) -> dict[str, list[Written]]:
        """The words that are not the blank page's, by the field that they belong to."""
        words = self._words
        printed = in_place(words, self._blank.words, self._similarity)
        printed |= self._said_besides(printed)
        back = self._similarity.inverse
        written: dict[str, list[Written]] = {}
        strays: list[Written] = []
        last: tuple[Place | None, float] = (None, 0.0)
        for index, word in enumerate(words):
            if index in printed:
                continue
            x, y = back.apply(word.x, word.y)
            here = Written(word, x, y, word.width / self._similarity.scale)
            place = self._corner(word) or self._around(here)
            if place is None and last[0] is not None and y <= last[1] + _NEAR and self._follows(here, last[0]):
                # A text that is longer than its box goes on below it.
                place = last[0]
            last = (place, y)
            if place is None or place.on_state:
                strays.append(here)
            else:
                written.setdefault(place.field, []).append(here)
        self._keep_strays(strays)
        return written

    def _said_besides(self, printed: Collection[int]) -> set[int]:
        """The indices of words that make a whole sentence which the form itself may have, outside of every field."""
        found: set[int] = set()
        back = self._similarity.inverse
        for index, word in enumerate(self._words):
            for sentence in self._sentences:
                here = range(index, index + len(sentence))
                if (
                    index not in printed
                    and [one.text for one in self._words[index : here.stop]] == sentence
                    and self._corner(word) is None
                    and self._around(Written(word, *back.apply(word.x, word.y), word.width)) is None
                ):
                    found.update(here)
        return found

    def _corner(self, word: Word) -> Place | None:
        """The place in whose corner a form XObject around the word has its origin: one that was made for it alone."""
        for xobject in reversed(word.within):
            if xobject.number not in self._owners:
                self._owners[xobject.number] = next((p for p in self._blank.places if self._is_at(xobject, p)), None)
            if place := self._owners[xobject.number]:
                return place
        return None

    def _is_at(self, xobject: XObject, place: Place) -> bool:
        x, y = self._similarity.apply(place.rect.left, place.rect.bottom)
        return abs(x - xobject.x) <= _NEAR and abs(y - xobject.y) <= _NEAR

    def _around(self, word: Written) -> Place | None:
        """The place that the word begins in."""
        for place in self._blank.places:
            rect = place.rect.inset(-_NEAR)
            if rect.left <= word.x <= rect.right and rect.bottom <= word.y <= rect.top:
                return place
        return None

    @staticmethod
    def _follows(word: Written, place: Place) -> bool:
        rect = place.rect
        return not place.on_state and rect.left - _NEAR <= word.x <= rect.right + _NEAR and word.y < rect.bottom

    def _keep_strays(self, strays: Sequence[Written]) -> None:
        """Words in no field, by the field next to them; a sign on a choice is for its picture to tell."""
        grouped: dict[str, list[Written]] = {}
        for word in strays:
            place = self._around(word)
            if place is None or len(word.word.text) > _OVERLAPPING_MARKS:
                grouped.setdefault(self._nearest(word), []).append(word)
        for name, words in grouped.items():
            self._found.outside.append(RawField(name, " ".join(word.word.text for word in words)))

    def _nearest(self, word: Written) -> str:
        def distance(place: Place) -> float:
            rect = place.rect
            across = max(rect.left - word.x, 0, word.x - rect.right)
            return across + max(rect.bottom - word.y, 0, word.y - rect.top)

        return min(self._blank.places, key=distance).field if self._blank.places else ""

    # ------------------------------------------------------------------------------------------------------ choices

    def _choice(self, name: str, places: Sequence[Place]) -> None:
        seen = [(place, self._state(place)) for place in places]
        taken = [place.on_state for place, state in seen if state is True]
        doubtful = any(state is None for _, state in seen)
        if doubtful:
            self._found.fields.append(RawField(name, "", True, how=How.PIXELS, doubtful=True))
            self._keep_picture(name, places)
        else:
            self._found.fields += [RawField(name, level, True, how=How.PIXELS) for level in taken or [""]]

    @property
    def _scale(self) -> float:
        """Pixels for a point of the page that came back, so that the blank page has `SCALE`."""
        return SCALE / self._similarity.scale

    @cached_property
    def _picture(self) -> Image.Image | None:
        return self._page.picture(self._scale)

    def _is_drawn_on(self, place: Place) -> bool:
        """Whether something that is no text stands in an empty text box, such as handwriting."""
        if self._picture is None or place.printed:
            return False
        return has_ink(self._laid_over(Place(place.field, inside(place.rect)), self._picture, (0.0, 0.0)))

    def _state(self, place: Place) -> bool | None:
        """Whether the choice is taken; None when the picture does not tell, wherever within a pixel it lies."""
        if self._picture is None or place.look is None:
            return None
        whole = _unlike(place.look.on, place.look.off)
        for shift in _SHIFTS:
            here = self._laid_over(place, self._picture, shift)
            from_off, from_on = _unlike(here, place.look.off), _unlike(here, place.look.on)
            if from_off <= _SAME * whole < from_on:
                return False
            if from_on <= _TAKEN * whole and from_off >= (1 - _TAKEN) * whole:
                return True
        return None

    def _laid_over(self, place: Place, picture: Image.Image, shift: tuple[float, float]) -> Image.Image:
        """The place's picture as it would be on the blank page, moved by so many pixels."""
        rect, box = place.rect, self._page.box

        def pixel(column: float, row: float) -> tuple[float, float]:
            x, y = rect.left + (column + shift[0]) / SCALE, rect.top - (row + shift[1]) / SCALE
            x, y = self._similarity.apply(x, y)
            return (x - box.left) * self._scale, (box.top - y) * self._scale

        (x, y), (right_x, right_y), (down_x, down_y) = pixel(0, 0), pixel(1, 0), pixel(0, 1)
        steps = (right_x - x, down_x - x, x, right_y - y, down_y - y, y)
        return picture.transform(pixels(rect), Image.Transform.AFFINE, steps, Image.Resampling.BILINEAR)

    def _keep_picture(self, name: str, places: Sequence[Place]) -> None:
        """Keep a picture of all that belongs to a field, with a little around it."""
        if self._picture is None:
            return
        rects = [place.rect for place in places]
        corners = [
            self._similarity.apply(x, y)
            for x in (min(r.left for r in rects) - _MARGIN, max(r.right for r in rects) + _MARGIN)
            for y in (min(r.bottom for r in rects) - _MARGIN, max(r.top for r in rects) + _MARGIN)
        ]
        box = self._page.box
        columns = [(x - box.left) * self._scale for x, _ in corners]
        rows = [(box.top - y) * self._scale for _, y in corners]
        out = io.BytesIO()
        self._picture.crop((int(min(columns)), int(min(rows)), int(max(columns)), int(max(rows)))).save(out, "PNG")
        self._found.files.append(RawFile(name, "image/png", out.getvalue(), drawn=True))


def _unlike(here: Image.Image, look: Image.Image) -> float:
    """How many pixels are darker or lighter than all around them in the look; a pixel's shift makes none."""
    darkest = look.filter(ImageFilter.MinFilter(3)).point(lambda value: max(0, value - _SHADES))
    lightest = look.filter(ImageFilter.MaxFilter(3)).point(lambda value: min(255, value + _SHADES))
    outside = ImageChops.lighter(ImageChops.subtract(darkest, here), ImageChops.subtract(here, lightest))
    return float(ImageStat.Stat(outside.point(lambda value: 255 if value else 0)).sum[0]) / 255
