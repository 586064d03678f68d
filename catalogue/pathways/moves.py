"""What the data files say about changing one's work: moves between occupations, and support in general terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalogue.taxonomy.vocabularies import read


@dataclass(frozen=True)
class Move:
    """A step from one occupation (key) to another: the skills one brings along, and those one has to gain (keys)."""

    before: str
    after: str
    name_ar: str
    name_en: str
    shared: tuple[str, ...]
    gap: tuple[str, ...]


@dataclass(frozen=True)
class Support:
    """A public programme for people who look for work, in one line; its conditions change."""

    key: str
    name_ar: str
    name_en: str
    what_ar: str
    what_en: str


@cache
def moves() -> tuple[Move, ...]:
    return tuple(
        Move(
            before=row["from_occupation"],
            after=row["to_occupation"],
            name_ar=row["ar"],
            name_en=row["en"],
            shared=tuple(row["shared_essential"]),
            gap=tuple(row["gap_essential"]),
        )
        for row in read("pathways")["pathways"]
    )


@cache
def support() -> tuple[Support, ...]:
    return tuple(
        Support(key=row["key"], name_ar=row["ar"], name_en=row["en"], what_ar=row["what_ar"], what_en=row["what_en"])
        for row in read("support_programmes")["programmes"]
    )
