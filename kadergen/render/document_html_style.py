"""The style sheet of a document as HTML, from the theme: on a screen, on a narrow one, on paper, in forced colours."""

from __future__ import annotations

from collections.abc import Iterable

from kadergen.colours import tint
from kadergen.documents.blocks import Document, Table
from kadergen.theme.theme import Theme


def document_style(document: Document, theme: Theme, counts: Iterable[int]) -> str:
    """The whole sheet. `counts` are the numbers that parts of bars stand for."""
    colours = theme.colours
    hues = "\n".join(f".hue-{n} {{ --hue: {hue}; }}" for n, hue in enumerate(colours.sections))
    grow = "\n".join(f".g-{count} {{ flex-grow: {count}; }}" for count in counts)
    return "\n".join((
        f":root {{ --hue: {colours.main}; }}",
        hues,
        _screen(theme),
        _tables(theme),
        grow,
        *(f".w-{width} {{ width: {width}%; }}" for width in _widths(document)),
        _narrow(theme),
        _paper(document, theme),
        _FORCED,
    ))  # fmt: skip


def _widths(document: Document) -> list[int]:
    """The shares of columns in the document's tables, in percent."""
    found: set[int] = set()
    for block in document.blocks:
        if isinstance(block, Table):
            total = sum(column.weight for column in block.columns) or 1.0
            found |= {round(100 * column.weight / total) for column in block.columns}
    return sorted(found)


