"""Receipts as one page of HTML that stands alone: no network, no script, and nothing of what people wrote is markup."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import Final

from lxml.html import builder

from kadergen.documents.receipt import Count, Fact, Place, Point, Receipt, Verdict
from kadergen.documents.receipts import Receipts
from kadergen.model.wording import Wording
from kadergen.render.html_page import Element, base_style, isolated, page_bytes, text
from kadergen.theme.theme import Colours, Theme

_SIGNS: Final = {Verdict.SURE: "✓", Verdict.LOOK: "!", Verdict.EMPTY: "○", Verdict.UNREAD: "✕"}
_WORST_FIRST: Final = (Verdict.UNREAD, Verdict.LOOK, Verdict.EMPTY)
_MOST_NAMED: Final = 4  # places that the list at the top names of one finding
# Places of one finding that are shown at once, and those that can be opened. No form of ours has that many: of a file
# that somebody made to be endless the page says how many there are, and `kadergen read --json` has them all.
_MOST_OPEN: Final = 100
_MOST: Final = 1_000
_PARTY: Final = "party"


def render_receipts_html(receipts: Receipts, theme: Theme) -> bytes:
    """The page, in UTF-8: what to look at first, a table of all files, then a part for each of them."""
    words = receipts.wording
    title = words("receipt.title") + (f" – {receipts.title}" if receipts.title else "")
    main = builder.MAIN(
        builder.H1(text(title)),
        builder.P(text(words("receipt.anonymous" if receipts.anonymous else "receipt.intro")), {"class": "intro"}),
        _summary(receipts),
        *_first(receipts),
        *_table(receipts),
        builder.H2(text(words("receipt.each"))),
        *(_part(receipt, receipts) for receipt in receipts.receipts),
        {"id": "top"},
    )
    style = base_style(theme.colours) + _style(theme.colours)
    return page_bytes(title, receipts.language, style, main, pictures=True)


def _language(receipt: Receipt, receipts: Receipts) -> dict[str, str]:
    """The attribute for a part in another language than the page's."""
    return {"lang": receipt.language} if receipt.language != receipts.language else {}


def _said(verdict: Verdict, words: Wording) -> str:
    return text(words(f"receipt.{verdict.value}"))


def _badge(verdict: Verdict) -> Element:
    return builder.SPAN(_SIGNS[verdict], {"class": f"badge {verdict.value}", "aria-hidden": "true"})


def _link(receipt: Receipt) -> Element:
    return builder.A(isolated(receipt.called), href=f"#form-{receipt.number}")


# ------------------------------------------------------------------------------------------------ the overview


def _summary(receipts: Receipts) -> Element:
    counted = [(verdict, receipts.count(verdict)) for verdict in Verdict]
    items = [
        builder.LI(_badge(verdict), builder.SPAN(str(count), {"class": "count"}), _said(verdict, receipts.wording))
        for verdict, count in counted
        if count
    ]
    return builder.UL(*items, {"class": "summary", "aria-label": receipts.files})


def _first(receipts: Receipts) -> Iterator[Element]:
    """The files that somebody has to look at, the worst first, each with its reasons in a few words."""
    words = receipts.wording
    yield builder.H2(text(words("receipt.first")))
    wanted = [r for verdict in _WORST_FIRST for r in receipts.receipts if r.verdict is verdict]
    if not wanted:
        yield builder.P(text(words("receipt.first-none")))
        return
    cards = [builder.LI(*_card(receipt), _language(receipt, receipts)) for receipt in wanted]
    yield builder.UL(*cards, {"class": "first"})


def _card(receipt: Receipt) -> Iterator[Element]:
    who = ", ".join(filter(None, (receipt.who, _party(receipt))))
    parts = [_badge(receipt.verdict), _link(receipt)]
    if who:
        parts.append(builder.SPAN(isolated(who), {"class": "who"}))
    yield builder.P(*parts)
    yield builder.UL(*(builder.LI(*_where(point, receipt.wording), text(point.says)) for point in receipt.points))


def _where(point: Point, words: Wording) -> Iterator[Element | str]:
    """The places of a finding in a few words, each shut in by itself."""
    named = point.places[:_MOST_NAMED]
    parts: list[Element | str] = []
    for place in named:
        parts += [", "] if parts else []
        parts.append(isolated(place.caption))
    if more := len(point.places) - len(named):
        parts.append(" " + text(words("receipt.more", count=more)))
    if point.hidden:
        parts.append(
            text(words("receipt.places-one") if point.hidden == 1 else words("receipt.places", count=point.hidden))
        )
    if parts:
        yield builder.STRONG(*parts)
        yield ": "


