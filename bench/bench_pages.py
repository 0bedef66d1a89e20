"""Time and memory of making the same booklet and form in other ways, in the same run.

WeasyPrint (HTML and CSS, tagged as PDF/UA-1), fpdf2 and plain ReportLab Platypus (both untagged) get the same words,
boxes and fields; their pages are plainer than ours. "tagged" says whether the file has a structure tree.
Each line is a process of its own; time is the best of three rounds, without the start of Python and without imports.

    python bench/bench_pages.py            needs the extra `bench`, and Pango for WeasyPrint
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from html import escape

import fpdf
import pikepdf
import weasyprint
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from bench.children import best_of, framework, peak_mb, print_table
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_form
from kadergen.model.framework import Chapter, Framework, Section
from kadergen.model.instrument import build_instrument
from kadergen.model.text import plain
from kadergen.render.document_pdf import render_document_pdf
from kadergen.theme import default_theme
from kadergen.theme.typefaces import MAIN, font_file


def ours(what: str) -> bytes:
    """Kadergen's own."""
    loaded = framework()
    build = build_booklet if what == "booklet" else build_form
    return render_document_pdf(build(loaded, build_instrument(loaded)), default_theme()).data


def words(loaded: Framework, what: str) -> Iterator[tuple[str, str]]:
    """The document as a plain list of (kind, words): title, text, heading, statement, plan."""
    yield "title", loaded.title
    for part in loaded.parts:
        if isinstance(part, Chapter) and what == "booklet":
            yield "title", part.title
            yield from (("text", paragraph) for paragraph in plain(part.prose).split("\n\n"))
        elif isinstance(part, Section):
            yield "title", part.title
            yield from (("text", paragraph) for paragraph in plain(part.introduction).split("\n\n"))
            for indicator in part.indicators:
                yield "heading", indicator.title or part.title
                yield from (("statement", f"{s.code}|{s.id}|{s.plain_text}") for s in indicator.statements)
    yield "title", loaded.plan.title
    yield "plan", ""


def by_weasyprint(what: str) -> bytes:
    """HTML, CSS and form elements."""
    loaded = framework()
    levels = loaded.scale.levels if loaded.scale else ()
    html = ["<html lang=nl><title>", escape(loaded.title), "</title><body>"]
    for kind, text in words(loaded, what):
        if kind == "statement":
            code, item, statement = text.split("|", 2)
            marks = ""
            for level in levels:
                box = f"<input type=checkbox name={item}__{level.id} title='{escape(level.label)}'> "
                field = box if what == "form" else "○ "
                marks += f"<label style='background:{level.colour}22'>{field}{escape(level.label)}</label><br>"
            boxes = "".join(
                f"<td class=box>{label}"
                + (f"<textarea name={item}__{label} title='{label} {code}'></textarea>" if what == "form" else "")
                for label in ("Reflectie", "Acties")
            )
            html.append(f"<div class=card><p class=marks>{marks}</p><p><b>{code}</b> {escape(statement)}</p>")
            html.append(f"<table><tr>{boxes}</table></div>")
        elif kind == "plan":
            cell = "<td class=cell>" + ("<textarea title='plan'></textarea>" if what == "form" else "")
            heads = "".join(f"<th>{escape(column.label)}" for column in loaded.plan.columns)
            html.append(f"<table><tr>{heads}" + ("<tr>" + cell * 4) * loaded.plan.rows + "</table>")
        else:
            tag = {"title": "h1", "heading": "h2"}.get(kind, "p")
            html.append(f"<{tag}>{escape(text)}</{tag}>")
    style = f"""@font-face {{ font-family: A; src: url("{font_file(MAIN).as_uri()}") }}
        @font-face {{ font-family: A; font-weight: bold; src: url("{font_file(MAIN, "bold").as_uri()}") }}
        @page {{ size: A4; margin: 18mm; @bottom-right {{ content: counter(page) }} }}
        body {{ font: 10.2pt/14.5pt A }} h1 {{ break-before: page }} .card {{ break-inside: avoid }}
        .marks {{ float: right }} table {{ width: 100%; clear: both }}
        td {{ border: 1px solid #999; vertical-align: top }}
        .box {{ height: 40mm; width: 50% }} .cell {{ height: 16mm }} textarea {{ width: 95%; height: 80% }}"""
    made = weasyprint.HTML(string="".join(html)).write_pdf(
        stylesheets=[weasyprint.CSS(string=style)], pdf_variant="pdf/ua-1", pdf_forms=what == "form"
    )
    return bytes(made or b"")


