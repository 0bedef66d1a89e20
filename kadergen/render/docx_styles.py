"""The look of Word documents: a theme as named styles, theme colours and fonts, lists and settings.

A paragraph, a run or a table in a document names its style and nothing else, so that someone who changes a style in
Word changes it everywhere. Colours of the theme are Word theme colours too, where Word has a place for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from kadergen.colours import tint
from kadergen.formats.docx_package import StyleParts
from kadergen.formats.marks import FONT
from kadergen.formats.wordml import ROOT_PREFIXES
from kadergen.model.scale import Level
from kadergen.theme.glyphs import edge_colour
from kadergen.theme.theme import TextStyle, Theme
from kadergen.theme.tones import ROW_TINT
from kadergen.units import mm

TEXT_FONT: Final = "Arial"
"""On Windows and macOS; elsewhere its metric twin stands in. The documents' own typeface is not where Word is."""

_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
# Word knows languages with a region; a bare language is taken for what most of its readers have.
_REGIONS: Final = {"nl": "nl-NL", "en": "en-GB", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT",
                   "pt": "pt-PT", "pl": "pl-PL", "ar": "ar-SA", "he": "he-IL", "tr": "tr-TR", "uk": "uk-UA",
                   "da": "da-DK", "sv": "sv-SE", "nb": "nb-NO", "fi": "fi-FI"}  # fmt: skip
_RIGHT_TO_LEFT: Final = frozenset({"ar", "he", "fa", "ur"})
# Theme colours of Word, and how styles name them.
_SLOTS: Final = ("dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_SLOT_NAMES: Final = {"dk1": "text1", "lt1": "background1", "dk2": "text2", "lt2": "background2"}
# Body text of Arial reads like a larger size of the documents' own typeface.
_SCALE: Final = 0.97
_BAR: Final = mm(85)  # from the left edge of the text to where the bar of a choice ends
_LIST_INDENT: Final = 340  # twentieths of a point
# Numbers in a chart stand on so many tints of their colour, from the palest one to the darkest one.
_SHARES: Final = 5
_PALEST, _DARKEST = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """What a document needs styles for: its language, the indices of its sections, its levels, and whether it has
    charts of them; `protected` allows nothing but filling in.
    """

    language: str
    sections: Sequence[int]
    levels: Sequence[Level]
    protected: bool
    charted: bool = False


def word_language(tag: str) -> str:
    """The language as Word wants it: with a region (BCP 47)."""
    return _REGIONS.get(tag.lower(), tag)


def section_style(index: int, *, fresh: bool = True) -> str:
    """The style of a section's heading, which begins a page when it is `fresh`."""
    return f"Section{index + 1}{'' if fresh else 'On'}"


def card_style(index: int) -> str:
    """The style of the tables of a section's statements."""
    return f"Card{index + 1}"


def level_style(level: Level) -> str:
    """The character style of a level's glyph."""
    return f"Level-{level.id}"


def choice_style(level: Level) -> str:
    """The style of the line of a level's choice."""
    return f"Choice-{level.id}"


def share_style(level: Level | None, share: float) -> str:
    """The style of a number in a chart, darker for a larger share (above 0, to 1) of all; None for those without a
    score.
    """
    step = max(1, math.ceil(share * _SHARES))
    return f"ShareNone{step}" if level is None else f"Share-{level.id}-{step}"


def style_parts(theme: Theme, look: Look) -> StyleParts:
    """All parts that say how a document of this theme looks."""
    return StyleParts(_styles(theme, look), _theme(theme), _numbering(), _settings(theme, look), _fonts())


def twips(points: float) -> int:
    """Points as Word counts lengths: twentieths."""
    return round(points * 20)


class _Palette:
    """Colours of the theme as attributes, with the slot of Word's theme where they have one."""

    def __init__(self, theme: Theme) -> None:
        c = theme.colours
        self.slots = dict(
            zip(_SLOTS, (c.ink, c.paper, c.main, c.cream, c.main, c.accent, *c.sections[1:4], c.muted), strict=False)
        )
        self._of: dict[str, str] = {}
        for slot in ("dk1", "lt1", "accent1", "accent2", "lt2", "accent3", "accent4", "accent5", "accent6"):
            self._of.setdefault(self.slots[slot], _SLOT_NAMES.get(slot, slot))

    def text(self, colour: str) -> str:
        slot = self._of.get(colour)
        return f'<w:color w:val="{colour[1:]}"{f" w:themeColor={slot!r}" if slot else ""}/>'.replace("'", '"')

    def fill(self, colour: str) -> str:
        slot = self._of.get(colour)
        named = f' w:themeFill="{slot}"' if slot else ""
        return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour[1:]}"{named}/>'


