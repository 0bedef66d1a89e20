"""Saddle stitch as paper sees it: pages in pairs, leaves with two sides, a pile that is folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kadergen.layout.imposition import SheetSide, saddle_stitch

counts = st.integers(1, 60).map(lambda sheets: sheets * 4)


def test_eight_pages_as_in_every_textbook() -> None:
    pages = [(side.left + 1, side.right + 1) for side in saddle_stitch(8)]
    assert pages == [(8, 1), (2, 7), (6, 3), (4, 5)]


@given(counts)
def test_every_page_has_one_place(pages: int) -> None:
    sides = saddle_stitch(pages)
    assert sorted(page for side in sides for page in (side.left, side.right)) == list(range(pages))
    assert len(sides) == pages // 2


@given(counts)
def test_even_pages_lie_left_and_pages_on_one_side_add_up(pages: int) -> None:
    for side in saddle_stitch(pages):
        assert (side.left % 2, side.right % 2) == (1, 0)  # counted from 0: printed page numbers are even at the left
        assert side.left + side.right == pages - 1


@given(counts)
def test_the_back_of_a_leaf_is_its_next_page(pages: int) -> None:
    """Turned over the short edge, the back's left half lies behind the front's right half."""
    sides = saddle_stitch(pages)
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        assert back.left == front.right + 1
        assert front.left == back.right + 1


@given(counts)
def test_pages_that_face_each_other_are_neighbours_in_the_pile(pages: int) -> None:
    """A back and the front of the next sheet meet when the pile is opened; in the middle both pages share a side."""
    sides = saddle_stitch(pages)
    for back, front in zip(sides[1::2], sides[2::2], strict=False):
        assert (front.right - back.left, back.right - front.left) == (1, 1)
    assert sides[-1].right - sides[-1].left == 1


@given(counts, st.floats(0, 2))
def test_creep_grows_by_one_thickness_a_sheet(pages: int, thickness: float) -> None:
    sides = saddle_stitch(pages, thickness)
    for sheet, (front, back) in enumerate(zip(sides[::2], sides[1::2], strict=True)):
        assert front.shift == back.shift == pytest.approx(sheet * thickness)


@pytest.mark.parametrize("pages", [0, -4, 1, 2, 3, 5, 38])
def test_a_booklet_is_never_filled_up_with_blanks(pages: int) -> None:
    with pytest.raises(ValueError, match="do not make a booklet"):
        saddle_stitch(pages)


def test_sides_are_values() -> None:
    assert saddle_stitch(4, 0.3) == (SheetSide(3, 0, 0.0), SheetSide(1, 2, 0.0))
