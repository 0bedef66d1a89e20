"""Lengths and rectangles: the only place where millimetres become points.

All floats are PDF points (1/72 inch) unless a name ends in `_mm`. Rectangles have their origin at the page's bottom
left, as in PDF (ISO 32000-1, 8.3.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass

POINTS_PER_MM = 72 / 25.4


def mm(length_mm: float) -> float:
    """Millimetres to points."""
    return length_mm * POINTS_PER_MM


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in points."""

    width: float
    height: float


A4 = Size(mm(210), mm(297))
A3 = Size(mm(297), mm(420))


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points: left, bottom, right, top, with left <= right and bottom <= top."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.top - self.bottom

    @classmethod
    def from_size(cls, left: float, bottom: float, width: float, height: float) -> Rect:
        """The rectangle with this lower-left corner and size."""
        return cls(left, bottom, left + width, bottom + height)

    def inset(self, dx: float, dy: float | None = None) -> Rect:
        """Smaller by `dx` at the left and right and by `dy` (default `dx`) at the bottom and top."""
        dy = dx if dy is None else dy
        return Rect(self.left + dx, self.bottom + dy, self.right - dx, self.top - dy)

    def overlaps(self, other: Rect, tolerance: float = 0.01) -> bool:
        """Whether the two share more than `tolerance` points in both directions."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > tolerance
            and min(self.top, other.top) - max(self.bottom, other.bottom) > tolerance
        )

    def contains(self, other: Rect, tolerance: float = 0.01) -> bool:
        """Whether the other lies inside this one, give or take `tolerance` points."""
        return (
            other.left >= self.left - tolerance
            and other.bottom >= self.bottom - tolerance
            and other.right <= self.right + tolerance
            and other.top <= self.top + tolerance
        )
