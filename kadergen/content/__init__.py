"""Frameworks as their authors keep them: a folder of YAML and Markdown → `Framework` and diagnostics with file:line."""
