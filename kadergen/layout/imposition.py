"""Saddle stitch: which pages share a sheet, and how far paper that lies inside pushes pages out.

The sheets are folded as one pile and stapled in the fold, so that the first page shares its side with the last one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetSide:
    """One side of a sheet: the page at the left and at the right of the fold (from 0), and their shift to the fold.

    The shift is in points. It makes up for creep: sheets that lie further inside stick out at the fore-edge, and
    what sticks out is cut off.
    """

    left: int
    right: int
    shift: float


def saddle_stitch(pages: int, creep: float = 0.0) -> tuple[SheetSide, ...]:
    """Front and back of each sheet, the outer sheet first; `creep` is a sheet's thickness in points.

    To be printed on both sides, turned over the short edge. Raises ValueError unless `pages` is a multiple of four:
    a booklet is filled up with pages of its own, never with blanks.
    """
    if pages <= 0 or pages % 4:
        raise ValueError(f"{pages} pages do not make a booklet of folded sheets")
    sides: list[SheetSide] = []
    for sheet in range(pages // 4):
        first, last, shift = 2 * sheet, pages - 1 - 2 * sheet, sheet * creep
        sides += [SheetSide(last, first, shift), SheetSide(first + 1, last - 1, shift)]
    return tuple(sides)
