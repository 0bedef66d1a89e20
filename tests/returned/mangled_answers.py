"""Words in and beside a control, and what names a field."""

from __future__ import annotations

import re

from tests.returned.word_hands import (
    EMPTY,
    LONG,
    OTHER,
    PNG,
    SCORE,
    TEXT,
    VANISH,
    choose,
    deleted,
    footers,
    forget,
    kind,
    lift,
    merge,
    picture,
    story,
    strip,
    text_box,
)
from tests.returned.word_paper import (
    PLACEHOLDER,
    Paper,
    first,
    paragraph,
    parsed,
    put_after,
    remove,
    row,
    run,
    table,
    twin,
    unwrap,
    wrap,
)
from tests.word.package import W

# --- words in and beside a control


@kind()
def nothing_at_all(paper: Paper) -> None:
    paper.save()


@kind()
def runs_split_inside_words(paper: Paper) -> None:
    for text in list(paper.root.iter(W + "t")):
        words, made = text.text or "", text.getparent()
        if len(words) > 3 and made is not None and made.find(W + "br") is None:
            rest = twin(made)
            text.text, first(rest, "t").text = words[:2], words[2:]
            for part in (text, first(rest, "t")):
                part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.set(W + "rsidR", "00A1B2C3")
            put_after(made, parsed('<w:proofErr w:type="spellStart"/><w:lastRenderedPageBreak/>'))


@kind(changed={TEXT: "quokka ledger puffin"})
def tracked_insertion(paper: Paper) -> None:
    inserted = f'<w:ins w:id="901" w:author="Jo" w:date="2026-01-01T00:00:00Z">{run("ledger puffin")}</w:ins>'
    paper.fill(TEXT, run("quokka ") + inserted)


@kind(changed={TEXT: "ledger"})
def tracked_deletion_of_a_part(paper: Paper) -> None:
    paper.fill(TEXT, deleted("quokka ") + run("ledger"))


@kind(changed={TEXT: ""})
def tracked_deletion_of_the_whole(paper: Paper) -> None:
    paper.fill(TEXT, deleted("quokka ledger"))


@kind(changed={TEXT: "", OTHER: "narwhal tusk\nand an axolotl quokka ledger"})
def tracked_move(paper: Paper) -> None:
    paper.fill(TEXT, f'<w:moveFrom w:id="902" w:author="Jo">{run("quokka ledger")}</w:moveFrom>')
    paper.write(OTHER, f'<w:moveTo w:id="903" w:author="Jo">{run(" quokka ledger")}</w:moveTo>')


@kind("R023", unplaced={TEXT: "walrus or seal"})
def comment_on_an_answer(paper: Paper) -> None:
    said = f'<w:comment w:id="7" w:author="Jo" xmlns:w="{W[1:-1]}">{paragraph("walrus or seal")}</w:comment>'
    story(paper, "comments", said)
    paper.write(TEXT, '<w:commentRangeStart w:id="7"/>', before=True)
    paper.write(TEXT, '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>')


@kind(changed={TEXT: "quokka ledger [puffin]"})
def footnote_in_an_answer(paper: Paper) -> None:
    story(paper, "footnotes", f'<w:footnote w:id="5" xmlns:w="{W[1:-1]}">{paragraph("puffin")}</w:footnote>')
    first(paper.boxes[TEXT], "sdtContent").extend(parsed('<w:r><w:footnoteReference w:id="5"/></w:r>'))


@kind(changed={TEXT: "puffin quokka ledger"})
def typed_before_the_control(paper: Paper) -> None:
    paper.write(TEXT, run("puffin "), before=True)


@kind(changed={TEXT: "quokka ledger puffin"})
def typed_behind_the_control(paper: Paper) -> None:
    paper.write(TEXT, run(" puffin"))


@kind(changed={TEXT: "quokka ledger\npuffin\nwombat"})
def typed_in_more_paragraphs_of_the_cell(paper: Paper) -> None:
    put_after(paper.answer(TEXT), parsed(paragraph("puffin") + paragraph("wombat")))


@kind(changed={EMPTY: "puffin"})
def typed_beside_an_empty_control(paper: Paper) -> None:
    paper.write(EMPTY, run(" puffin"))


@kind(changed={EMPTY: "puffin"})
def typed_behind_the_placeholder_in_the_control(paper: Paper) -> None:
    paper.fill(EMPTY, run(f"{PLACEHOLDER} puffin"))


@kind()
def control_deleted_text_kept(paper: Paper) -> None:
    unwrap(paper.boxes[TEXT])


@kind(changed={TEXT: "puffin colony"})
def control_replaced_by_typed_words(paper: Paper) -> None:
    paper.boxes[TEXT].addnext(parsed(run("puffin colony"))[0])
    remove(paper.boxes[TEXT])