def _screen(theme: Theme) -> str:
    c = theme.colours
    return f"""
html {{ font-size: clamp(1rem, .55rem + .7vw, 1.6rem); scroll-padding-top: 1rem; }}
body {{ line-height: 1.45; overflow-wrap: break-word; }}
p, ul, ol, blockquote, dl, dd, figure {{ margin: 0 0 .7em; padding: 0; }}
ul, ol {{ padding-inline-start: 1.4em; }}
h1, h2, h3, h4, h5, h6 {{ line-height: 1.2; text-wrap: balance; margin: 0 0 .4em; }}
h1 {{ font-size: clamp(1.8rem, 1.3rem + 2vw, 2.6rem); margin: 0; }}
h2 {{ font-size: clamp(1.5rem, 1.2rem + 1vw, 1.9rem); }}
h3 {{ font-size: 1.2rem; }} h4 {{ font-size: 1.05rem; }} h5, h6 {{ font-size: 1rem; }}
.unseen {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}
.drawings {{ position: absolute; width: 0; height: 0; }}
.skip {{ position: absolute; inset-inline-start: -100vw; background: {c.paper}; padding: .5rem 1rem; z-index: 2; }}
.skip:focus {{ inset-inline-start: 1rem; top: .6rem; }}
.long {{ overflow-wrap: anywhere; }}
.words {{ white-space: pre-wrap; unicode-bidi: plaintext; text-align: start; }}
.faint {{ font-size: .82em; color: {c.muted}; }}
.strong {{ font-weight: bold; }}
.missing {{ font-weight: bold; color: {c.alert}; }}
.small {{ font-size: .9rem; color: {c.muted}; }}
header {{ background: {c.main}; color: {c.paper}; border-bottom: .35rem solid {c.accent}; }}
header > div {{ max-width: 76rem; margin: 0 auto; padding: 2rem clamp(1rem, 3vw, 2.5rem) 1.8rem; }}
header p {{ margin: .4rem 0 0; }} header .over {{ margin: 0 0 .4rem; font-size: 1.05rem; }}
header .subtitle {{ font-size: 1.2rem; }}
.page {{ max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }}
.page.alone {{ max-width: 62rem; }}
main {{ padding: 1.6rem 0 2rem; outline: none; min-width: 0; }}
nav {{ padding: 1.4rem 0 0; }}
nav h2 {{ font-size: 1.05rem; margin-bottom: .5rem; }}
nav ol {{ list-style: none; padding: 0; margin: 0; }}
nav li {{ border-bottom: 1px solid {c.sand}; }}
nav a {{ display: flex; gap: .6em; align-items: baseline; padding: .4em .2em; color: {c.ink}; text-decoration: none; }}
nav a:hover {{ color: {c.main}; text-decoration: underline; }}
.badge {{ display: inline-block; flex: none; min-width: 2.2em; padding: .12em .45em; border-radius: .25em;
  text-align: center; font-size: .82em; font-weight: bold; background: var(--hue); color: {c.paper}; }}
section:not(:first-child) {{ margin-top: 3rem; }}
.prose {{ max-width: 44rem; }}
.prose.lead {{ font-size: 1.17rem; }}
.prose:has(table) {{ max-width: none; }}
.prose h3, .prose h4 {{ margin-top: 1.2em; }}
.prose blockquote {{ border-inline-start: .2rem solid {c.sand}; padding-inline-start: 1rem; }}
.band {{ display: grid; grid-template: "code kind" auto "code name" auto / auto 1fr; column-gap: 1.1rem;
  align-items: center; background: var(--hue); color: {c.paper}; border-radius: .45rem; padding: .8rem 1.2rem;
  font-size: 1.35rem; margin-bottom: 1.2rem; }}
.band .code {{ grid-area: code; font-size: 2rem; }}
.band .kind {{ grid-area: kind; font-size: .85rem; font-weight: normal; }}
.band .name {{ grid-area: name; }}
.statement {{ margin: 0 0 2.4rem; }}
.statement .head {{ border-top: 2px solid var(--hue); padding-top: .8rem; max-width: none; }}
.statement .head h3, .statement .head h4, .statement .head h2 {{ color: var(--hue); font-size: 1.15rem; }}
.statement .head .badge {{ margin-inline-end: .5em; }}
.statement .head > .words {{ max-width: 44rem; }}
.statement .finding {{ font-weight: bold; }}
.asked-for {{ color: var(--hue); font-size: 1rem; margin: 1.2rem 0 .5rem; }}
.voices {{ list-style: none; padding: 0; max-width: 44rem; }}
.voices li {{ border-inline-start: .22rem solid var(--hue); padding: .1rem 0 .1rem .9rem; margin: 0 0 .9rem;
  padding-inline: .9rem 0; }}
.voices .who {{ font-size: .85rem; font-weight: bold; color: {c.muted}; margin: 0 0 .1rem; }}
.voices blockquote {{ margin: 0; }}
.asked dt {{ font-size: .85rem; color: {c.muted}; }} .asked dd {{ margin: 0 0 .8rem; }}
.room.box, .room.line {{ border: 1px solid {c.line}; border-radius: .35rem; min-height: 5rem; }}
.room.line {{ min-height: 2rem; max-width: 30rem; }}
.room.lines {{ height: 20rem; background: repeating-linear-gradient(transparent 0 2rem, {c.dots} 2rem 2.06rem); }}
.back {{ font-size: .9rem; margin-top: 1.5rem; }}
footer {{ border-top: 1px solid {c.sand}; color: {c.muted}; font-size: .9rem; }}
footer p {{ max-width: 76rem; margin: 0 auto; padding: 1rem clamp(1rem, 3vw, 2.5rem) 2rem; }}
@media screen and (min-width: 75rem) {{
  .page:not(.alone) {{ display: grid; grid-template-columns: 14rem minmax(0, 1fr); gap: 2.4rem; }}
  nav {{ position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; box-sizing: border-box;
    padding: 1.6rem 0 1rem; font-size: .88rem; }}
  .back {{ display: none; }}
}}"""


