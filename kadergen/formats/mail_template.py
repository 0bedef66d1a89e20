"""Letters with places for words: a subject, paragraphs and lists, as text that anybody can edit, made text and HTML.

    Subject: {title}: your form

    Dear {name},

    - one thing
    - another

A blank line parts paragraphs; lines that begin with "- " (or the sign that a word processor made of it) are a list;
"**" stands around what is bold. A paragraph, or line of a list, with a place for which there are no words is left out.
Words that are put in stay words: they cannot become a paragraph, a link, HTML or another place, and do not turn the
direction of those around them.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kadergen.formats.mail_write import one_line
from kadergen.formats.visible_text import visible

_PLACE: Final = re.compile(r"\{([^{}\n]*)\}")
_SUBJECT: Final = re.compile(r"(?:subject|onderwerp)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_BOLD: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITEM: Final = re.compile(r"[-*•–][ \t]+")
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # characters that turn the direction of all that follows
_STYLE: Final = "font-family: Verdana, Arial, sans-serif; line-height: 1.5; max-width: 42em; overflow-wrap: anywhere"
_SAVE: Final = "Save it again as text with the encoding UTF-8; editors ask for it under Save as."
_MARK: Final = "\ufdd0"  # a non-character, which no text may hold: stands where words of the caller's will be


@dataclass(frozen=True, slots=True)
class Letter:
    """What a template became for one person."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a template, and on which line (from 1)."""

    line: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A subject and the blocks below it, each one paragraph or one list, line by line."""

    subject: str
    blocks: tuple[tuple[str, ...], ...]

    def letter(self, words: Mapping[str, str], language: str) -> Letter:
        """The letter with these words; "" is no words. `language` is a BCP 47 tag."""
        tidy = {name: " ".join(_TURNS.sub("", visible(text)).split()) for name, text in words.items()}
        given = {name: text for name, text in tidy.items() if text}
        subject = one_line(_filled(self.subject, given))
        blocks = [kept for block in self.blocks if (kept := _kept(block, given))]
        shown = "\n".join(_as_html(block, given) for block in blocks)
        page = (
            f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n'
            f"<title>{html.escape(subject)}</title>\n</head>\n"
            f'<body style="{_STYLE}">\n{shown}\n</body>\n</html>\n'
        )
        plain = "\n\n".join("\n".join(_filled(_BOLD.sub(r"\1", line), given) for line in block) for block in blocks)
        return Letter(subject, plain + "\n", page)


def decode_template(data: bytes) -> tuple[str, Fault | None]:
    """The text of a template's file, UTF-8 or what Notepad calls Unicode; or what is wrong with it."""
    unicode = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if unicode else "utf-8-sig")
    except UnicodeDecodeError as error:
        return "", Fault(1 if unicode else data.count(b"\n", 0, error.start) + 1, "this is not UTF-8 text", _SAVE)
    before, zero, _ = text.partition("\0")
    return ("", Fault(before.count("\n") + 1, "this is not UTF-8 text", _SAVE)) if zero else (text, None)


def parse_template(text: str, places: Collection[str]) -> tuple[Template | None, list[Fault]]:
    """The template in a text, None where it has faults. `places` are the names that may stand in braces."""
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").splitlines()]
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        for name in _PLACE.findall(line):
            if name not in places:
                known = ", ".join(f"{{{place}}}" for place in places)
                faults.append(Fault(number, "there is no place of this name", f"Possible here: {known}."))
        if {"{", "}"} & set(_PLACE.sub("", line)):
            faults.append(Fault(number, "a brace without its other half", "Places look like {name}."))
    first = next((number for number, line in enumerate(lines) if line), len(lines))
    subject = _SUBJECT.fullmatch(lines[first]) if first < len(lines) else None
    if subject is None or not subject[1].strip():
        faults.append(Fault(first + 1, "the first line is no subject", "Begin with Subject: and its words."))
        return None, faults
    blocks = tuple(_blocks(lines[first + 1 :]))
    if not blocks:
        faults.append(Fault(len(lines), "the letter has no words", "Write them below the subject, after a blank line."))
    return (None if faults else Template(subject[1].strip(), blocks)), faults


def _blocks(lines: list[str]) -> Iterator[tuple[str, ...]]:
    """Paragraphs and lists; a list may follow a paragraph without a blank line."""
    block: list[str] = []
    for line in [*lines, ""]:
        if block and (not line or bool(_ITEM.match(line)) != bool(_ITEM.match(block[0]))):
            yield tuple(block)
            block = []
        if line:
            block.append(line)


def _kept(block: tuple[str, ...], given: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of a block for which all words are there: of a paragraph all or none."""
    kept = tuple(line for line in block if all(name in given for name in _PLACE.findall(line)))
    return kept if len(kept) == len(block) or _ITEM.match(block[0]) else ()


def _filled(line: str, given: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: given.get(place[1], ""), line)


def _as_html(block: tuple[str, ...], given: Mapping[str, str]) -> str:
    if _ITEM.match(block[0]):
        items = "\n".join(f"<li>{_inline(_ITEM.sub('', line, count=1), given)}</li>" for line in block)
        return f"<ul>\n{items}\n</ul>"
    return "<p>" + "<br>\n".join(_inline(line, given) for line in block) + "</p>"


def _inline(line: str, given: Mapping[str, str]) -> str:
    """One line as HTML: the template's own words may be bold, those that are put in are text."""
    names = iter(_PLACE.findall(line))
    own = _BOLD.sub(r"<b>\1</b>", html.escape(_PLACE.sub(_MARK, line.replace(_MARK, "\ufffd"))))
    return re.sub(_MARK, lambda _: f"<bdi>{html.escape(given.get(next(names), ''))}</bdi>", own)
