"""How the kinds of `word_mangled` are said, and the hands that do what they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element as Element

from tests.returned.word_paper import (
    Paper,
    first,
    instrument_of,
    paragraph,
    parsed,
    remove,
    unwrap,
    wrap,
)
from tests.word.package import W

Deed = Callable[[Paper], object]
LONG: Final = "puffin " * 4_000
PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(range(64))
TEXT: Final = "hours-week__evidence"
OTHER: Final = "hours-week__reflection"
EMPTY: Final = "step-free__evidence"
SCORE: Final = "hours-week__score"  # green
BLANK: Final = "greeted__score"
STRIKE: Final = "<w:strike/>"
VANISH: Final = "<w:vanish/>"
LEVELS: Final = ("blue", "green", "yellow", "purple")


@dataclass(frozen=True, slots=True)
class Kind:
    """What is done, and what comes of it: answers that differ ("" for none left), words among `unplaced` by field,
    the codes of all findings (no more and no less), files that are kept. `alone`: not together with other kinds.
    """

    deed: Deed
    changed: Mapping[str, str] = field(default_factory=dict)
    unplaced: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    kept: tuple[bytes, ...] = ()
    fails: bool = False
    alone: bool = False


KINDS: Final[dict[str, Kind]] = {}


def kind(
    *codes: str,
    changed: Mapping[str, str] | None = None,
    unplaced: Mapping[str, str] | None = None,
    **more: Any,
) -> Callable[[Deed], Deed]:
    def add(deed: Deed) -> Deed:
        name = str(getattr(deed, "__name__", "")).replace("_", " ").strip()
        assert name not in KINDS
        KINDS[name] = Kind(deed, changed or {}, unplaced or {}, codes, **more)
        return deed

    return add


def choose(paper: Paper, score: str, level: str | None = None) -> None:
    """What a person may read there now: this level, none for "", or (None) nothing for sure."""
    paper.reads[score] |= {level or None}


def deleted(text: str) -> str:
    words = f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>'
    return f'<w:del w:id="900" w:author="Jo" w:date="2026-01-01T00:00:00Z">{words}</w:del>'


def story(paper: Paper, name: str, content: str) -> None:
    media_type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    made = f'<w:{name} xmlns:w="{W[1:-1]}">{content}</w:{name}>'
    paper.add_part(f"word/{name}.xml", media_type, name, made)


def picture(reference: str) -> str:
    blip = f"<pic:pic><pic:blipFill><a:blip {reference}/></pic:blipFill></pic:pic>"
    graphic = f"<a:graphic><a:graphicData uri='x'>{blip}</a:graphicData></a:graphic>"
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Picture 1"/>{graphic}</wp:inline></w:drawing></w:r>'


def text_box(text: str) -> str:
    words = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    shape = f"<wps:wsp><wps:txbx>{words}</wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData uri='x'>{shape}</a:graphicData></a:graphic>"
    drawn = f'<mc:Choice Requires="wps"><w:drawing><wp:anchor>{graphic}</wp:anchor></w:drawing></mc:Choice>'
    older = f"<mc:Fallback><w:pict><v:shape><v:textbox>{words}</v:textbox></v:shape></w:pict></mc:Fallback>"
    return f"<w:r><mc:AlternateContent>{drawn}{older}</mc:AlternateContent></w:r>"


def strip(paper: Paper, *locals_: str) -> None:
    for local in locals_:
        for element in list(paper.root.iter(W + local)):
            remove(element)


def forget(paper: Paper) -> None:
    """Takes out what no program shows of the form's identity."""
    for name in ("customXml/item1.xml", "docProps/custom.xml"):
        marker = instrument_of().identity.marker.encode()
        paper.parts[name] = paper.parts[name].replace(marker, b"")


def footers(paper: Paper, old: str, new: str) -> None:
    for name in ("word/footer1.xml", "word/footer2.xml"):
        paper.parts[name] = re.sub(old.encode(), new.encode(), paper.parts[name])


def lift(paper: Paper, local: str) -> None:
    """Puts a text's control around the paragraph, cell or row that it is in."""
    for tag in (TEXT, EMPTY):
        control = paper.boxes[tag]
        place = next(control.iterancestors(W + local))
        names = "".join(properties(control, "alias", "tag", "id", "placeholder", "showingPlcHdr"))
        unwrap(control)
        wrap(place, names)


def properties(control: Element, *locals_: str) -> Iterator[str]:
    """Of a control's properties these, as XML."""
    names = {W + local for local in locals_}
    return (etree.tostring(child, encoding="unicode") for child in first(control, "sdtPr") if child.tag in names)


def merge(paper: Paper, name: str) -> None:
    caption, answer = paper.cells(name)
    answer.insert(1, first(caption, "p"))
    first(answer, "tcPr").extend(parsed('<w:gridSpan w:val="2"/>'))
    remove(caption)


def type_score(paper: Paper, score: str, text: str) -> None:
    answer = paper.cells(score)[1]
    for old in list(answer.iterchildren(W + "p")):
        remove(old)
    answer.extend(parsed(paragraph(text)))


def cross_out(paper: Paper, score: str, level: str) -> None:
    label = list(paper.line(score, level).iter(W + "r"))[-1]
    label.insert(0, parsed(f"<w:rPr>{STRIKE}</w:rPr>")[0])