def _tables(theme: Theme) -> str:
    c = theme.colours
    return f"""
table {{ border-collapse: collapse; width: 100%; font-size: .92rem; margin: 0 0 1.4rem; }}
th, td {{ text-align: start; vertical-align: top; padding: .55em .7em; border-bottom: 1px solid {c.line}; }}
tbody th {{ font-weight: normal; }}
td p, th p {{ margin: 0; }} td p + p, th p + p {{ margin-top: .2em; }}
thead th, thead td {{ vertical-align: bottom; font-size: .9em; }}
.many th, .many td {{ padding-inline: .45em; }}
.full > thead, .scale > thead {{ background: var(--hue); color: {c.paper}; }}
.quiet > thead {{ color: var(--hue); }} .quiet > thead th, .quiet > thead td {{ border-bottom: 2px solid var(--hue); }}
.ruled td, .ruled tbody th {{ border: 1px solid {c.line}; }}
.high tbody tr {{ height: 3.2rem; }}
.scale tbody th {{ font-weight: bold; white-space: nowrap; }}
.mark {{ display: inline-block; width: 1.45em; height: 1.45em; vertical-align: -.38em; }}
.tally {{ display: inline-flex; flex-wrap: wrap; gap: .25em .35em; }}
.chip {{ display: inline-grid; place-items: center; position: relative; font-size: 1rem; line-height: 1; }}
.chip > .mark, .chip > b {{ grid-area: 1 / 1; }} .chip > .mark {{ width: 1.6em; height: 1.6em; }}
.chip > b {{ position: relative; font-size: .86em; font-variant-numeric: tabular-nums; }}
.chip.s-triangle-mark > .mark {{ width: 1.9em; height: 1.8em; margin-top: -.2em; }}
.chip.s-triangle-mark > b {{ top: .2em; font-size: .8em; }}
.chip.s-triangle-mark.two > b {{ font-size: .66em; top: .3em; }}.chip.s-pentagon-plus > b {{ top: .06em; }}
.chip.beside {{ display: inline-flex; align-items: center; gap: .25em; margin-inline-end: .4em; }}
.chip.beside > .mark {{ width: 1.5em; height: 1.5em; }}
.legend {{ list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3em 1.4em; font-size: .92rem; }}
.legend .open {{ display: inline-block; width: 1.2em; height: 1.2em; box-sizing: border-box; vertical-align: -.25em;
  border: 2px dashed {c.muted}; border-radius: .2em; }}
.chart {{ margin: 0 0 1.4rem; }}
.chart table {{ margin: 0; table-layout: fixed; }}
.chart th {{ width: 34%; vertical-align: middle; overflow-wrap: anywhere; }}
.chart td {{ vertical-align: middle; }}
.chart th, .chart td {{ border-bottom: 1px solid {c.sand}; padding: .4em 0; }} .chart th {{ padding-inline-end: 1em; }}
.bar {{ display: flex; flex-wrap: wrap; gap: 2px; min-height: 1.8rem; align-items: stretch; }}
.bar + .bar {{ margin-top: .4rem; }}
.part {{ position: relative; flex: 1 1 0; min-width: max-content; overflow: hidden; display: flex; align-items: center;
  justify-content: center; gap: .25em; padding: 0 .3em; font-size: 1rem; }}
.part:last-child {{ border-start-end-radius: .3em; border-end-end-radius: .3em; }}
.part:first-child {{ border-start-start-radius: .3em; border-end-start-radius: .3em; }}
.part > .fill {{ position: absolute; inset: 0; width: 100%; height: 100%; }}
.part > .mark {{ position: relative; width: 1.05em; height: 1.05em; flex: none; }} .part > b {{ position: relative; }}
.part.none {{ border: 2px dashed {c.muted}; background: {c.paper}; margin-inline-start: 4px; box-sizing: border-box; }}
.rest {{ flex: 1 1 0; }}
.part.none b {{ color: {c.ink}; }}
.bar > .faint {{ align-self: center; }}
tbody tr:nth-child(even) > * {{ background: {tint(c.cream, 0.6)}; }}
.ruled tbody tr:nth-child(even) > *, .chart tbody tr:nth-child(even) > *, .scale tbody tr:nth-child(even) > * {{
  background: none; }}"""


def _narrow(theme: Theme) -> str:
    """Each row as a card: what would not fit beside each other stands below, with the head of its column."""
    c = theme.colours
    return f"""
@media screen and (max-width: 44rem) {{
{_cards(".cards", c.line, c.muted)}
  .scale, .scale tbody, .scale tr, .scale th, .scale td {{ display: block; border: 0; padding: .1rem 0; }}
  .scale thead {{ display: none; }} .scale tr {{ border-bottom: 1px solid {c.line}; padding: .5rem 0; }}
  .chart table, .chart tbody, .chart tr, .chart th, .chart td {{ display: block; width: auto; }}
  .chart th {{ border: 0; padding-bottom: 0; }}
  .band {{ padding: .7rem .9rem; column-gap: .8rem; font-size: 1.2rem; }}
}}
@media screen and (max-width: 60rem) {{
{_cards(".many", c.line, c.muted)}
}}"""


