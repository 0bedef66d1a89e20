"""Receipts as one page of HTML that stands alone: no network, no script, and nothing of what people wrote is markup.

The tree is built by lxml and written by it, so that there is no place where text could become anything else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree, html
from lxml.html import builder

from kadergen.documents.receipt import Count, Fact, Place, Point, Receipt, Receipts, Verdict
from kadergen.theme.theme import Colours, Theme

Element = etree._Element

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# What XML and HTML have no place for, and what would turn the text around it.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SIGNS: Final = {Verdict.SURE: "✓", Verdict.LOOK: "!", Verdict.EMPTY: "○", Verdict.UNREAD: "✕"}
_WORST_FIRST: Final = (Verdict.UNREAD, Verdict.LOOK, Verdict.EMPTY)


def render_receipts_html(receipts: Receipts, theme: Theme) -> bytes:
    """The page, in UTF-8: what to look at first, a table of all files, then a part for each of them."""
    words = receipts.wording
    title = words("receipt.title") + (f" – {receipts.title}" if receipts.title else "")
    main = builder.MAIN(
        builder.H1(_text(title)),
        builder.P(_text(words("receipt.anonymous" if receipts.anonymous else "receipt.intro")), {"class": "intro"}),
        _summary(receipts),
        *_first(receipts),
        *_table(receipts),
        builder.H2(_text(words("receipt.each"))),
        *(_part(receipt, receipts) for receipt in receipts.receipts),
        {"id": "top"},
    )
    page = builder.HTML(
        builder.HEAD(
            builder.META(charset="utf-8"),
            builder.META({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            builder.META(name="viewport", content="width=device-width, initial-scale=1"),
            builder.META(name="referrer", content="no-referrer"),
            builder.TITLE(_text(title)),
            builder.STYLE(_style(theme.colours)),
        ),
        builder.BODY(main),
        lang=receipts.language,
    )
    written = html.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", method="html")
    assert isinstance(written, bytes)
    return written + b"\n"


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _theirs(text: str) -> Element:
    """What somebody else wrote, shut in, so that its direction stays its own."""
    return builder.BDI(_text(text))


def _summary(receipts: Receipts) -> Element:
    counted = [(verdict, receipts.count(verdict)) for verdict in Verdict]
    items = [
        builder.LI(_badge(verdict), builder.SPAN(str(count), {"class": "count"}), _said(verdict, receipts))
        for verdict, count in counted
        if count
    ]
    return builder.UL(*items, {"class": "summary", "aria-label": receipts.files})


def _said(verdict: Verdict, receipts: Receipts) -> str:
    return _text(receipts.wording(f"receipt.{verdict.value}"))


def _badge(verdict: Verdict) -> Element:
    return builder.SPAN(_SIGNS[verdict], {"class": f"badge {verdict.value}", "aria-hidden": "true"})


def _first(receipts: Receipts) -> Iterator[Element]:
    """The files that somebody has to look at, the worst first, each with its reasons in a few words."""
    words = receipts.wording
    yield builder.H2(_text(words("receipt.first")))
    wanted = [r for verdict in _WORST_FIRST for r in receipts.receipts if r.verdict is verdict]
    if not wanted:
        yield builder.P(_text(words("receipt.first-none")))
        return
    yield builder.UL(*(builder.LI(*_reasons(receipt, receipts)) for receipt in wanted), {"class": "first"})


def _reasons(receipt: Receipt, receipts: Receipts) -> Iterator[Element]:
    yield builder.P(_badge(receipt.verdict), _link(receipt, receipts), *_who(receipt))
    reasons = []
    for point in receipt.points:
        where = [place.caption for place in point.places[:3]]
        more = len(point.places) - len(where)
        parts: list[Element | str] = []
        if where:
            said = ", ".join(where) + (f" {receipts.wording('receipt.more', count=more)}" if more else "")
            parts += [builder.STRONG(_theirs(said)), ": "]
        reasons.append(builder.LI(*parts, _text(point.says)))
    yield builder.UL(*reasons)


def _who(receipt: Receipt) -> Iterator[Element]:
    if receipt.who:
        yield builder.SPAN(_theirs(receipt.who), {"class": "who"})


def _name(receipt: Receipt, receipts: Receipts) -> str:
    return receipt.called if receipts.anonymous else receipt.file


def _link(receipt: Receipt, receipts: Receipts) -> Element:
    return builder.A(_theirs(_name(receipt, receipts)), href=f"#form-{receipt.number}")


def _table(receipts: Receipts) -> Iterator[Element]:
    words = receipts.wording
    columns = list(dict.fromkeys((c.id, c.label) for receipt in receipts.receipts for c in receipt.counts))
    heads = [words("receipt.file"), words("receipt.verdict")]
    if not receipts.anonymous:
        heads.append(words("receipt.who"))
    heads += [*(label for _, label in columns), words("receipt.doubts")]
    rows = []
    for receipt in receipts.receipts:
        counts = {count.id: count for count in receipt.counts}
        cells = [builder.TD(_badge(receipt.verdict), _said(receipt.verdict, receipts))]
        if not receipts.anonymous:
            cells.append(builder.TD(*_who(receipt)))
        for id_, _ in columns:
            count = counts.get(id_)
            shown = (
                "" if count is None else str(count.filled) if count.total is None else f"{count.filled}/{count.total}"
            )
            cells.append(builder.TD(shown, {"class": "number"}))
        cells.append(builder.TD(str(receipt.doubts or ""), {"class": "number"}))
        rows.append(builder.TR(builder.TH(_link(receipt, receipts), scope="row"), *cells))
    yield builder.H2(_text(words("receipt.all")))
    table = builder.TABLE(
        builder.CAPTION(_text(receipts.files)),
        builder.THEAD(builder.TR(*(builder.TH(_text(head), scope="col") for head in heads))),
        builder.TBODY(*rows),
    )
    yield builder.DIV(table, {"class": "wide", "role": "region", "tabindex": "0", "aria-label": words("receipt.all")})


def _count(count: Count | None) -> str:
    if count is None:
        return ""
    return str(count.filled) if count.total is None else f"{count.filled}/{count.total}"


def _part(receipt: Receipt, receipts: Receipts) -> Element:
    words = receipts.wording
    number = f"form-{receipt.number}"
    parts: list[Element] = [
        builder.H3(
            _badge(receipt.verdict),
            _theirs(_name(receipt, receipts)),
            builder.SPAN(_said(receipt.verdict, receipts), {"class": "verdict"}),
            {"id": f"{number}-name"},
        ),
        _facts([*receipt.facts, *receipt.respondent, *(Fact(c.id, c.label, c.says) for c in receipt.counts)]),
    ]
    if receipt.look:
        parts += [builder.H4(_text(words("receipt.look-title"))), *map(_point, receipt.look)]
    if receipt.outside:
        parts += [builder.H4(_text(words("receipt.outside-title"))), _point(receipt.outside_point)]
    if receipt.kept:
        parts.append(builder.H4(_text(words("receipt.kept-title"))))
        if receipts.folder:
            parts.append(builder.P(_text(words("receipt.kept-where", folder=receipts.folder))))
        parts.append(builder.UL(*(builder.LI(_theirs(kept.caption), ": ", _text(kept.says)) for kept in receipt.kept)))
    if receipt.notes:
        parts += [builder.H4(_text(words("receipt.notes-title"))), *map(_point, receipt.notes)]
    parts.append(builder.P(builder.A(_text(words("receipt.back")), href="#top"), {"class": "back"}))
    return builder.SECTION(*parts, {"id": number, "aria-labelledby": f"{number}-name"})


def _facts(facts: Iterable[Fact]) -> Element:
    pairs = [builder.DIV(builder.DT(_text(fact.label)), builder.DD(_theirs(fact.value))) for fact in facts]
    return builder.DL(*pairs)


def _point(point: Point) -> Element:
    parts: list[Element] = [builder.P(builder.STRONG(_text(point.says)), " ", _text(point.do))]
    if point.places:
        parts.append(builder.UL(*(builder.LI(*_place(place)) for place in point.places), {"class": "places"}))
    return builder.DIV(*parts, {"class": "point"})


def _place(place: Place) -> Iterator[Element]:
    yield builder.SPAN(_theirs(place.caption), {"class": "place"})
    for words in place.words:
        yield builder.P(_text(words), {"class": "words", "dir": "auto"})
    if place.picture:
        # Drawn by the reader itself. Pictures that participants put into a form are never shown here: a picture can be
        # made to harm the program that opens it, and this page opens by itself.
        source = "data:image/png;base64," + base64.b64encode(place.picture.data).decode("ascii")
        yield builder.IMG(src=source, alt=_text(place.picture.alt))


def _style(colours: Colours) -> str:
    return f"""
