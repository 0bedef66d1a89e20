"""Colours as inks: against LittleCMS, within the limits of paper, and in black where words stand."""

from __future__ import annotations

import hashlib
import io
import re
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from kadergen.colours import contrast, lab
from kadergen.formats.icc_profile import OutputProfile
from kadergen.render.inks import INK_LIMIT, SCREEN, PressInks, fogra39
from kadergen.theme.load import default_theme

INK = default_theme().colours.ink
PRESS = PressInks(fogra39(), INK)
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def littlecms(colours: list[str]) -> list[tuple[float, ...]]:
    """The same conversion by LittleCMS: relative colorimetric, without its shortcuts."""
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(fogra39().data)),
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.NOOPTIMIZE,
    )
    rgb = b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    converted = ImageCms.applyTransform(Image.frombytes("RGB", (len(colours), 1), rgb), transform)
    assert converted is not None
    data = converted.tobytes()
    return [tuple(byte / 255 for byte in data[at : at + 4]) for at in range(0, len(data), 4)]


def test_the_profile_is_read_as_littlecms_reads_it() -> None:
    steps = (0x00, 0x12, 0x33, 0x5C, 0x80, 0xA3, 0xD0, 0xFF)
    every = [f"#{red:02X}{green:02X}{blue:02X}" for red in steps for green in steps for blue in steps]
    differences = [
        max(abs(ours - theirs) for ours, theirs in zip(fogra39().inks(lab(colour)), inks, strict=True))
        for colour, inks in zip(every, littlecms(every), strict=True)
    ]
    assert max(differences) < 0.02
    assert sum(differences) / len(differences) < 0.004


@given(colours, st.sampled_from(["text", "fill", "line"]))
def test_no_colour_takes_more_ink_than_paper_does(colour: str, purpose: str) -> None:
    shares = PRESS.shares(purpose, colour)
    assert sum(shares) <= INK_LIMIT
    assert all(0 <= share <= 1 for share in shares)


@given(colours)
def test_letters_are_black_ink_or_bare_paper(colour: str) -> None:
    cyan, magenta, yellow, black = PRESS.shares("text", colour)
    assert (cyan, magenta, yellow) == (0, 0, 0)
    readable_on_paper = contrast(colour, "#FFFFFF") >= 3
    assert black >= 0.45 if readable_on_paper else black == 0


@given(st.integers(0, 255).map(lambda grey: f"#{grey:02X}{grey:02X}{grey:02X}"))
def test_grey_is_black_ink_alone(grey: str) -> None:
    assert PRESS.shares("fill", grey)[:3] == (0, 0, 0)


def test_body_text_white_and_a_house_colour() -> None:
    assert PRESS.text(INK) == PRESS.fill(INK) == "0 0 0 1 k"
    assert PRESS.line(INK) == "0 0 0 1 K"
    assert PRESS.fill("#FFFFFF") == PRESS.text("#FFFFFF") == "0 0 0 0 k"
    assert PRESS.line(default_theme().colours.dots).startswith("0 0 0 0.")
    assert sum(PRESS.shares("fill", default_theme().colours.sections[0])) > 1.5


def test_a_screen_gets_the_colours_as_they_are() -> None:
    assert (SCREEN.text("#FF0080"), SCREEN.line("#FF0080")) == ("1 0 0.502 rg", "1 0 0.502 RG")


@pytest.mark.parametrize("damage", [b"", b"x" * 200, fogra39().data[:60_000], fogra39().data.replace(b"B2A1", b"B2A7")])
def test_what_is_no_profile_is_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="profile"):
        OutputProfile(damage)


def test_the_shipped_profile_is_the_one_that_its_note_describes() -> None:
    folder = Path(str(resources.files("kadergen.render").joinpath("icc")))
    note = (folder / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`([0-9a-f]{64})`", note)
    data = (folder / "FOGRA39L_coated.icc").read_bytes()
    assert hashlib.sha256(data).hexdigest() in named
    assert b"This profile is free of known copyright restrictions" in data
    assert "zlib/libpng License" in note
