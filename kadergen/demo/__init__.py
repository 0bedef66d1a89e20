"""Twelve completed forms of one invented practice, for the demonstration: `answers/deelnemer-01.json` to `-12.json`.

Each file has the shape that `kadergen fill --data` takes: `respondent`, `answers` by statement id, `plan` rows; what
was left blank is left out or null. They hold on purpose what real forms hold: gaps, disagreement between parties, long
texts, odd characters, and cells that a spreadsheet would take for a formula. Everyone in them is a role, not a person.
"""
