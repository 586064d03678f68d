"""Whether a run is for somebody: age on the first day, and the group that it is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from catalogue.accounts.rules import age_on
from catalogue.enrolment.rules.reasons import (
    BirthDateNeeded,
    GenderNeeded,
    NotForThisGroup,
    Reason,
    TooOld,
    TooYoung,
)

GENDER_OF_MODE = {"women": "female", "girls": "female", "men": "male", "boys": "male"}


@dataclass(frozen=True)
class Person:
    """What eligibility asks about a learner; None is unknown."""

    birth_date: date | None
    gender: str | None


@dataclass(frozen=True)
class Terms:
    """What a run asks of a learner; ages in years, either end may be open."""

    age_min: int | None
    age_max: int | None
    gender_mode: str | None
    first_day: date | None
    sections: tuple[str, ...] = ()
    """For whom each section is, where the run is held in groups apart."""


def why_it_does_not_fit(person: Person, terms: Terms, today: date) -> Iterator[Reason]:
    """What speaks against the person, or has to be known first. Age is reckoned on the first session's date (today
    where the start is flexible), bounds inclusive; an unknown birth date asks, it never refuses.

    Source: MODEL, "What is always true", 6.
    """
    yield from _by_age(person, terms, today)
    yield from _by_group(person, terms)


def section_for(gender: str | None, sections: Sequence[str]) -> int | None:
    """Which section is a learner's: the first for her gender, else the first for everybody; None where none fits."""
    own = [number for number, mode in enumerate(sections) if gender and GENDER_OF_MODE.get(mode) == gender]
    anybody = [number for number, mode in enumerate(sections) if mode not in GENDER_OF_MODE]
    return next(iter([*own, *anybody]), None)


def _by_group(person: Person, terms: Terms) -> Iterator[Reason]:
    if terms.sections:
        gendered = any(mode in GENDER_OF_MODE for mode in terms.sections)
        if gendered and person.gender is None:
            yield GenderNeeded(gender_mode=terms.gender_mode)
        elif section_for(person.gender, terms.sections) is None:
            yield NotForThisGroup(gender_mode=terms.gender_mode)
        return
    if wanted := GENDER_OF_MODE.get(terms.gender_mode or ""):
        if person.gender is None:
            yield GenderNeeded(gender_mode=terms.gender_mode)
        elif person.gender != wanted:
            yield NotForThisGroup(gender_mode=terms.gender_mode)


def _by_age(person: Person, terms: Terms, today: date) -> Iterator[Reason]:
    if terms.age_min is None and terms.age_max is None:
        return
    bounds = {"age_min": terms.age_min, "age_max": terms.age_max}
    if person.birth_date is None:
        yield BirthDateNeeded(**bounds)
        return
    age = age_on(person.birth_date, terms.first_day or today)
    if terms.age_min is not None and age < terms.age_min:
        yield TooYoung(age=age, **bounds)
    elif terms.age_max is not None and age > terms.age_max:
        yield TooOld(age=age, **bounds)