def _size(points: float) -> int:
    """Half points."""
    return round(points * _SCALE * 2)


def _run(palette: _Palette, style: TextStyle, *, size: float = 0.0) -> str:
    half = _size(size or style.size)
    bold = "<w:b/><w:bCs/>" if style.face.startswith("bold") else ""
    italic = "<w:i/><w:iCs/>" if style.face.endswith("italic") else ""
    return f'<w:rPr>{bold}{italic}{palette.text(style.colour)}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'


def _spacing(style: TextStyle, before: float = 0.0, after: float = 0.0) -> str:
    # Lines at least as high as the leading: a larger glyph, or someone's larger type, is never cut.
    leading = style.leading * _SCALE
    return (
        f'<w:spacing w:before="{twips(before)}" w:after="{twips(after)}" w:line="{twips(leading)}" '
        'w:lineRule="atLeast"/>'
    )


def _paragraph(style_id: str, name: str, properties: str, run: str, *, based: str = "Normal", then: str = "",
               own: bool = True, extra: str = "") -> str:  # fmt: skip
    custom = ' w:customStyle="1"' if own else ""
    parent = f'<w:basedOn w:val="{based}"/>' if based else ""
    following = f'<w:next w:val="{then}"/>' if then else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>{parent}{following}{extra}'
        f"<w:qFormat/><w:pPr>{properties}</w:pPr>{run}</w:style>"
    )


def _character(style_id: str, name: str, run: str, *, own: bool = True) -> str:
    custom = ' w:customStyle="1"' if own else ""
    return (
        f'<w:style w:type="character"{custom} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:uiPriority w:val="99"/><w:rPr>{run}</w:rPr></w:style>'
    )


def _styles(theme: Theme, look: Look) -> str:
    palette = _Palette(theme)
    language = escape(word_language(look.language))
    body = theme.style("body")
    right_to_left = look.language.split("-")[0].lower() in _RIGHT_TO_LEFT
    bidi_language = language if right_to_left else "ar-SA"
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi" '
        'w:eastAsiaTheme="minorEastAsia" w:cstheme="minorBidi"/>'
        f'{palette.text(body.colour)}<w:sz w:val="{_size(body.size)}"/><w:szCs w:val="{_size(body.size)}"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="{bidi_language}"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{_spacing(body, 0, theme.spacing.paragraph)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    parts = [*_text_styles(theme, palette), *_section_styles(theme, palette, look.sections)]
    parts += [*_character_styles(theme, palette, look.levels), *_choice_styles(theme, palette, look.levels)]
    if look.charted:
        parts += _share_styles(theme, palette, look.levels)
    parts += [*_table_styles(theme, palette, look.sections)]
    return f"<w:styles {ROOT_PREFIXES}>{defaults}{''.join(parts)}</w:styles>"


