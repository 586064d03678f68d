"""What was made of a query's text, to be shown and to be undone."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.search.asked import Asked


@dataclass(frozen=True)
class Repair:
    """A word that was taken for another: as it was typed, as it was understood, and why (`spelling`, …)."""

    typed: str
    used: str
    because: str


@dataclass(frozen=True)
class Wish:
    """A filter in words: facet or bound, value (`a|b` where any serves), the words, the text without them."""

    name: str
    value: str
    words: str
    text_without: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(self.value.split("|"))


@dataclass(frozen=True)
class Understood:
    """A text, what was asked for with it, and everything that was done to it.

    `searched` is the text after repairs, `without_wishes` the same without the words that were read as filters.
    `elsewhere`: what it asks for that no catalogue of learning has; `unoffered`: subjects that no offering is about.
    """

    typed: str
    searched: str
    asked: Asked
    without_wishes: str
    repairs: tuple[Repair, ...] = ()
    wishes: tuple[Wish, ...] = ()
    concepts: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    elsewhere: str = ""
    unoffered: tuple[str, ...] = ()

    @property
    def corrected(self) -> str | None:
        """What was searched for instead of what was typed."""
        return self.searched if self.searched != self.typed else None
