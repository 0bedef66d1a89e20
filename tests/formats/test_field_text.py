"""Setting text in a field: lines, sizes, what is cut off, and the small fonts that are made for it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from kadergen.formats.faces import FALLBACK_FACES, FIELD_FACE, Face
from kadergen.formats.fallback_font import FallbackFont, subset
from kadergen.formats.field_text import PADDING, FieldTypesetter, Typeset
from kadergen.formats.pdfsyntax import Stream, text_string
from kadergen.formats.text_fitting import fit, measure, visible_paragraphs

WIDTH, HEIGHT = 200.0, 60.0
SHOWN = re.compile(rb"1 0 0 1 (\S+) (\S+) Tm\n((?:/\S+ \S+ Tf .* Tj\n)+)")
SIZE = re.compile(rb"/\S+ (\S+) Tf")


@dataclass
class Objects:
    """Keeps what is put; references are numbers in angle brackets, which are no PDF values."""

    put_objects: dict[int, object] = field(default_factory=dict)
    count: int = 0

    def reserve(self) -> int:
        self.count += 1
        return self.count

    def put(self, reference: object, value: object) -> None:
        assert isinstance(reference, int)
        self.put_objects[reference] = value


def typeset(text: str, *, width: float = WIDTH, height: float = HEIGHT, multiline: bool = True) -> Typeset:
    return FieldTypesetter(Objects(), None).typeset(text, width, height, size=9.0, colour=b"0 g", multiline=multiline)


def lines(result: Typeset) -> list[tuple[float, float, float]]:
    """x, y and size of each line shown."""
    found = []
    for x, y, shown in SHOWN.findall(result.stream.data):
        sizes = {float(size) for size in SIZE.findall(shown)}
        assert len(sizes) == 1
        found.append((float(x), float(y), sizes.pop()))
    return found


def test_short_text_stands_at_the_top_in_nine_points() -> None:
    ((x, y, size),) = lines(typeset("Kort"))
    assert (x, size) == (PADDING, 9)
    assert HEIGHT - PADDING - 9 < y < HEIGHT - PADDING - 6


def test_long_text_shrinks_step_by_step_then_is_cut_off() -> None:
    sizes = []
    for words in (5, 35, 45, 55, 400):
        result = typeset("woorden " * words, height=70)
        sizes.append(lines(result)[0][2])
        assert result.overflows == (words == 400)
    assert sizes[0] == 9
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 6


def test_what_is_cut_off_is_marked() -> None:
    fitted = fit("woorden " * 400, WIDTH, HEIGHT, 9.0, multiline=True)
    assert fitted.overflows
    assert fitted.lines[-1].endswith("…")
    assert all(measure(line) * fitted.size / 1000 <= WIDTH for line in fitted.lines)
    (line,) = fit("woorden " * 400, WIDTH, 16, 9.0, multiline=False).lines
    assert line.endswith("…")


def test_one_line_fields_keep_one_line() -> None:
    result = typeset("een\ntwee\n\ndrie", height=16, multiline=False)
    assert len(lines(result)) == 1
    assert b"(een twee drie) Tj" in result.stream.data


def test_empty_text_is_an_empty_appearance() -> None:
    for text in ("", "\n", "\u200b", " "):
        assert typeset(text).stream.data == b"/Tx BMC\nEMC\n"


def test_empty_lines_and_indents_are_kept() -> None:
    shown = lines(typeset("een\n\n  drie", height=100))
    leading = (FIELD_FACE.ascent - FIELD_FACE.descent) * 9 / 1000
    assert shown[0][1] - shown[1][1] == pytest.approx(2 * leading, abs=0.01)
    assert b"(  drie) Tj" in typeset("  drie").stream.data


@given(st.text(max_size=300), st.floats(8, 400), st.floats(8, 200), st.booleans())
@settings(max_examples=150, deadline=None)
def test_nothing_stands_outside_the_field(text: str, width: float, height: float, multiline: bool) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    result = typeset(text, width=width, height=height, multiline=multiline)
    assert result.stream.dictionary["BBox"] == [0, 0, width, height]
    for x, y, size in lines(result):
        assert 6 <= size <= 9
        assert x >= PADDING
        assert y <= height
    shown_heights = [y for _, y, _ in lines(result)]
    assert shown_heights == sorted(shown_heights, reverse=True)


@given(st.lists(st.text("abcdefgh éß€", min_size=1, max_size=30), max_size=10))
@settings(max_examples=60, deadline=None)
def test_every_word_is_shown_when_it_fits(paragraphs: list[str]) -> None:
    result = typeset("\n".join(paragraphs), width=400, height=300)
    assert not result.overflows
    strings = re.findall(rb"\((.*?)\) Tj|<(.*?)> Tj", result.stream.data)
    shown = b" ".join(literal or bytes.fromhex(code.decode()) for literal, code in strings)
    assert shown.decode("cp1252").split() == " ".join(paragraphs).split()


def test_lines_are_as_wide_as_the_font_says() -> None:
    assert measure("Zoë") == sum(FIELD_FACE.width(char) for char in "Zoë")
    assert measure("Ж") > 0


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("Gewone tekst die over meer dan een regel loopt en daarna nog even verder gaat.\n\nEinde.", False),
        ("Łukasz en Жанна", False),
        ("woorden " * 400, True),  # cut off
        ("Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenverbandsvorsitzender", True),  # broken within
        ("漢字", True),  # substituted
        ("e\u0301\u200b!", True),  # composed, without what cannot be seen
        ("שלום", True),  # reordered
    ],
)
def test_a_text_that_is_shown_otherwise_is_left_to_its_value(text: str, silent: bool) -> None:
    content = typeset(text).stream.data
    assert (b"/ActualText " + text_string(text) in content) is silent
    assert (b"/Silent" in content) is silent
    assert not silent or b"/AtkinsonHyperlegible" not in content


def test_what_is_not_meant_to_be_seen_is_not_shown() -> None:
    assert visible_paragraphs("a\u200bb\u00adc\ufe0f\x07") == ["abc"]
    assert visible_paragraphs("a\r\nb\rc\u2028d\n\n") == ["a", "b", "c", "d"]
    assert visible_paragraphs("e\u0301\tx") == ["é    x"]


@pytest.mark.parametrize("face", FALLBACK_FACES, ids=lambda face: face.name)
def test_subsets_are_complete_fonts(face: Face) -> None:
    wanted = sorted(face.glyph_ids.values())[:: max(1, len(face.glyph_ids) // 60)]
    small = TTFont(io.BytesIO(subset(face, [0, *wanted])))
    assert small["maxp"].numGlyphs >= len(wanted) + 1
    order, original_order = small.getGlyphOrder(), face.font.getGlyphOrder()
    for new_id, glyph_id in enumerate(wanted, 1):
        assert small["hmtx"][order[new_id]] == face.font["hmtx"][original_order[glyph_id]]
        ours, theirs = small["glyf"][order[new_id]], face.font["glyf"][original_order[glyph_id]]
        mine = ours.getCoordinates(small["glyf"])[0]
        assert list(mine) == list(theirs.getCoordinates(face.font["glyf"])[0])


def test_the_small_font_maps_back_to_plain_text() -> None:
    objects = Objects()
    arabic = next(face for face in FALLBACK_FACES if 0xFEFB in face.glyph_ids)
    font = FallbackFont(arabic, objects.reserve())
    assert [font.encode(char) for char in "\ufefb\u0628\ufefb"] == [1, 2, 1]
    with pytest.raises(KeyError):
        font.encode("漢")
    font.write(objects)
    streams = [value.data for value in objects.put_objects.values() if isinstance(value, Stream)]
    (mapping,) = (data for data in streams if b"beginbfchar" in data)
    assert b"<0001> <06440627>" in mapping
    assert b"<0002> <0628>" in mapping