def _text_styles(theme: Theme, palette: _Palette) -> Iterator[str]:
    body, space = theme.style("body"), theme.spacing
    keep = "<w:keepNext/><w:keepLines/>"
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "<w:pPr><w:widowControl/></w:pPr></w:style>"
    )
    title, heading, sub = theme.style("title"), theme.style("heading"), theme.style("subheading")
    indicator, label = theme.style("indicator"), theme.style("label")
    small = TextStyle(label.size, label.leading, "regular", label.colour)
    over = TextStyle(theme.style("cover_over").size, theme.style("cover_over").leading, "bold", theme.colours.main)
    named = TextStyle(title.size, title.leading, "bold", theme.colours.main)
    yield _paragraph("OverTitle", "Over Title", f"{keep}{_spacing(over, 0, 4)}", _run(palette, over))
    yield _paragraph("Title", "Title", f"{keep}{_spacing(named, 0, 4)}", _run(palette, named), own=False)
    note = TextStyle(body.size, body.leading, "regular", theme.colours.muted)
    yield _paragraph("Subtitle", "Subtitle", f"{_spacing(note, 0, space.after_title)}", _run(palette, note), own=False)
    for depth, (style, before, after) in enumerate(
        ((title, 20.0, 10.0), (indicator, space.heading_before, space.heading_after + 2), (sub, 10.0, 3.0)), 1
    ):
        size = title.size * 0.72 if depth == 1 else style.size
        shown = TextStyle(size, size * 1.2, "bold", theme.colours.main if depth == 1 else theme.colours.ink)
        outline = f'<w:outlineLvl w:val="{depth - 1}"/>'
        yield _paragraph(
            f"Heading{depth}", f"heading {depth}", f"{keep}{_spacing(shown, before, after)}{outline}",
            _run(palette, shown), then="Normal", own=False,
        )  # fmt: skip
    yield _paragraph("Chapter", "Chapter", "<w:pageBreakBefore/>", "", based="Heading1", then="Normal")
    contents = TextStyle(heading.size, heading.leading, "bold", theme.colours.main)
    yield _paragraph("TOCHeading", "TOC Heading", f"{keep}{_spacing(contents, 18, 6)}", _run(palette, contents),
                     own=False)  # fmt: skip
    yield _paragraph("TOC1", "toc 1", f"{_spacing(body, 0, 3)}", "", own=False)
    lead = theme.style("lead")
    yield _paragraph("Lead", "Lead", f"{_spacing(lead, 0, 10)}", _run(palette, lead))
    quote = TextStyle(lead.size, lead.leading, "italic", theme.colours.main)
    indent = f'<w:ind w:left="{_LIST_INDENT}" w:right="{_LIST_INDENT}"/>'
    yield _paragraph("Quote", "Quote", f"{_spacing(quote, 6, 10)}{indent}", _run(palette, quote), own=False)
    for style_id, name, number in (("ListBullet", "List Bullet", 1), ("ListNumber", "List Number", 2)):
        listed = f'<w:numPr><w:numId w:val="{number}"/></w:numPr>{_spacing(body, 0, 3)}'
        yield _paragraph(style_id, name, listed, "", own=False)
    yield _paragraph("ListContinue", "List Continue", f'{_spacing(body, 0, 3)}<w:ind w:left="{_LIST_INDENT}"/>', "",
                     own=False)  # fmt: skip
    # What people said: a small name, the words along a stroke.
    said, who = theme.style("voice"), theme.style("voice_who")
    yield _paragraph("StatementText", "Statement Text", f"{keep}{_spacing(body, 0, 4)}", "")
    found = TextStyle(body.size, body.leading, "bold", theme.colours.ink)
    yield _paragraph("Finding", "Finding", f"{keep}{_spacing(found, 2, 6)}", _run(palette, found))
    stroke = f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="{theme.colours.line[1:]}"/></w:pBdr>'
    shift = f'<w:ind w:left="{twips(10)}"/>'
    muted = TextStyle(who.size, who.leading, "bold", theme.colours.muted)
    yield _paragraph("VoiceWho", "Voice Who", f"{keep}{stroke}{_spacing(muted, 5, 0)}{shift}", _run(palette, muted))
    yield _paragraph("Voice", "Voice", f"{stroke}{_spacing(said, 0, 5)}{shift}", _run(palette, said))
    # In cells: what is asked, what it is called, what is chosen, what is answered.
    statement = theme.style("statement")
    yield _paragraph("Statement", "Statement", f"{keep}{_spacing(statement, 2, 2)}", _run(palette, statement))
    code = TextStyle(statement.size * 1.1, statement.leading, "bold", theme.colours.paper)
    yield _paragraph("Code", "Code", f"{keep}{_spacing(code, 3, 3)}", _run(palette, code))
    caption = TextStyle(max(label.size, body.size * 0.85), label.leading * 1.2, "bold", theme.colours.ink)
    # A statement stays with its answers as long as they fit on a page.
    yield _paragraph("FieldCaption", "Field Caption", f"{keep}{_spacing(caption, 3, 3)}", _run(palette, caption))
    choice = theme.style("choice")
    choice = TextStyle(max(choice.size, body.size * 0.95), choice.leading * 1.1, "regular", choice.colour)
    yield _paragraph("Choice", "Choice", f"{keep}{_spacing(choice, 1, 1)}", _run(palette, choice))
    yield _paragraph("Answer", "Answer", f"{_spacing(body, 3, 3)}", "")
    yield _paragraph("CellText", "Cell Text", f"{_spacing(theme.style('table'), 3, 3)}",
                     _run(palette, theme.style("table")))  # fmt: skip
    head = TextStyle(theme.style("table_head").size, theme.style("table_head").leading, "bold", theme.colours.paper)
    yield _paragraph("CellHead", "Cell Head", f"{keep}{_spacing(head, 3, 3)}", _run(palette, head))
    yield _paragraph("CellKeep", "Cell Keep", keep, "", based="CellText")
    quiet = TextStyle(head.size * 0.93, head.leading, "bold", theme.colours.main)
    yield _paragraph("QuietHead", "Quiet Head", f"{keep}{_spacing(quiet, 3, 3)}", _run(palette, quiet))
    yield _paragraph("AfterTable", "After Table", f"{_spacing(small, 0, space.card_gap / 4)}", _run(palette, small))
    tiny = TextStyle(2.0, 2.0, "regular", theme.colours.paper)
    yield _paragraph("SectionEnd", "Section End", f"{_spacing(tiny)}", _run(palette, tiny))
    # Around the page.
    running = theme.style("running")
    for style_id, name in (("Header", "header"), ("Footer", "footer")):
        yield _paragraph(style_id, name, f"{_tabs(theme, wide=False)}{_spacing(running)}", _run(palette, running),
                         own=False)  # fmt: skip
    yield _paragraph("FooterWide", "Footer Wide", _tabs(theme, wide=True), "", based="Footer")


