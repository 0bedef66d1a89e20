"""The verbs: check, build, fill, read, consolidate. Each joins the stages to paths and writes whole files.

A command of the command line is one of these functions plus one wrapper; other programs may call them directly.
"""
