"""Frozen data shared by both directions: the framework, its instrument, responses and their consolidation.

Standard library only; nothing here opens a file.
"""