class Answers(Flowable):
    """Choices and two boxes, as fields of ReportLab's own or as frames."""

    def __init__(self, item: str, what: str, levels: tuple[str, ...]) -> None:
        super().__init__()
        self.item, self.what, self.levels, self.height, self.width = item, what, levels, 165, 490

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Its size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw it."""
        canvas = self.canv
        for number, level in enumerate(self.levels):
            y = round(self.height) - 14 - 14 * number
            canvas.drawString(20, y, level)
            if self.what == "form":
                canvas.acroForm.checkbox(
                    name=f"{self.item}__{number}", relative=True, x=2, y=y - 2, size=12, tooltip=level
                )
            else:
                canvas.rect(2, y - 2, 10, 10)
        for number, label in enumerate(("Reflectie", "Acties")):
            if self.what == "form":
                canvas.acroForm.textfield(
                    name=f"{self.item}_{label}", relative=True, x=number * 250, y=0, width=235, height=110,
                    fieldFlags="multiline", tooltip=label,
                )  # fmt: skip
            else:
                canvas.rect(number * 250, 0, 235, 110)


def by_reportlab(what: str) -> bytes:
    """Platypus as its guide shows it."""
    loaded = framework()
    pdfmetrics.registerFont(TTFont("A", str(font_file(MAIN))))
    pdfmetrics.registerFont(TTFont("B", str(font_file(MAIN, "bold"))))
    text = ParagraphStyle("text", fontName="A", fontSize=10.2, leading=14.5, spaceAfter=6)
    heading = ParagraphStyle("heading", parent=text, fontName="B", fontSize=12, keepWithNext=1)
    title = ParagraphStyle("title", parent=text, fontName="B", fontSize=24, leading=30)
    story: list[Flowable] = []
    for kind, content in words(loaded, what):
        if kind == "statement":
            code, item, statement = content.split("|", 2)
            labels = tuple(level.label for level in loaded.scale.levels) if loaded.scale else ()
            story += [Paragraph(f"{code} {escape(statement)}", text), Answers(item, what, labels), Spacer(1, 12)]
        elif kind == "plan":
            story += [Answers(f"plan{row}", what, ()) for row in range(loaded.plan.rows * 2 // 3)]
        else:
            if kind == "title" and story:
                story.append(PageBreak())
            story.append(Paragraph(escape(content), {"title": title, "heading": heading}.get(kind, text)))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, title=loaded.title).build(story)
    return out.getvalue()


def by_fpdf2(what: str) -> bytes:
    """Cells and rectangles; fpdf2 makes no fields."""
    loaded = framework()
    pdf = fpdf.FPDF(format="A4")
    pdf.add_font("A", fname=font_file(MAIN))
    pdf.add_font("A", style="B", fname=font_file(MAIN, "bold"))
    for kind, content in words(loaded, what):
        if kind == "title":
            pdf.add_page()
        size, bold = {"title": (24, "B"), "heading": (12, "B")}.get(kind, (10.2, ""))
        pdf.set_font("A", bold, size)
        if kind == "statement":
            code, _, statement = content.split("|", 2)
            if pdf.get_y() > 210:
                pdf.add_page()
            pdf.multi_cell(0, 5, f"{code} {statement}", new_x="LMARGIN", new_y="NEXT")
            for level in loaded.scale.levels if loaded.scale else ():
                pdf.cell(0, 5, level.label, new_x="LMARGIN", new_y="NEXT")
            pdf.rect(10, pdf.get_y(), 92, 40)
            pdf.rect(108, pdf.get_y(), 92, 40)
            pdf.set_y(pdf.get_y() + 45)
        elif kind == "plan":
            for _ in range(loaded.plan.rows):
                for _ in loaded.plan.columns:
                    pdf.cell(47, 16, "", border=1)
                pdf.ln()
        else:
            pdf.multi_cell(0, size * 0.5, content, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


MAKERS: dict[str, tuple[Callable[[str], bytes], tuple[str, ...]]] = {
    "kadergen": (ours, ("booklet", "form")),
    "ReportLab Platypus": (by_reportlab, ("booklet", "form")),
    "fpdf2": (by_fpdf2, ("booklet",)),
    "WeasyPrint pdf/ua-1": (by_weasyprint, ("booklet", "form")),
}


def measure(what: str, how: str) -> dict[str, float | str]:
    """In this process: best seconds of three, pages, fields, kB, peak MB, tagged."""
    data, best = best_of(lambda: MAKERS[how][0](what), seconds=0)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages, tagged = len(pdf.pages), "/StructTreeRoot" in pdf.Root
        fields = sum(a.get("/Subtype") == "/Widget" for page in pdf.pages for a in page.get("/Annots", []))
    found: dict[str, float | str] = {"s": best, "pages": pages, "widgets": fields, "kB": len(data) / 1000}
    return found | {"MB": peak_mb(), "tagged": "yes" if tagged else "no"}


def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
    what, how = line
    return (
        f"{what:<10}{how:<22}{found['s']:>7.2f}{found['pages']:>7}{found['widgets']:>9}{found['kB']:>7.0f}"
        f"{found['MB']:>9.0f}  {found['tagged']}"
    )


if __name__ == "__main__":
    HEADS = f"{'document':<10}{'made by':<22}{'s':>7}{'pages':>7}{'widgets':>9}{'kB':>7}{'peak MB':>9}  tagged"
    WORK = [(what, how) for what in ("booklet", "form") for how, (_, made) in MAKERS.items() if what in made]
    print_table(__file__, measure, HEADS, WORK, shown)
