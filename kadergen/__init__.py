"""kadergen: a quality framework becomes a booklet and a fillable form; the forms that come back become one plan of action."""

__version__ = "0.1.0"
