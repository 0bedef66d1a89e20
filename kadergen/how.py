"""How a value in a returned file was read: formats say it of what they find, the model keeps it with each answer."""

from __future__ import annotations

from enum import Enum


class How(Enum):
    """The ways of reading, the surest first; the value is what JSON says."""

    FIELD = "field"  # the value of a field, as the file holds it
    WORDS = "words"  # words or a sign in a word processor's document
    XOBJECT = "xobject"  # the letters of a form XObject that stands where a field stood
    PAGE_TEXT = "page-text"  # letters on the page where a field stood
    PIXELS = "pixels"  # what the page looks like there
    ANNOTATION = "annotation"  # a comment laid over the page there
