"""Lines with Arabic or Hebrew in them stand as their readers expect."""

import unicodedata

import pytest

from kadergen.theme.bidi import reads_from_right, visual_order


def shown(line: str) -> str:
    """The line as it stands from left to right, letters in their plain form."""
    pieces = visual_order([(line, None)], from_right=reads_from_right(line))
    return unicodedata.normalize("NFKC", "".join(text for text, _ in pieces))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("De heer שלום woont hier", "De heer םולש woont hier"),
        ("שלום עולם", "םלוע םולש"),
        ("שלום 2025", "2025 םולש"),
        ("שלום 06-12", "06-12 םולש"),
        ("x שלום (עולם) 12, y", "x (םלוע) םולש 12, y"),
        ("x שלום (tel. 06 12)", "x םולש (tel. 06 12)"),
        ("שלום abc def 12 עולם.", ".םלוע abc def 12 םולש"),
    ],
)
def test_order(line: str, expected: str) -> None:
    assert shown(line) == expected


def test_arabic_letters_are_joined() -> None:
    shapes = [text for text, _ in visual_order([("بببب", None)], from_right=True)]
    assert [unicodedata.decomposition(shape).split()[0] for shape in reversed(shapes)] == [
        "<initial>",
        "<medial>",
        "<medial>",
        "<final>",
    ]


def test_lam_alef_is_one_shape() -> None:
    assert [text for text, _ in visual_order([("لا", None)])] == ["\ufefb"]


def test_nothing_is_lost_or_added() -> None:
    line = "a ש (b] ב) 1-2 {ג"
    assert len(shown(line)) == len(line)
    assert set(shown(line)) - set("()[]{}") == set(line) - set("()[]{}")