:root {{ color-scheme: light; }}
body {{ margin: 0; background: {colours.paper}; color: {colours.ink};
  font: 1rem/1.5 "Atkinson Hyperlegible", Verdana, "Segoe UI", sans-serif; }}
main {{ max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; color: {colours.main}; }}
h2 {{ font-size: 1.35rem; margin: 2.2rem 0 .7rem; color: {colours.main}; }}
h3 {{ font-size: 1.1rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }}
h4 {{ font-size: 1rem; margin: 1.1rem 0 .3rem; }}
p {{ margin: .3rem 0; }}
.intro {{ max-width: 44rem; }}
a {{ color: {colours.main}; }}
a:focus-visible, .wide:focus-visible {{ outline: 3px solid {colours.main}; outline-offset: 3px; }}
.badge {{ display: inline-block; width: 1.5em; height: 1.5em; line-height: 1.5em; border-radius: 50%;
  text-align: center; font-weight: bold; margin-right: .5em; border: 2px solid {colours.ink}; flex: none; }}
.badge.look, .badge.unread {{ background: {colours.ink}; color: {colours.paper}; }}
.badge.unread {{ border-radius: .2em; }}
.summary {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem 2rem; font-size: 1.1rem; }}
.summary li {{ display: flex; align-items: center; }}
.count {{ font-weight: bold; margin-right: .4em; }}
.first {{ list-style: none; padding: 0; }}
.first > li {{ border: 2px solid {colours.ink}; border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0; }}
.first > li > p {{ overflow-wrap: anywhere; }}
.first a, th a {{ font-weight: bold; }}
.who {{ margin-left: .6em; }}
td .who {{ margin: 0; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; padding: .2rem 0 .5rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0;
  border-bottom: 1px solid {colours.ink}; }}
tbody th {{ font-weight: normal; overflow-wrap: anywhere; min-width: 9rem; }}
td.number, td .badge {{ white-space: nowrap; }}
section {{ border-top: 3px solid {colours.main}; margin: 1.8rem 0 0; padding: 1rem 0 0; }}
.verdict {{ font-weight: normal; margin-left: .8em; }}
dl {{ margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.5rem; }}
dt {{ font-size: .9rem; }}
dd {{ margin: 0; font-weight: bold; overflow-wrap: anywhere; }}
.point {{ margin: .5rem 0; padding-left: .8rem; border-left: 4px solid {colours.ink}; }}
.places {{ padding-left: 1.2rem; }}
.words {{ white-space: pre-wrap; overflow-wrap: anywhere; background: {colours.sand}; padding: .4rem .7rem;
  border-radius: .3rem; }}
img {{ display: block; max-width: 100%; height: auto; border: 1px solid {colours.ink}; margin: .4rem 0; }}
@media print {{
  main {{ max-width: none; padding: 0; }} .back {{ display: none; }} .wide {{ overflow: visible; }}
  .point, .first > li, tr {{ break-inside: avoid; }} h2, h3, h4 {{ break-after: avoid; }}
}}
"""