def _cards(which: str, line: str, muted: str) -> str:
    parts = ", ".join(f"{which} {part}" for part in ("tbody", "tr", "td", "tbody th"))
    return f"""  {which}, {parts} {{ display: block; width: auto; border: 0; background: none; }}
  {which} thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
  {which} tbody tr {{ border: 1px solid {line}; border-radius: .4rem; padding: .5rem .8rem; margin: 0 0 .7rem;
    height: auto; }}
  {which} .blank {{ display: none; }}
  {which} tbody tr > * {{ padding: .25rem 0; background: none; }}
  {which} tbody th {{ font-weight: bold; }}
  {which} td[data-head]::before {{ content: attr(data-head) / ""; display: block; font-size: .82em; color: {muted}; }}
  {which} td:empty {{ display: none; }}
  {which} td .room {{ min-height: 2.6rem; border: 1px solid {line}; border-radius: .3rem; }}
  {which}:not(.ruled) td[data-head]:not(:empty) {{ display: grid; gap: 0 .6rem;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); align-items: center; }}
  {which} td[data-head]::before {{ grid-row: 1 / span 9; }} {which} td[data-head] > * {{ grid-column: 2; }}
  {which}.coded tbody th {{ margin-inline-end: .4em; }}
  {which}.coded tbody th, {which}.coded th + td {{ display: inline; font-weight: bold; }}
  {which}.coded tbody th p, {which}.coded th + td p {{ display: inline; }}
  {which}.coded th + td[data-head]:not(:empty) {{ display: inline; }}
  {which}.coded th + td::before {{ display: none; }}"""


def _paper(document: Document, theme: Theme) -> str:
    c, page = theme.colours, theme.page
    head, foot = _string(document.running_head), _string(document.footer or document.title)
    margins = f"{page.top:g}pt {page.margin:g}pt {page.bottom:g}pt"
    box = f"font: 8pt 'Atkinson Hyperlegible', Verdana, sans-serif; color: {c.muted};"
    return f"""
@page {{ size: A4; margin: {margins}; @top-right {{ content: {head}; {box} }}
  @bottom-left {{ content: {foot}; {box} }} @bottom-right {{ content: counter(page); {box} }} }}
@page wide {{ size: A4 landscape; }}
@media print {{
  html {{ font-size: 10pt; }}
  header, .badge, .band, thead, .chip, .part, .room {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  .skip, .back, nav {{ display: none; }}
  header {{ background: none; color: {c.ink}; border-color: {c.accent}; }} header > div {{ padding: 0 0 8pt; }}
  .page, header > div {{ max-width: none; padding-inline: 0; }} main {{ padding: 12pt 0 0; }}
  footer {{ display: none; }}
  .fresh {{ break-before: page; }} .wide {{ page: wide; }}
  section:not(:first-child) {{ margin-top: 18pt; }}
  h2, h3, h4, h5, h6, .head, .who, .legend {{ break-after: avoid; break-inside: avoid; }}
  thead {{ display: table-header-group; }} tr, .band, .chip, .bar {{ break-inside: avoid; }}
  .head, .quiet {{ break-after: avoid; }}
  p, blockquote {{ orphans: 2; widows: 2; }}
  a {{ color: inherit; text-decoration: none; }}
  table {{ font-size: 8.8pt; }} th, td {{ padding: 4pt 5pt; }}
  .chip {{ font-size: 9.5pt; }}
  .high tbody tr {{ height: 45pt; }} .room.lines {{ height: 200mm; }}
}}"""


_FORCED = """
@media (forced-colors: active) {
  .badge, .band, header { border: 1px solid; }
  .mark .outline, .outline, .fill rect { fill: Canvas; stroke: CanvasText; }
  .stroke { stroke: CanvasText; } .dot { fill: CanvasText; }
  .part { border: 1px solid; }
  .chip b, .part b { forced-color-adjust: none; color: CanvasText; }
}"""


def _string(words: str) -> str:
    """A CSS string in which nothing can end it or the sheet."""
    return '"' + "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in words) + '"'
