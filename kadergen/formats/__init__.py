"""Wire formats, one per module: strings, numbers and rectangles in, bytes out, and back. No framework here."""
