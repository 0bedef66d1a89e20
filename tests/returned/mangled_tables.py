"""Rows and tables, the plan, and the file as a whole."""

from __future__ import annotations

import copy
import re
from typing import Final

from lxml import etree

from kadergen.formats.docx_fill import DocxFiller
from tests.returned.word_hands import (
    KINDS,
    OTHER,
    SCORE,
    TEXT,
    Kind,
    choose,
    footers,
    kind,
)
from tests.returned.word_paper import (
    ANSWERS,
    MAIN,
    Paper,
    blank,
    filler,
    first,
    instrument_of,
    paragraph,
    parsed,
    put_after,
    remove,
    row,
    run,
    table,
    twin,
)
from tests.word.package import W

# --- rows and tables


@kind("R017", changed={TEXT: ""})
def row_deleted(paper: Paper) -> None:
    remove(paper.rows[TEXT])


@kind("R017", changed={TEXT: ""})
def row_deleted_but_tracked(paper: Paper) -> None:
    first(paper.rows[TEXT], "trPr").extend(parsed('<w:del w:id="904" w:author="Jo"/>'))


@kind(
    "R017",
    changed=dict.fromkeys((SCORE, TEXT, OTHER, "hours-week__next-steps"), ""),
)
def table_deleted(paper: Paper) -> None:
    choose(paper, SCORE, "")
    remove(paper.table(TEXT))


@kind("R029")
def row_copied(paper: Paper) -> None:
    twin(paper.rows[TEXT])


@kind("R029", "R016", unplaced={TEXT: "puffin"})
def row_copied_with_another_text(paper: Paper) -> None:
    first(first(twin(paper.rows[TEXT]), "sdtContent"), "t").text = "puffin"


@kind("R029", "R012", changed={SCORE: ""}, unplaced={SCORE: "green"})
def row_copied_with_another_choice(paper: Paper) -> None:
    choose(paper, SCORE)
    choose(paper, SCORE, "blue")
    twin(paper.rows[SCORE])
    paper.tick(SCORE, "green", "○", "0")
    paper.tick(SCORE, "blue", "⬢", "1")


@kind()
def rows_in_another_order(paper: Paper) -> None:
    paper.rows[SCORE].addprevious(paper.rows[OTHER])


@kind()
def tables_in_another_order(paper: Paper) -> None:
    paper.table(TEXT).addprevious(paper.table("names__score"))


@kind("R034", unplaced={TEXT: "puffin"})
def typed_into_the_caption(paper: Paper) -> None:
    first(paper.cells(TEXT)[0], "p").extend(parsed(run(" puffin")))


@kind("R034", unplaced={TEXT: "puffin"})
def typed_before_the_caption(paper: Paper) -> None:
    first(paper.cells(TEXT)[0], "p").insert(1, parsed(run("puffin "))[0])


@kind("R034", unplaced={TEXT: "puffin\nwombat"})
def paragraphs_typed_around_the_caption(paper: Paper) -> None:
    caption = first(paper.cells(TEXT)[0], "p")
    caption.addprevious(parsed(paragraph("puffin"))[0])
    caption.addnext(parsed(paragraph("wombat"))[0])


@kind("R028", unplaced={"hours-week": "A1 Good puffin"})
def typed_into_the_head_of_a_card(paper: Paper) -> None:
    head = next(paper.table(TEXT).iterchildren(W + "tr"))
    first(head, "p").extend(parsed(run(" Good puffin")))


@kind("R028", unplaced={"hours-week": "puffin"})
def typed_behind_the_statement(paper: Paper) -> None:
    head = next(paper.table(TEXT).iterchildren(W + "tr"))
    list(head.iter(W + "p"))[1].extend(parsed(run(" puffin")))


@kind("R028", unplaced={"greeted__next-steps": "Good"})
def typed_between_tables(paper: Paper) -> None:
    put_after(paper.table("greeted__score"), parsed(paragraph("Good") + paragraph("puffin, wombat")))


@kind("R028", unplaced={"respondent__party": "said the puffin"})
def typed_behind_the_introduction(paper: Paper) -> None:
    for text in paper.root.iter(W + "t"):
        if (text.text or "").startswith("Whoever wants"):
            text.text = f"{text.text} said the puffin"


@kind("R028", unplaced={"": "puffin"})
def typed_into_the_head_of_the_page(paper: Paper) -> None:
    for number in (1, 2):
        paper.replace(f"word/header{number}.xml", "</w:t>", " puffin</w:t>")


