"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

from catalogue.core.texts import CONTROL, INVISIBLE

FORMULA = tuple("=+-@\t\r\x00\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet would run where a cell begins with it; their full-width forms too."""


def guarded(text: str) -> str:
    """The text with a quote before it where it would be run, also after blanks and signs that show nothing."""
    plain = INVISIBLE.sub("", text)
    seen = CONTROL.sub("", plain).lstrip()
    return f"'{text}" if plain.startswith(FORMULA) or seen.startswith(FORMULA) else text


def plain_cell(text: str) -> str:
    """Guarded, after the signs that no workbook can hold are gone: what they hid would stand in front."""
    return guarded(CONTROL.sub("", text.replace("\r", "")))


def unguarded(text: str) -> str:
    """The text as it was before `guarded`: a file that was downloaded here comes back unchanged."""
    return text[1:] if text.startswith("'") and guarded(text[1:]) != text[1:] else text
