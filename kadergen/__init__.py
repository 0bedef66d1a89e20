"""kadergen: a framework becomes a booklet and a fillable form, and the forms that come back one plan of action."""

__version__ = "0.1.0"
