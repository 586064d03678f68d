"""The page of figures: one row for each listing, totals, two charts, the same numbers for a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from catalogue.core.formats import at_zone
from catalogue.core.texts import LocalText, local
from catalogue.enrolment.completion.rules import Figures, figures
from catalogue.figures import queries
from catalogue.figures.rules import Period, Source, Stretch, percent, stretch
from catalogue.offerings.models import Offering

PERIODS = {
    Period.MONTH: _l("Last 4 weeks"),
    Period.QUARTER: _l("Last 13 weeks"),
    Period.YEAR: _l("Last 52 weeks"),
}
SOURCES = {
    Source.SEARCH: _l("A search in the catalogue"),
    Source.SITE: _l("Another page of the catalogue"),
    Source.ELSEWHERE: _l("Another site"),
    Source.DIRECT: _l("A link, a bookmark or a message"),
}
COUNTS = ("views", "saves", "enrolments", "taken", "seats", "waiting", "completed", "ended", "rated", "stars")


@dataclass
class Row:
    """The figures of one listing, or of all."""

    offering: Offering | None = None
    views: int = 0
    saves: int = 0
    enrolments: int = 0
    taken: int = 0
    seats: int = 0
    waiting: int = 0
    completed: int = 0
    ended: int = 0
    rated: int = 0
    stars: int = 0

    @property
    def title(self) -> LocalText:
        return local(self.offering, "title")

    @property
    def fill(self) -> int | None:
        """Percent of the seats."""
        return percent(self.taken, self.seats)

    @property
    def completion(self) -> int | None:
        """Percent of those who came to the end."""
        return percent(self.completed, self.ended)

    @property
    def rating(self) -> Figures | None:
        return figures(self.rated, self.stars)

    def add(self, other: Row) -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Step:
    """One bar of a chart: the days from `first` to `last`."""

    first: date
    last: date
    value: int


@dataclass
class FiguresPage:
    """What the page shows.

    :ivar rows: the listings, the most seen first.
    """

    period: Period
    days: Stretch
    rows: list[Row] = field(default_factory=list)
    total: Row = field(default_factory=Row)
    views: list[Step] = field(default_factory=list)
    enrolments: list[Step] = field(default_factory=list)
    sources: list[tuple[Source, int]] = field(default_factory=list)
    searches: list[tuple[str, int]] = field(default_factory=list)

    @property
    def most_from(self) -> int:
        return max((count for _source, count in self.sources), default=0)


def figures_page(provider_id: int, period: Period, now: datetime) -> FiguresPage:
    """Read everything in a fixed number of questions."""
    days = stretch(period, at_zone(now).date())
    when = queries.span(days)
    seen, given = queries.views(provider_id, days), queries.seats_given(provider_id, when)
    page = FiguresPage(period, days, rows=_rows(provider_id, days, when, seen, given))
    for row in page.rows:
        page.total.add(row)
    page.views = _steps(days, ((day, count) for _offering, day, _source, count in seen))
    page.enrolments = _steps(days, ((at_zone(at).date(), 1) for _offering, at in given))
    sources: Counter[str] = Counter()
    for _offering, _day, source, count in seen:
        sources[source] += count
    page.sources = [(source, sources[source]) for source in Source if sources[source]]
    page.searches = queries.searches(provider_id, days)
    return page


def _rows(
    provider_id: int, days: Stretch, when: queries.Span,
    seen: list[tuple[int, date, str, int]], given: list[tuple[int, datetime]],
) -> list[Row]:  # fmt: skip
    views: Counter[int] = Counter()
    for offering, _day, _source, count in seen:
        views[offering] += count
    enrolments = Counter(offering for offering, _at in given)
    saves, waiting = queries.saves(provider_id, when), queries.waiting(provider_id)
    taken, seats = queries.seats_filled(provider_id, when), queries.seats_there(provider_id, when)
    outcomes, ratings = queries.outcomes(provider_id, days), queries.ratings(provider_id)
    rows = []
    for one in queries.listings_of(provider_id):
        completed, ended = queries.completed(outcomes, one.id)
        rated, stars = ratings.get(one.id, (0, 0))
        rows.append(
            Row(
                one, views[one.id], saves.get(one.id, 0), enrolments[one.id], taken.get(one.id, 0),
                seats.get(one.id, 0), waiting.get(one.id, 0), completed, ended, rated, stars,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (-row.views, -row.enrolments, row.title.text))


def _steps(days: Stretch, counted: Iterable[tuple[date, int]]) -> list[Step]:
    values: Counter[date] = Counter()
    for day, count in counted:
        if (step := days.step_of(day)) is not None:
            values[step] += count
    ends = [*days.steps[1:], date.fromordinal(days.last.toordinal() + 1)]
    return [
        Step(first, date.fromordinal(end.toordinal() - 1), values[first])
        for first, end in zip(days.steps, ends, strict=True)
    ]
