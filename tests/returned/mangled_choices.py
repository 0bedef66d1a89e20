"""Choices: glyphs, crosses, labels, boxes."""

from __future__ import annotations

import copy

from tests.returned.word_hands import (
    BLANK,
    KINDS,
    LEVELS,
    SCORE,
    Deed,
    Kind,
    choose,
    cross_out,
    kind,
    properties,
    type_score,
)
from tests.returned.word_paper import (
    Paper,
    first,
    paragraph,
    parsed,
    remove,
    run,
    unwrap,
    wrap,
)
from tests.word.package import W

# --- choices


def _glyphs(glyph: str) -> Deed:
    def deed(paper: Paper) -> None:
        paper.tick(SCORE, "green", glyph)
        for level in ("blue", "yellow", "purple"):
            paper.tick(SCORE, level, "☐")

    return deed


for _name, _glyph in {"ballot x": "☒", "ballot check": "☑", "check": "✓", "cross": "✗"}.items():
    KINDS[f"glyphs replaced by {_name}"] = Kind(_glyphs(_glyph))


@kind()
def check_marks_of_wingdings(paper: Paper) -> None:
    for level in LEVELS:
        char = "F0FE" if level == "green" else "F0A8"
        text = first(paper.choice(SCORE, level), "t")
        text.addnext(parsed(f'<w:sym w:font="Wingdings" w:char="{char}"/>')[0])
        remove(text)


