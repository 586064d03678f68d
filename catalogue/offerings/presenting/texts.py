"""Texts of an offering in another shape than they were written in: one line of it, its points."""

from __future__ import annotations

from catalogue.core.texts import local
from catalogue.offerings.models import Offering

BULLETS = " \t-•*–"


def description_of(offering: Offering) -> str:
    """One line for search engines: the summary, else the beginning of the description."""
    text = local(offering, "summary").text or local(offering, "description").text
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159].rsplit(" ", 1)[0] + "…"


def lines(text: str) -> list[str]:
    """The points of a text that has one on each line."""
    return [line for raw in text.split("\n") if (line := raw.strip().lstrip(BULLETS).strip())]
