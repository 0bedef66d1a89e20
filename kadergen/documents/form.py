"""The fillable form: who answers, every statement with its fields, and the plan of action, for the screen."""

from __future__ import annotations

from collections.abc import Collection

from kadergen.documents.blocks import Block, Contents, Document, HeaderField, HeaderFields, Masthead, Medium, Text
from kadergen.documents.parts import chosen_sections, plan_blocks, section_blocks, tabs, version_name
from kadergen.model.framework import Framework
from kadergen.model.instrument import RESPONDENT, FieldId, Instrument
from kadergen.model.text import Paragraph, ScaleTable, rich


def build_form(framework: Framework, instrument: Instrument, sections: Collection[str] | None = None) -> Document:
    """The form, or with `sections` (ids) only these; header and plan always stay."""
    words = framework.wording
    how = f"{words('form.how')} {words('form.clear')}" if framework.scale else words("form.how")
    return _form(framework, instrument, sections, how)


def build_word_form(framework: Framework, instrument: Instrument, sections: Collection[str] | None = None) -> Document:
    """The form for a word processor: its boxes grow, rows can be added, and nothing keeps choices from being two."""
    words = framework.wording
    how = words("word.how")
    if framework.scale:
        how = f"{how} {words('word.one')} {words('form.clear')}"
    contents = Contents(words("document.contents"))
    return _form(framework, instrument, sections, how, (contents,), (Text((Paragraph(rich(words("word.rows"))),)),))


def _form(
    framework: Framework,
    instrument: Instrument,
    sections: Collection[str] | None,
    how: str,
    front: Collection[Block] = (),
    before_plan: Collection[Block] = (),
) -> Document:
    words = framework.wording
    chosen = chosen_sections(framework, sections)
    version = version_name(framework)
    blocks: list[Block] = [
        Masthead(framework.title, framework.publisher, f"{words('document.form')} · {version}"),
        Text((Paragraph(rich(how)),), lead=True),
    ]
    if framework.respondent:
        fields = tuple(
            HeaderField(field.label, instrument.by_id[FieldId(RESPONDENT, field.id)], field.options)
            for field in framework.respondent
        )
        blocks.append(HeaderFields(words("form.who"), fields))
    if framework.scale:
        blocks.append(Text((ScaleTable(),), framework.scale))
    blocks += front
    for index, section in chosen:
        blocks += section_blocks(framework, instrument, index, section, full_page=False)
    blocks += plan_blocks(framework, instrument, fields=True, more=before_plan)
    return Document(
        title=f"{framework.title}: {words('document.form')}",
        language=framework.language,
        medium=Medium.SCREEN,
        blocks=tuple(blocks),
        running_head=framework.title,
        footer=version,
        subject=framework.subtitle,
        identity=instrument.identity,
        tabs=tabs(chosen),
    )
