"""What every page of HTML is made with: it stands alone, loads nothing, runs nothing, and words are never markup.

Trees are built by lxml and written by it, so that there is no place where text could become anything else.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from lxml import etree, html
from lxml.html import builder

from kadergen.theme.theme import Colours

Element = etree._Element

RIGHT_TO_LEFT: Final = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages (the first subtag) that are written from right to left."""

# The page may be styled by the one sheet that it holds, and show pictures that it holds if it has any; all else is
# refused.
_POLICY: Final = "default-src 'none'; {}style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"
# What XML and HTML have no place for.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def page_bytes(title: str, language: str, style: str, *body: Element, pictures: bool = False) -> bytes:
    """The page in UTF-8. `style` is the whole sheet (CSS of ours, nothing from data); `pictures` tells whether it holds
    pictures as data.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = _POLICY.format("img-src data:; " if pictures else "", digest)
    page = builder.HTML(
        builder.HEAD(
            builder.META(charset="utf-8"),
            builder.META({"http-equiv": "Content-Security-Policy", "content": policy}),
            builder.META(name="viewport", content="width=device-width, initial-scale=1"),
            builder.META(name="referrer", content="no-referrer"),
            builder.TITLE(text(title)),
            builder.STYLE(style),
        ),
        builder.BODY(*body),
        lang=text(language),
        dir="rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr",
    )
    written = html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", method="html")
    assert isinstance(written, bytes)
    return written + b"\n"


def text(words: str) -> str:
    """The words as a page can hold them: one kind of line break, and U+FFFD for what is no character of a page."""
    return _UNPRINTABLE.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))


def isolated(words: str) -> Element:
    """What somebody else wrote, shut in, so that its direction stays its own."""
    return builder.BDI(text(words))


def base_style(colours: Colours) -> str:
    """How text, links and what has the keyboard's focus look on every page."""
    return f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: {colours.paper}; color: {colours.ink};
  font: 1rem/1.5 "Atkinson Hyperlegible", Verdana, "Segoe UI", sans-serif; }}
a {{ color: {colours.main}; }}
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {{ outline: 3px solid {colours.main};
  outline-offset: 3px; }}
"""
