"""Careers, put in order for their pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalogue.core.reader import reader
from catalogue.core.texts import local
from catalogue.offerings.models import Offering
from catalogue.offerings.queries import cards
from catalogue.offerings.run_words import RunWords
from catalogue.pathways import queries
from catalogue.pathways.fields import FIELDS, field_of
from catalogue.pathways.moves import Move, moves
from catalogue.pathways.queries import Programme
from catalogue.search.text import normalise
from catalogue.taxonomy.queries import OccupationFacts, SkillFacts, occupations, skills

MOST_CARDS = 12
SHOWN_SKILLS = 3


@dataclass(frozen=True)
class Target:
    """An occupation as a target: how many programmes lead there, and its first essential skills."""

    occupation: OccupationFacts
    programmes: int
    skills: list[SkillFacts]


@dataclass(frozen=True)
class Field:
    key: str
    name: str
    icon: str
    targets: list[Target]


@dataclass(frozen=True)
class Careers:
    """The page of careers: occupations with programmes, the others, and the skills that programmes teach."""

    fields: list[Field]
    others: list[Field]
    skills: list[tuple[SkillFacts, int]]
    programmes: int

    @property
    def empty(self) -> bool:
        return not (self.fields or self.others or self.skills)


@dataclass(frozen=True)
class Need:
    """A skill that an occupation needs, and how many offerings teach it now."""

    skill: SkillFacts
    offerings: int


@dataclass(frozen=True)
class Step:
    """A move between two occupations, with the skills it takes."""

    move: Move
    before: OccupationFacts
    after: OccupationFacts
    shared: list[SkillFacts]
    gap: list[SkillFacts]


@dataclass(frozen=True)
class ProgrammeCard:
    """A programme that leads to an occupation, with the run to join and what else it opens."""

    offering: Offering
    run: RunWords
    opens: tuple[OccupationFacts, ...]


@dataclass(frozen=True)
class Career:
    occupation: OccupationFacts
    essential: list[Need]
    optional: list[Need]
    cards: list[ProgrammeCard]
    programmes: int
    into: list[Step]
    onwards: list[Step]


def careers(text: str, now: datetime) -> Careers:
    """:param text: a plain filter by words of occupations and skills; empty shows all."""
    programmes = queries.open_programmes(now)
    leading = Counter(occupation.key for one in programmes for occupation in one.opens)
    teaching = Counter(skill for one in programmes for skill in one.teaches)
    by_id = queries.skills_by_id()
    words = normalise(text).split()
    targets = [
        Target(occupation, leading[occupation.key], _known(occupation.essential, by_id)[:SHOWN_SKILLS])
        for occupation in occupations()
        if _has(words, occupation, _known(occupation.essential, by_id))
    ]
    taught = [(by_id[skill], count) for skill, count in teaching.items() if _has(words, by_id[skill])]
    taught.sort(key=lambda pair: (-pair[1], local(pair[0], "name").text))
    return Careers(
        fields=_by_field([target for target in targets if target.programmes], by_id),
        others=_by_field([target for target in targets if not target.programmes], by_id),
        skills=taught,
        programmes=len(programmes),
    )


def _by_field(targets: Iterable[Target], by_id: dict[int, SkillFacts]) -> list[Field]:
    grouped: dict[str, list[Target]] = defaultdict(list)
    for target in targets:
        grouped[field_of(target.occupation, by_id)].append(target)
    for inside in grouped.values():
        inside.sort(key=lambda target: (-target.programmes, local(target.occupation, "name").text))
    return [Field(key, str(FIELDS[key][0]), FIELDS[key][1], grouped[key]) for key in FIELDS if key in grouped]


def _has(words: list[str], named: OccupationFacts | SkillFacts, others: Iterable[SkillFacts] = ()) -> bool:
    """Whether every word is part of the name, or all are part of one of the other names."""
    names = (normalise(f"{one.name_ar} {one.name_en}") for one in (named, *others))
    return any(all(word in name for word in words) for name in names)


def _known(ids: Iterable[int], by_id: dict[int, SkillFacts]) -> list[SkillFacts]:
    return [by_id[skill] for skill in ids if skill in by_id]


def career(occupation: OccupationFacts, now: datetime) -> Career:
    leading = [one for one in queries.open_programmes(now) if occupation in one.opens]
    needed = (*occupation.essential, *occupation.optional)
    counts = queries.offerings_teaching(needed, now)
    by_id = queries.skills_by_id()
    programmes = _cards(leading, occupation, now)
    return Career(
        occupation=occupation,
        essential=[Need(skill, counts[skill.id]) for skill in _known(occupation.essential, by_id)],
        optional=[Need(skill, counts[skill.id]) for skill in _known(occupation.optional, by_id)],
        cards=programmes[:MOST_CARDS],
        programmes=len(leading),
        into=[_step(move) for move in moves() if move.after == occupation.key],
        onwards=[_step(move) for move in moves() if move.before == occupation.key],
    )


def _cards(leading: list[Programme], occupation: OccupationFacts, now: datetime) -> list[ProgrammeCard]:
    opens = {one.id: one.opens for one in leading}
    found = [
        ProgrammeCard(
            card.offering,
            RunWords(card.run.run, now),
            tuple(one for one in opens[card.offering.id] if one != occupation),
        )
        for card in cards([one.id for one in leading], now)
        if card.run
    ]
    return sorted(found, key=lambda card: (card.run.availability.rank, str(card.run.first or "")))


def _step(move: Move) -> Step:
    by_key = {occupation.key: occupation for occupation in occupations()}
    known = skills()
    return Step(
        move=move,
        before=by_key[move.before],
        after=by_key[move.after],
        shared=[known[key] for key in move.shared if key in known],
        gap=[known[key] for key in move.gap if key in known],
    )


def names(found: Iterable[OccupationFacts | SkillFacts]) -> list[str]:
    """Names in the reader's language."""
    lang = reader().lang
    return [one.name_ar if lang == "ar" else one.name_en for one in found]