@kind()
def flag_of_the_placeholder_left_on_answers(paper: Paper) -> None:
    for tag in (TEXT, OTHER):
        first(paper.boxes[tag], "sdtPr").extend(parsed("<w:showingPlcHdr/>"))


@kind()
def flag_of_the_placeholder_lost(paper: Paper) -> None:
    for flag in list(paper.root.iter(W + "showingPlcHdr")):
        remove(flag)


@kind()
def placeholder_of_an_older_template(paper: Paper) -> None:
    paper.fill(EMPTY, run("Klik hier en typ je antwoord"))


@kind()
def placeholder_of_word_itself(paper: Paper) -> None:
    paper.fill(EMPTY, run("Click or tap here to enter text."))


@kind(changed={EMPTY: "First puffin. Choose an item."})
def an_answer_that_ends_like_a_placeholder(paper: Paper) -> None:
    paper.fill(EMPTY, run("First puffin. "))
    paper.write(EMPTY, run("Choose an item."))


@kind(changed={TEXT: "quokka ledger\npuffin\twombat\nnewt\tvole"})
def table_in_an_answer(paper: Paper) -> None:
    put_after(paper.answer(TEXT), parsed(table(row("puffin", "wombat"), row("newt", "vole")) + "<w:p/>"))


@kind(changed={TEXT: "quokka ledger\n• puffin\n• wombat"})
def list_in_an_answer(paper: Paper) -> None:
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>'
    put_after(paper.answer(TEXT), parsed("".join(f"{listed}{run(a)}</w:p>" for a in ("puffin", "wombat"))))


@kind("R031", kept=(PNG,))
def picture_in_an_answer(paper: Paper) -> None:
    paper.write(TEXT, picture(f'r:embed="{paper.add_part("word/media/x.png", "image/png", "image", PNG)}"'))


@kind("R031", unplaced={TEXT: "x.png"})
def picture_from_elsewhere(paper: Paper) -> None:
    address = "https://example.invalid/x.png"
    paper.write(TEXT, picture(f'r:link="{paper.add_part("", "", "image", "", external=address)}"'))


@kind(changed={TEXT: "quokka ledger\npuffin"})
def text_box_in_an_answer(paper: Paper) -> None:
    paper.write(TEXT, text_box("puffin"))


@kind("R028", unplaced={"greeted__next-steps": "puffin"})
def text_box_between_tables(paper: Paper) -> None:
    put_after(paper.table("greeted__score"), parsed(f"<w:p>{text_box('puffin')}</w:p>"))


@kind(changed={TEXT: "quokka ledger puffin"})
def hidden_words(paper: Paper) -> None:
    paper.write(TEXT, run(" puffin", VANISH))


@kind(changed={TEXT: "quokka ledger 24 puffin 2026"})
def field_code_in_an_answer(paper: Paper) -> None:
    marks = {name: f'<w:r><w:fldChar w:fldCharType="{name}"/></w:r>' for name in ("begin", "separate", "end")}
    code = '<w:r><w:instrText xml:space="preserve"> DATE \\@ "wombat" </w:instrText></w:r>'
    shown = run("24 puffin 2026")
    paper.write(TEXT, run(" ") + marks["begin"] + code + marks["separate"] + shown + marks["end"])


@kind(changed={TEXT: "quokka ledger puffin wombat"})
def hyperlinks_in_an_answer(paper: Paper) -> None:
    link = paper.add_part("", "", "hyperlink", "", external="https://example.invalid/")
    simple = f'<w:fldSimple w:instr=" HYPERLINK x ">{run("wombat")}</w:fldSimple>'
    paper.write(TEXT, f'{run(" ")}<w:hyperlink r:id="{link}">{run("puffin")}</w:hyperlink>{run(" ")}{simple}')


@kind(changed={TEXT: "puffin\u00a0w-o שלום \U0001f469\u200d\U0001f33e caf\u00e9 «”"})
def odd_characters(paper: Paper) -> None:
    text = "puf\u00adf\u200bin\u00a0w</w:t><w:noBreakHyphen/><w:t>o שלום \U0001f469\u200d\U0001f33e cafe\u0301 «”"
    paper.fill(TEXT, run(text, "<w:rtl/>"))


@kind(changed={TEXT: LONG})
def long_answer(paper: Paper) -> None:
    paper.fill(TEXT, run(LONG))


@kind(changed={TEXT: "quokka ledger puffin"})
def alternative_content(paper: Paper) -> None:
    both = f'<mc:Choice Requires="wps">{run(" puffin")}</mc:Choice><mc:Fallback>{run(" puffin")}</mc:Fallback>'
    paper.write(TEXT, f"<mc:AlternateContent>{both}</mc:AlternateContent>")