@kind(changed={BLANK: "yellow"})
def x_typed_before_a_label(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    paper.line(BLANK, "yellow").insert(1, parsed(run("x "))[0])


@kind(changed={BLANK: "yellow"})
def x_typed_behind_a_label(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    paper.line(BLANK, "yellow").append(parsed(run(" X"))[0])


@kind(changed={BLANK: "yellow"})
def x_in_brackets(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    paper.line(BLANK, "yellow").append(parsed(run(" [x]"))[0])


@kind(changed={BLANK: "yellow"})
def tick_typed_behind_a_label(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    paper.line(BLANK, "yellow").append(parsed(run(" ✓"))[0])


@kind(changed={BLANK: "yellow"})
def one_label_left(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    for level in ("blue", "green", "purple"):
        remove(paper.line(BLANK, level))
    remove(paper.choice(BLANK, "yellow"))


@kind("R030", unplaced={BLANK: "Under way"})
def one_choice_left_that_is_not_marked(paper: Paper) -> None:
    for level in ("blue", "green", "purple"):
        remove(paper.line(BLANK, level))


@kind(changed={BLANK: "yellow"})
def colour_typed_alone(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    type_score(paper, BLANK, "yellow.")


@kind("R030", unplaced={BLANK: "yellow, puffin"})
def colour_typed_with_words(paper: Paper) -> None:
    type_score(paper, BLANK, "yellow, puffin")
    paper.cells(BLANK)[1].extend(parsed(paragraph("Good")))


@kind("R034", unplaced={BLANK: "not Good, says the puffin"})
def sentence_with_a_label_in_it(paper: Paper) -> None:
    type_score(paper, BLANK, "not Good, says the puffin")


@kind("R034", unplaced={SCORE: "Good, says the puffin"})
def sentence_under_the_choices(paper: Paper) -> None:
    paper.cells(SCORE)[1].extend(parsed(paragraph("Not yet Good, says the puffin")))


@kind(changed={BLANK: "yellow"})
def label_typed_under_empty_choices(paper: Paper) -> None:
    choose(paper, BLANK, "yellow")
    paper.cells(BLANK)[1].extend(parsed(paragraph("Under way")))


@kind("R012", changed={SCORE: ""}, unplaced={SCORE: "yellow"})
def another_label_typed_under_a_choice(paper: Paper) -> None:
    choose(paper, SCORE)
    choose(paper, SCORE, "yellow")
    paper.cells(SCORE)[1].extend(parsed(paragraph("Under way")))


@kind("R034", unplaced={SCORE: "only puffin"})
def words_typed_behind_a_label(paper: Paper) -> None:
    paper.line(SCORE, "green").append(parsed(run(", only puffin"))[0])


@kind("R030", changed={SCORE: ""}, unplaced={SCORE: "not at all Good"})
def denied_before_the_label(paper: Paper) -> None:
    choose(paper, SCORE)
    label = list(paper.line(SCORE, "green").iter(W + "t"))[-1]
    label.text = " not at all Good"


@kind("R030", unplaced={BLANK: "Exemplary"})
def labels_crossed_out(paper: Paper) -> None:
    for level in ("blue", "green", "purple"):
        cross_out(paper, BLANK, level)


@kind("R030", changed={SCORE: ""}, unplaced={SCORE: "green"})
def the_choice_crossed_out(paper: Paper) -> None:
    choose(paper, SCORE)
    cross_out(paper, SCORE, "green")


@kind()
def other_labels_crossed_out(paper: Paper) -> None:
    for level in ("blue", "yellow", "purple"):
        cross_out(paper, SCORE, level)


@kind("R012", changed={SCORE: ""}, unplaced={SCORE: "yellow"})
def two_boxes_ticked(paper: Paper) -> None:
    choose(paper, SCORE)
    choose(paper, SCORE, "yellow")
    paper.tick(SCORE, "yellow", "■", "1")


@kind("R030", unplaced={BLANK: "○ Good"})
def state_without_glyph(paper: Paper) -> None:
    choose(paper, BLANK, "green")
    paper.tick(BLANK, "green", "", "1")


@kind("R030", unplaced={BLANK: "● Good"})
def glyph_without_state(paper: Paper) -> None:
    choose(paper, BLANK, "green")
    paper.tick(BLANK, "green", "●")


@kind()
def choices_in_one_paragraph(paper: Paper) -> None:
    line = paper.line(SCORE, "blue")
    for level in LEVELS[1:]:
        other = paper.line(SCORE, level)
        assert other is not line
        line.extend([*parsed(run("   ")), *(child for child in other if child.tag != W + "pPr")])
        remove(other)


@kind()
def choices_in_one_paragraph_without_controls(paper: Paper) -> None:
    choices_in_one_paragraph(paper)
    for level in LEVELS:
        unwrap(paper.choice(SCORE, level))


@kind("R030", unplaced={BLANK: "x ○ Good"})
def x_between_choices_in_one_paragraph(paper: Paper) -> None:
    type_score(paper, BLANK, "⬡ Exemplary x ○ Good □ Under way △ Not yet")


@kind("R034", unplaced={BLANK: "Gut"})
def labels_translated(paper: Paper) -> None:
    for level, word in zip(LEVELS, ("Prima", "Gut", "Dabei", "Nein"), strict=True):
        list(paper.line(BLANK, level).iter(W + "t"))[-1].text = f" {word}"


@kind()
def labels_deleted(paper: Paper) -> None:
    for level in LEVELS:
        remove(list(paper.line(SCORE, level).iter(W + "r"))[-1])


@kind("R030", changed={SCORE: ""}, unplaced={SCORE: "● Not yet"})
def box_moved_to_another_label(paper: Paper) -> None:
    choose(paper, SCORE)
    choose(paper, SCORE, "purple")
    there, here = paper.choice(SCORE, "purple"), paper.choice(SCORE, "green")
    line = paper.line(SCORE, "green")
    there.addnext(here)
    line.insert(2, there)


@kind("R030", changed={"hours-told__score": "green"}, alone=True)
def choices_pasted_from_another_row(paper: Paper) -> None:
    """What a person sees is the row that they are in now."""
    choose(paper, "hours-told__score", "green")
    old = paper.cells("hours-told__score")[1]
    old.addprevious(copy.deepcopy(paper.cells(SCORE)[1]))
    remove(old)


@kind("R015", changed={"respondent__party": "a bison"})
def option_that_is_none(paper: Paper) -> None:
    paper.fill("respondent__party", run("a bison"))


@kind(changed={"respondent__party": "visitor"})
def option_typed_by_hand(paper: Paper) -> None:
    paper.boxes["respondent__party"].addnext(parsed(run(" visitor "))[0])
    remove(paper.boxes["respondent__party"])


@kind()
def contents_brought_up_to_date(paper: Paper) -> None:
    for entry in paper.root.iter(W + "hyperlink"):
        entry.extend(parsed("<w:r><w:tab/></w:r>" + run("12")))


@kind()
def control_of_the_first_choice_around_all(paper: Paper) -> None:
    """As LibreOffice 7.4 saves it; the others have lost their names."""
    for score in ("hours-week__score", "hours-told__score", "names__score"):
        names = "".join(properties(paper.choice(score, "blue"), "alias", "id"))
        for level in LEVELS:
            for local in ("alias", "id", "tag"):
                remove(first(paper.choice(score, level), local))
        wrap(paper.cells(score)[1], names)


@kind(changed={SCORE: ""})
def choice_taken_back(paper: Paper) -> None:
    choose(paper, SCORE, "")
    paper.tick(SCORE, "green", "○", "0")
