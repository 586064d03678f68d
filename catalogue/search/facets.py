"""Every facet and filter of the search, declared once: what it is called, where its values come from, how it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from types import MappingProxyType
from zoneinfo import ZoneInfo

from catalogue.core.formats import DEFAULT_ZONE
from catalogue.search.documents import Document, RunFacts

OfOffering = Callable[[Document], tuple[str | None, ...]]
OfRun = Callable[[RunFacts], tuple[str | None, ...]]

CITY_TIME = ZoneInfo(DEFAULT_ZONE)  # of the first two cities; a city elsewhere will bring its own
BROAD_TOPIC = 2  # digits of an ISCED-F code of the broad level
FOREVER = 10**7  # an ordinal day, or a price, beyond any
EARTH_KM = 6371.0


@dataclass(frozen=True)
class Facet:
    """A filter by value; several values of one facet mean any of them.

    Of an offering, or of a run: all filters of runs must hold for one and the same run.
    """

    name: str
    of_offering: OfOffering | None = None
    of_run: OfRun | None = None
    values: tuple[str, ...] = ()  # all that there are, in their order; empty where a vocabulary or the data say
    shown: bool = True  # with counts, in the order of declaration
    counted: Callable[[str], bool] = lambda value: True

    def read(self, document: Document, run: RunFacts | None) -> tuple[str, ...]:
        """The values of one row of the index: an offering with one of its runs, or with none."""
        found = self.of_offering(document) if self.of_offering else ()
        if self.of_run and run:
            found = self.of_run(run)
        return tuple(value for value in found if value)


def _price(run: RunFacts) -> tuple[str, ...]:
    if run.price_halalas is None:
        return ()
    return ("paid",) if run.price_halalas else ("free",)


FACETS: tuple[Facet, ...] = (
    Facet("kind", lambda offering: (offering.kind,), values=("course", "workshop", "programme")),
    Facet("format", lambda offering: (offering.format,)),
    Facet("topic", lambda offering: offering.topics, counted=lambda code: len(code) == BROAD_TOPIC),
    Facet("city", of_run=lambda run: (run.city,)),
    Facet("district", of_run=lambda run: (run.district, run.zone)),  # a zone stands for its districts
    Facet("mode", of_run=lambda run: (run.mode,)),
    Facet("level", lambda offering: (offering.level,), values=("beginner", "intermediate", "advanced", "all")),
    Facet("language", of_run=lambda run: run.languages),
    Facet("gender", of_run=lambda run: (run.gender_mode,)),  # unstated: no value, so it never matches
    Facet("audience", lambda offering: offering.audiences),
    Facet("price", of_run=_price, values=("free", "paid")),
    Facet("day", of_run=lambda run: run.days, values=("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
    Facet("time", of_run=lambda run: run.times, values=("morning", "afternoon", "evening")),
    Facet("credential", lambda offering: (offering.credential,)),
    Facet("access", of_run=lambda run: run.access),
    Facet("provider", lambda offering: (offering.provider,)),
    Facet("skill", lambda offering: offering.skills, shown=False),
    Facet("occupation", lambda offering: offering.occupations, shown=False),
)
BY_NAME = MappingProxyType({facet.name: facet for facet in FACETS})
SHOWN = tuple(facet for facet in FACETS if facet.shown)


@dataclass(frozen=True)
class Bound:
    """A filter by a figure of each row: it must be at most (or at least) what is asked. A row without it never is."""

    name: str
    figure: Callable[[Document, RunFacts | None], int | None]
    at_most: bool


def local_day(run: RunFacts) -> int | None:
    """The day on which the run starts in its city, as an ordinal."""
    return run.starts_at.astimezone(CITY_TIME).toordinal() if run.starts_at else None


def _first_day(_: Document, run: RunFacts | None) -> int | None:
    if run is None:
        return None
    return 0 if run.flexible else local_day(run)


def _last_day(_: Document, run: RunFacts | None) -> int | None:
    if run is None:
        return None
    if not run.flexible:
        return local_day(run)
    return run.ends_at.astimezone(CITY_TIME).toordinal() if run.ends_at else FOREVER


BOUNDS: tuple[Bound, ...] = (
    Bound("age", lambda offering, run: offering.age_min or 0, at_most=True),  # an open bound admits everybody
    Bound("age", lambda offering, run: FOREVER if offering.age_max is None else offering.age_max, at_most=False),
    Bound("price_max", lambda offering, run: run.price_halalas if run else None, at_most=True),
    Bound("from", _last_day, at_most=False),  # a run that starts when one likes fits any day before it ends
    Bound("until", _first_day, at_most=True),
)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two places on the globe, each (latitude, longitude)."""
    lat, lon, other_lat, other_lon = map(radians, (*one, *other))
    chord = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(chord)))