@kind("R028", unplaced={"": "puffin"})
def typed_into_the_foot_of_the_page(paper: Paper) -> None:
    paper.replace("word/footer1.xml", "</w:ftr>", f"{paragraph('puffin')}</w:ftr>")


@kind("R028", unplaced={"": "puffin"})
def typed_before_everything(paper: Paper) -> None:
    paper.body.insert(0, parsed(paragraph("puffin"))[0])


@kind("R028", unplaced={TEXT: "puffin\twombat"})
def row_added_to_a_card(paper: Paper) -> None:
    paper.rows[TEXT].addnext(parsed(row("puffin", "wombat"))[0])


@kind("R028", unplaced={"names__next-steps": "Good"})
def table_of_ones_own(paper: Paper) -> None:
    made = table(row("Good", "puffin"), row("Exemplary", "Good"), row("✓ Good", ""))
    put_after(paper.table("names__score"), parsed("<w:p/>" + made))


@kind("R028", unplaced={"names__next-steps": "wombat"})
def table_with_a_name_in_it(paper: Paper) -> None:
    put_after(paper.table("names__score"), parsed("<w:p/>" + table(row("Name of the puffin", "wombat"))))


# --- the plan


@kind(changed={"plan-13__action": "puffin", "plan-13__budget": "wombat", "plan-14__owner": "newt"})
def plan_rows_added_at_the_end(paper: Paper) -> None:
    paper.plan.extend(parsed(row("puffin", "", "", "", "wombat") + row("", "", "newt", "", "")))


@kind(changed={"plan-02__action": "puffin", "plan-02__timeline": "", "plan-03__action": "ocelot",
               "plan-03__timeline": "manatee season"}, alone=True)  # fmt: skip
def plan_row_added_in_the_middle(paper: Paper) -> None:
    paper.plan_row(1).addnext(parsed(row("puffin", "", "", "", ""))[0])


@kind()
def plan_columns_swapped(paper: Paper) -> None:
    for each in paper.plan.iterchildren(W + "tr"):
        cells = list(each.iterchildren(W + "tc"))
        each.append(cells[0])


@kind()
def plan_heads_repeated(paper: Paper) -> None:
    paper.plan_row(1).addnext(copy.deepcopy(paper.plan_row(0)))


@kind(changed={"plan-01__action": "ocelot", "plan-01__timeline": "manatee season", "plan-01__owner": "",
               "plan-02__action": "", "plan-02__timeline": ""}, alone=True)  # fmt: skip
def plan_row_deleted(paper: Paper) -> None:
    remove(paper.plan_row(1))


@kind("R028", "R034", unplaced={"plan-01": "puffin"})
def plan_column_added(paper: Paper) -> None:
    for number, each in enumerate(paper.plan.iterchildren(W + "tr")):
        text = "Status" if not number else "puffin" if number == 1 else ""
        next(each.iterchildren(W + "tc")).addprevious(parsed(f"<w:tc>{paragraph(text)}</w:tc>")[0])


@kind("R028", unplaced={"plan-01": "Puffin"})
def plan_head_renamed(paper: Paper) -> None:
    list(paper.plan_row(0).iter(W + "t"))[-1].text = "Puffin"


@kind("R028", unplaced={"plan-01": "puffin"})
def row_above_the_heads_of_the_plan(paper: Paper) -> None:
    paper.plan_row(0).addprevious(parsed(row("puffin"))[0])


@kind(
    "R028",
    changed=dict.fromkeys((name for name in ANSWERS if name.startswith("plan")), ""),
    unplaced={"names__next-steps": "gibbon"},
    alone=True,
)
def plan_heads_deleted(paper: Paper) -> None:
    remove(paper.plan_row(0))


@kind("R030", changed={"plan-13__action": "puffin"})
def plan_cells_merged(paper: Paper) -> None:
    paper.plan.extend(parsed(row("puffin")))


# --- the file


def strict_namespaces(paper: Paper) -> None:
    swaps = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }  # fmt: skip
    paper.parts[MAIN] = etree.tostring(paper.root)
    for name, data in paper.parts.items():
        for old, new in swaps.items():
            data = data.replace(old, new)
        paper.parts[name] = data
    paper.root = etree.fromstring(paper.parts[MAIN])


KINDS["strict namespaces"] = Kind(strict_namespaces, alone=True)