def _tabs(theme: Theme, *, wide: bool) -> str:
    width = twips((theme.page.size.height if wide else theme.page.size.width) - 2 * theme.page.margin)
    clear = f'<w:tab w:val="clear" w:pos="{twips(theme.page.width)}"/>' if wide else ""
    return f'<w:tabs>{clear}<w:tab w:val="right" w:pos="{width}"/></w:tabs>'


def _section_styles(theme: Theme, palette: _Palette, sections: Iterable[int]) -> Iterator[str]:
    """A band in the section's hue, with its title in white."""
    band = theme.style("band_title")
    for index in sections:
        hue = theme.colours.section(index)
        shown = TextStyle(band.size * 1.1, band.leading * 1.1, "bold", theme.colours.paper)
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="{space}" w:color="{hue[1:]}"/>'
            for edge, space in (("top", 7), ("left", 8), ("bottom", 7), ("right", 8))
        )
        properties = (
            f"<w:pageBreakBefore/><w:pBdr>{edges}</w:pBdr>{palette.fill(hue)}{_spacing(shown, 0, 16)}"
            f'<w:ind w:left="{twips(8)}" w:right="{twips(8)}"/>'
        )
        yield _paragraph(
            section_style(index), f"Section {index + 1}", properties, _run(palette, shown), based="Heading1",
            then="Normal",
        )  # fmt: skip
        on = f'<w:pageBreakBefore w:val="0"/>{_spacing(shown, 26, 16)}'
        yield _paragraph(
            section_style(index, fresh=False), f"Section {index + 1} On", on, "", based=section_style(index),
            then="Normal",
        )  # fmt: skip