@kind("R009", "R031", kept=(b"<p>puffin</p>",))
def another_document_inside(paper: Paper) -> None:
    identity = paper.add_part("word/chunk.html", "text/html", "aFChunk", "<p>puffin</p>")
    paper.answer(TEXT).addnext(parsed(f'<w:altChunk r:id="{identity}"/>')[0])


@kind(changed={TEXT: "quokka ledger\npuffin"})
def section_inside_a_cell(paper: Paper) -> None:
    properties = "<w:pPr><w:sectPr><w:pgSz w:w='100' w:h='100'/></w:sectPr></w:pPr>"
    put_after(paper.answer(TEXT), parsed(f"<w:p>{properties}{run('puffin')}</w:p>"))


# --- what names a field


@kind()
def all_tags_lost(paper: Paper) -> None:
    strip(paper, "tag")


@kind()
def only_what_is_visible_left(paper: Paper) -> None:
    strip(paper, "tag", "id", "alias", "bookmarkStart", "bookmarkEnd")
    forget(paper)


@kind("R024")
def only_what_is_visible_left_without_the_identity(paper: Paper) -> None:
    only_what_is_visible_left(paper)
    footers(paper, r"english-example · [^<]*", "")


@kind()
def all_controls_lost(paper: Paper) -> None:
    for control in list(paper.root.iter(W + "sdt")):
        unwrap(control)
    strip(paper, "bookmarkStart", "bookmarkEnd")


@kind()
def captions_deleted(paper: Paper) -> None:
    for name in paper.rows:
        first(paper.cells(name)[0], "t").text = ""


@kind("R034", unplaced={TEXT: "Nachweis", SCORE: "Bewertung"}, alone=True)
def captions_translated(paper: Paper) -> None:
    words = {"evidence": "Nachweis", "score": "Bewertung", "reflection": "Gedanken", "next-steps": "Weiter"}
    for name in paper.rows:
        first(paper.cells(name)[0], "t").text = words.get(name.rpartition("__")[2], "Angabe")


@kind()
def captions_typed_otherwise(paper: Paper) -> None:
    for name in paper.rows:
        text = first(paper.cells(name)[0], "t")
        text.text = f"  {(text.text or '').upper().replace(' ', '  ')} : "


@kind()
def captions_without_codes_and_no_tags(paper: Paper) -> None:
    only_what_is_visible_left(paper)
    for name in paper.rows:
        text = first(paper.cells(name)[0], "t")
        text.text = re.sub(r"^[AB]\d ", "", text.text or "")


@kind(
    *("R017", "R028"),
    changed=dict.fromkeys((SCORE, TEXT, OTHER, "hours-week__next-steps"), ""),
    unplaced={"hours-week": "⬡ Exemplary\n● Good"},
    alone=True,
)
def rows_that_have_lost_all_names(paper: Paper) -> None:
    choose(paper, SCORE, "")
    for name in (SCORE, TEXT, OTHER, "hours-week__next-steps"):
        first(paper.cells(name)[0], "t").text = ""
        for local in ("tag", "id", "alias", "bookmarkStart", "bookmarkEnd"):
            for element in list(paper.rows[name].iter(W + local)):
                remove(element)


@kind()
def controls_of_google_around_everything(paper: Paper) -> None:
    number = 0
    for local in ("p", "tc", "tr"):
        for element in list(paper.root.iter(W + local)):
            number += 1
            wrap(element, f'<w:tag w:val="goog_rdk_{number}"/><w:id w:val="{number}"/>')


@kind()
def control_around_the_paragraph(paper: Paper) -> None:
    lift(paper, "p")


@kind()
def control_around_the_cell(paper: Paper) -> None:
    lift(paper, "tc")


@kind()
def control_around_the_row(paper: Paper) -> None:
    lift(paper, "tr")


@kind(changed={TEXT: "quokka ledger puffin"})
def nested_controls(paper: Paper) -> None:
    inner = f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{run(" puffin")}</w:sdtContent></w:sdt>'
    first(paper.boxes[TEXT], "sdtContent").extend(parsed(inner))


@kind("R030", changed={TEXT: "", OTHER: "narwhal tusk\nand an axolotl quokka ledger"})
def control_moved_to_another_row(paper: Paper) -> None:
    paper.write(OTHER, run(" "))
    paper.answer(OTHER).append(paper.boxes[TEXT])


@kind(changed={TEXT: "quokka ledger"})
def a_column_before_the_captions(paper: Paper) -> None:
    for each in paper.table(TEXT).iterchildren(W + "tr"):
        next(each.iterchildren(W + "tc")).addprevious(parsed("<w:tc><w:p/></w:tc>")[0])


@kind()
def caption_and_answer_merged(paper: Paper) -> None:
    for name in (TEXT, SCORE):
        merge(paper, name)


@kind()
def caption_and_answer_merged_and_no_tags(paper: Paper) -> None:
    caption_and_answer_merged(paper)
    only_what_is_visible_left(paper)