@kind()
def parts_in_utf16(paper: Paper) -> None:
    paper.encoding = "UTF-16"


@kind(alone=True)
def main_part_of_another_name(paper: Paper) -> None:
    paper.main = "word/document2.xml"
    paper.parts["word/_rels/document2.xml.rels"] = paper.parts.pop("word/_rels/document.xml.rels")
    paper.replace("_rels/.rels", "word/document.xml", "word/document2.xml")
    paper.replace("[Content_Types].xml", "/word/document.xml", "/word/document2.xml")


@kind()
def byte_order_mark(paper: Paper) -> None:
    for name in ("[Content_Types].xml", "word/footer1.xml", "word/styles.xml"):
        paper.parts[name] = b"\xef\xbb\xbf" + paper.parts[name]


@kind()
def template(paper: Paper) -> None:
    paper.replace("[Content_Types].xml", "document.main+xml", "template.main+xml")


@kind()
def document_with_macros(paper: Paper) -> None:
    kind_of = "application/vnd.ms-word.document.macroEnabled.main+xml"
    types = paper.parts["[Content_Types].xml"].decode()
    old = re.search(r'PartName="/word/document.xml" ContentType="([^"]+)"', types)
    assert old
    paper.replace("[Content_Types].xml", old[1], kind_of)


@kind()
def identity_in_the_foot_deleted(paper: Paper) -> None:
    footers(paper, r"english-example · [^<]*", "")


@kind("R008")
def another_version(paper: Paper) -> None:
    """Of which a statement and a paragraph said something else."""
    footers(paper, "1.2-draft · ....", "1.1 · 0000")
    for text in paper.root.iter(W + "t"):
        if "on at least" in (text.text or ""):
            text.text = "We open on more than "
        if (text.text or "").startswith("Open hours"):
            text.text = "Open hours, a door without a step, and signs that one can read from the other side."


@kind("R008", "R028", unplaced={"respondent__party": "said the puffin"}, alone=True)
def another_version_with_words_of_ones_own(paper: Paper) -> None:
    another_version(paper)
    typed_behind_the_introduction(paper)


@kind("R007", fails=True, alone=True)
def of_a_framework_that_is_not_known(paper: Paper) -> None:
    footers(paper, "english-example · ", "some-other · ")


@kind(alone=True)
def custom_xml_of_another_form(paper: Paper) -> None:
    other = instrument_of(0).identity.marker.encode()
    paper.parts["customXml/item1.xml"] = re.sub(
        b"<identity>.*?</identity>", b"<identity>" + other + b"</identity>", paper.parts["customXml/item1.xml"]
    )


@kind("R024", alone=True)
def nothing_but_custom_xml_of_another_form(paper: Paper) -> None:
    custom_xml_of_another_form(paper)
    mine, other = instrument_of().identity.marker, instrument_of(0).identity.marker
    paper.replace("docProps/custom.xml", mine, other)
    footers(paper, r"english-example · [^<]*", "")


_NEXT: Final = {"blue": "green", "green": "yellow", "yellow": "purple", "purple": "blue", "volunteer": "volunteer"}
_SECOND: Final = {name: _NEXT.get(value, f"{value} wombat") for name, value in ANSWERS.items()}
_BOTH: Final = {name: "" for name, value in ANSWERS.items() if value in _NEXT and value != "volunteer"}
_MORE: Final = {
    re.sub("[0-9]+", lambda number: str(int(number[0]) + 12), name): value
    for name, value in _SECOND.items()
    if name.startswith("plan")
}


@kind(
    *("R027", "R029", "R016", "R012"),
    changed=_BOTH | _MORE,
    unplaced={TEXT: "quokka ledger wombat", "respondent__name": "Aardvark wombat", SCORE: "yellow"},
    alone=True,
)
def two_filled_forms_in_one_file(paper: Paper) -> None:
    for name in _BOTH:
        choose(paper, name)
    paper.body[-1:-1] = list(Paper(filler().fill(_SECOND).data).body)[:-1]


@kind("R028", "R029", "R034", unplaced={"respondent__date": "puffin"}, alone=True)
def form_of_another_framework_behind_it(paper: Paper) -> None:
    spec = next(spec for spec in instrument_of(1).fields if spec.id.facet == "reflection")
    made = Paper(DocxFiller(blank(1)).fill({str(spec.id): "puffin"}).data)
    paper.body[-1:-1] = list(made.body)[:-1]