def _party(receipt: Receipt) -> str:
    return next((fact.value for fact in receipt.respondent if fact.id == _PARTY), "")


def _table(receipts: Receipts) -> Iterator[Element]:
    words = receipts.wording
    columns = {count.id: count.label for receipt in reversed(receipts.receipts) for count in receipt.counts}
    order = dict.fromkeys(count.id for receipt in receipts.receipts for count in receipt.counts)
    party = next((fact.label for r in receipts.receipts for fact in r.respondent if fact.id == _PARTY), "")
    heads = [words("receipt.file"), words("receipt.verdict"), words("receipt.doubts")]
    if not receipts.anonymous:
        heads += [words("receipt.who"), *([party] if party else [])]
    heads += [columns[id_] for id_ in order]
    rows = []
    for receipt in receipts.receipts:
        counts = {count.id: count for count in receipt.counts}
        cells = [
            builder.TD(_badge(receipt.verdict), _said(receipt.verdict, words), {"class": "outcome"}),
            builder.TD(str(receipt.doubts or ""), {"class": "number"}),
        ]
        if not receipts.anonymous:
            cells.append(builder.TD(isolated(receipt.who)))
            cells += [builder.TD(isolated(_party(receipt)))] if party else []
        cells += [builder.TD(_share(counts.get(id_)), {"class": "number"}) for id_ in order]
        rows.append(builder.TR(builder.TH(_link(receipt), scope="row"), *cells))
    yield builder.H2(text(words("receipt.all")))
    table = builder.TABLE(
        builder.CAPTION(text(receipts.files)),
        builder.THEAD(builder.TR(*(builder.TH(text(head), scope="col") for head in heads))),
        builder.TBODY(*rows),
    )
    yield builder.DIV(table, {"class": "wide", "role": "region", "tabindex": "0", "aria-label": words("receipt.all")})


def _share(count: Count | None) -> str:
    if count is None:
        return ""
    return str(count.filled) if count.total is None else f"{count.filled}/{count.total}"


# ------------------------------------------------------------------------------------------------ file by file


def _part(receipt: Receipt, receipts: Receipts) -> Element:
    words = receipt.wording
    number = f"form-{receipt.number}"
    parts: list[Element] = [
        builder.H3(
            _badge(receipt.verdict),
            isolated(receipt.called),
            builder.SPAN(_said(receipt.verdict, words), {"class": "verdict"}),
            {"id": f"{number}-name"},
        )
    ]
    if receipt.look:
        parts += [builder.H4(text(words("receipt.look-title"))), *(_point(point, words) for point in receipt.look)]
    if receipt.outside:
        parts += [builder.H4(text(words("receipt.outside-title"))), _point(receipt.outside_point, words)]
    if receipt.kept:
        parts += _kept(receipt, receipts.folder(receipt))
    facts = [*receipt.respondent, *(Fact(c.id, c.label, c.says) for c in receipt.counts), *receipt.facts]
    parts.append(_facts(facts))
    if receipt.notes:
        parts += [builder.H4(text(words("receipt.notes-title"))), *(_point(point, words) for point in receipt.notes)]
    parts.append(builder.P(builder.A(text(words("receipt.back")), href="#top"), {"class": "back"}))
    return builder.SECTION(*parts, {"id": number, "aria-labelledby": f"{number}-name"}, _language(receipt, receipts))


def _kept(receipt: Receipt, folder: str) -> Iterator[Element]:
    """What participants put into the form besides words: named, never shown. A picture can be made to harm the program
    that opens it, and here it would open by itself.
    """
    words = receipt.wording
    yield builder.H4(text(words("receipt.kept-title")))
    yield builder.P(text(words("receipt.kept-where", folder=folder) if folder else words("receipt.kept-nowhere")))
    said = [words("receipt.kept-as", what=kept.what, name=kept.name) if folder else kept.what for kept in receipt.kept]
    pairs = zip(receipt.kept, said, strict=True)
    yield builder.UL(*(builder.LI(isolated(kept.caption), ": ", text(what)) for kept, what in pairs))


def _facts(facts: Iterable[Fact]) -> Element:
    pairs = [builder.DIV(builder.DT(text(fact.label)), builder.DD(isolated(fact.value))) for fact in facts]
    return builder.DL(*pairs)