def _character_styles(theme: Theme, palette: _Palette, levels: Iterable[Level]) -> Iterator[str]:
    yield (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
    )
    yield _character(
        "PlaceholderText", "Placeholder Text", f"<w:i/><w:iCs/>{palette.text(theme.colours.muted)}", own=False
    )
    yield _character("Strong", "Strong", "<w:b/><w:bCs/>", own=False)
    yield _character("Emphasis", "Emphasis", "<w:i/><w:iCs/>", own=False)
    yield _character("StrongEmphasis", "Strong Emphasis", "<w:b/><w:bCs/><w:i/><w:iCs/>")
    yield _character("Hyperlink", "Hyperlink", f'{palette.text(theme.colours.main)}<w:u w:val="single"/>', own=False)
    kind = _size(theme.style("band_kind").size * 1.1)
    yield _character(
        "SectionKind",
        "Section Kind",
        f'<w:b w:val="0"/><w:bCs w:val="0"/><w:sz w:val="{kind}"/><w:szCs w:val="{kind}"/>',
    )
    yield _character("Missing", "Missing", f"<w:b/><w:bCs/>{palette.text(theme.style('table_missing').colour)}")
    small = _size(theme.style("form_id").size * 1.1)
    yield _character("FormIdentity", "Form Identity", f'<w:sz w:val="{small}"/><w:szCs w:val="{small}"/>')
    glyph = _size(theme.style("choice").size * 1.45)
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    for level in levels:
        colour = f'<w:color w:val="{edge_colour(level.colour)[1:]}"/>'
        yield _character(
            level_style(level), f"Level {level.id}",
            f'{fonts}{colour}<w:sz w:val="{glyph}"/><w:szCs w:val="{glyph}"/>',
        )  # fmt: skip


def _choice_styles(theme: Theme, palette: _Palette, levels: Iterable[Level]) -> Iterator[str]:
    """A bar in the level's tint, as on the other forms."""
    indent = f'<w:ind w:left="{twips(2)}" w:right="{twips(theme.page.width - _BAR)}"/>'
    for level in levels:
        look = f"{palette.fill(tint(level.colour, ROW_TINT))}{indent}"
        yield _paragraph(choice_style(level), f"Choice {level.id}", look, "", based="Choice")


def _share_styles(theme: Theme, palette: _Palette, levels: Sequence[Level]) -> Iterator[str]:
    """Numbers on a tint of their level's colour; a chart is seen at one glance, on one page."""
    bold = TextStyle(theme.style("table").size, theme.style("table").leading, "bold", theme.colours.ink)
    for level in (*levels, None):
        colour = level.colour if level else theme.colours.muted
        for step in range(1, _SHARES + 1):
            share = step / _SHARES
            look = f"<w:keepNext/>{palette.fill(tint(colour, _PALEST + (_DARKEST - _PALEST) * share))}"
            called = share_style(level, share)
            yield _paragraph(called, called, look, _run(palette, bold), based="CellText")


def _table_styles(theme: Theme, palette: _Palette, sections: Iterable[int]) -> Iterator[str]:
    line = theme.colours.line[1:]
    cell = twips(theme.spacing.cell)
    margins = (
        f'<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="{cell}" w:type="dxa"/>'
        f'<w:bottom w:w="40" w:type="dxa"/><w:right w:w="{cell}" w:type="dxa"/></w:tblCellMar>'
    )
    yield (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        "</w:tblPr></w:style>"
    )

    def table(
        style_id: str, name: str, borders: Iterable[str], conditions: str = "", based: str = "TableNormal"
    ) -> str:
        drawn = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{line}"/>' for edge in borders)
        return (
            f'<w:style w:type="table" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="{based}"/><w:tblPr>{f"<w:tblBorders>{drawn}</w:tblBorders>" if drawn else ""}'
            f"{margins}</w:tblPr>{conditions}</w:style>"
        )

    def condition(kind: str, fill: str) -> str:
        return f'<w:tblStylePr w:type="{kind}"><w:tcPr>{palette.fill(fill)}</w:tcPr></w:tblStylePr>'

    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    main, cream = theme.colours.main, theme.colours.cream
    yield table("Plan", "Plan", edges, condition("firstRow", main))
    yield table("Explanation", "Explanation", edges, condition("firstRow", main))
    rule = (
        f'<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" '
        f'w:color="{main[1:]}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    )
    yield table("Quiet", "Quiet", ("bottom", "insideH"), rule)
    yield table("Respondent", "Respondent", edges, condition("firstCol", cream))
    for index in sections:
        hue = theme.colours.section(index)
        head = condition("firstRow", tint(hue, 0.10)) + condition("firstCol", tint(hue, 0.035))
        yield table(card_style(index), f"Card {index + 1}", edges, head + condition("nwCell", hue))


def _theme(theme: Theme) -> str:
    slots = _Palette(theme).slots | {"hlink": theme.colours.main, "folHlink": theme.colours.muted}
    colours = "".join(f'<a:{slot}><a:srgbClr val="{colour[1:]}"/></a:{slot}>' for slot, colour in slots.items())
    fonts = "".join(
        f'<a:{kind}><a:latin typeface="{TEXT_FONT}"/><a:ea typeface=""/><a:cs typeface="{TEXT_FONT}"/></a:{kind}>'
        for kind in ("majorFont", "minorFont")
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="kadergen"><a:themeElements><a:clrScheme name="kadergen">{colours}'
        f'</a:clrScheme><a:fontScheme name="kadergen">{fonts}</a:fontScheme><a:fmtScheme name="kadergen">'
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _numbering() -> str:
    """Two lists: bullets and numbers. Their nested levels go inwards."""
    abstract = ""
    for number, (kind, texts) in enumerate((("bullet", ("•", "–", "•")), ("decimal", ("%1.", "%2.", "%3."))), 1):
        levels = "".join(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{_LIST_INDENT * (depth + 1)}" '
            f'w:hanging="{_LIST_INDENT}"/></w:pPr></w:lvl>'
            for depth, text in enumerate(texts)
        )
        abstract += (
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="hybridMultilevel"/>'
            f"{levels}</w:abstractNum>"
        )
    lists = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
    return f"<w:numbering {ROOT_PREFIXES}>{abstract}{lists}</w:numbering>"


def _fonts() -> str:
    """The fonts that the styles name, with what they are like, for programs that have to find others."""
    return (
        f"<w:fonts {ROOT_PREFIXES}>"
        f'<w:font w:name="{TEXT_FONT}"><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>'
        f'<w:font w:name="{FONT}"><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _settings(theme: Theme, look: Look) -> str:
    language = escape(word_language(look.language))
    protection = '<w:documentProtection w:edit="forms" w:enforcement="1"/>' if look.protected else ""
    uri = "http://schemas.microsoft.com/office/word"
    mapping = " ".join(
        f'w:{name}="{slot}"'
        for name, slot in (
            ("bg1", "light1"), ("t1", "dark1"), ("bg2", "light2"), ("t2", "dark2"),
            *((f"accent{n}", f"accent{n}") for n in range(1, 7)),
            ("hyperlink", "hyperlink"), ("followedHyperlink", "followedHyperlink"),
        )
    )  # fmt: skip
    return (
        f'<w:settings {ROOT_PREFIXES}><w:zoom w:percent="100"/>{protection}'
        f'<w:defaultTabStop w:val="{twips(mm(12.5))}"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'
        f'<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="{uri}" w:val="1"/>'
        f'<w:compatSetting w:name="enableOpenTypeFeatures" w:uri="{uri}" w:val="1"/>'
        f'<w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="{uri}" w:val="1"/></w:compat>'
        f'<w:themeFontLang w:val="{language}"/><w:clrSchemeMapping {mapping}/><w:decimalSymbol w:val=","/>'
        f'<w:listSeparator w:val=";"/></w:settings>'
    )