def _point(point: Point, words: Wording) -> Element:
    hidden = _where(Point(point.code, "", "", hidden=point.hidden), words)
    parts: list[Element] = [builder.P(*hidden, builder.STRONG(text(point.says)), " ", text(point.do))]
    places = [builder.LI(*_place(place)) for place in point.places[:_MOST]]
    if places:
        parts.append(builder.UL(*places[:_MOST_OPEN], {"class": "places"}))
    if more := places[_MOST_OPEN:]:
        head = builder.SUMMARY(text(words("receipt.more", count=len(point.places) - _MOST_OPEN)))
        parts.append(builder.DETAILS(head, builder.UL(*more, {"class": "places"})))
    return builder.DIV(*parts, {"class": "point"})


def _place(place: Place) -> Iterator[Element]:
    yield builder.SPAN(isolated(place.caption), {"class": "place"})
    for words in place.words:
        yield builder.P(text(words), {"class": "words", "dir": "auto"})
    for picture in place.pictures:  # drawn by the reader itself
        source = "data:image/png;base64," + base64.b64encode(picture.data).decode("ascii")
        yield builder.IMG(src=source, alt=text(picture.alt))


def _style(colours: Colours) -> str:
    return f"""
main {{ max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }}
h1, .first, .point, .places {{ overflow-wrap: anywhere; }}
h1 {{ font-size: clamp(1.5rem, 1rem + 3vw, 1.9rem); line-height: 1.2; margin: 0 0 .5rem; color: {colours.main}; }}
h2 {{ font-size: 1.35rem; margin: 2.2rem 0 .7rem; color: {colours.main}; }}
h3 {{ font-size: 1.1rem; margin: 0 0 .6rem; overflow-wrap: anywhere; }}
h4 {{ font-size: 1rem; margin: 1.1rem 0 .3rem; }}
p {{ margin: .3rem 0; }}
.intro {{ max-width: 44rem; }}
.badge {{ display: inline-block; width: 1.5em; height: 1.5em; line-height: 1.5em; border-radius: 50%;
  text-align: center; font-weight: bold; margin-right: .5em; border: 2px solid {colours.ink}; flex: none; }}
.badge.look, .badge.unread {{ background: {colours.ink}; color: {colours.paper}; }}
.badge.unread {{ border-radius: .2em; }}
.summary {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem 2rem; font-size: 1.1rem; }}
.summary li {{ display: flex; align-items: center; }}
.count {{ font-weight: bold; margin-right: .4em; }}
.first {{ list-style: none; padding: 0; }}
.first > li {{ border: 2px solid {colours.ink}; border-radius: .5rem; padding: .6rem .9rem; margin: .6rem 0; }}
.first a, th a {{ font-weight: bold; }}
.who {{ margin-left: .6em; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; padding: .2rem 0 .5rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .45rem .7rem .45rem 0;
  border-bottom: 1px solid {colours.ink}; }}
tbody th {{ font-weight: normal; overflow-wrap: anywhere; min-width: 9rem; }}
td.number, td.outcome {{ white-space: nowrap; }}
section {{ border-top: 3px solid {colours.main}; margin: 1.8rem 0 0; padding: 1rem 0 0; }}
.verdict {{ font-weight: normal; margin-left: .8em; }}
dl {{ margin: 1rem 0 0; display: grid; gap: .5rem 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(9rem, 100%), 1fr)); }}
dt {{ font-size: .85rem; color: {colours.muted}; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
.point {{ margin: .5rem 0; padding-left: .8rem; border-left: 4px solid {colours.ink}; }}
.places, .first ul {{ padding-left: 1.2rem; }}
.words {{ white-space: pre-wrap; overflow-wrap: anywhere; background: {colours.cream}; padding: .4rem .7rem;
  border: 1px solid {colours.line}; border-radius: .3rem; }}
img {{ display: block; max-width: 100%; height: auto; border: 1px solid {colours.ink}; margin: .4rem 0; }}
@media print {{
  body {{ font-size: 10pt; }} main {{ max-width: none; padding: 0; }}
  .back {{ display: none; }} .wide {{ overflow: visible; }} th, td {{ padding-right: .4rem; }}
  .badge.look, .badge.unread {{ background: none; color: {colours.ink}; }}
  .places > li, .first > li, .point > p, dl, tr {{ break-inside: avoid; }}
  h2, h3, h4, .point > p, caption, thead {{ break-after: avoid; }}
}}
"""
