"""Searches that many people want, one link each; and the situations in life that bring them here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from catalogue.core.formats import at_zone
from catalogue.search.finding import count
from catalogue.search.presenting.addresses import results_url
from catalogue.search.query import Pairs, Query
from catalogue.search.request import parse

DAYS_AHEAD = 7
UNSORTED = Query().sort


@dataclass(frozen=True)
class Shortcut:
    """A search with a name; `hint` and `count` only where the page shows them."""

    icon: str
    text: LazyString
    query: Query
    hint: LazyString | str = ""
    tone: str = ""
    count: int = 0

    @property
    def url(self) -> str:
        return results_url(self.query)

    def url_beside(self, query: Query | None) -> str:
        """The address that adds this to the search that is shown, or takes it away again where it is on.

        Its order comes and goes with it where nothing is searched for and no other order was chosen.
        """
        if query is None:
            return self.url
        if self.is_on(query):
            before, after = self.query.sort, UNSORTED
            for name, value in self.query.filters():
                query = query.without(name, value)
        else:
            before, after = UNSORTED, self.query.sort
            for name in dict(self.query.filters()):
                query = query.with_(name, [value for one, value in self.query.filters() if one == name])
        return results_url(replace(query, sort=after) if query.sort == before and not query.text else query)

    def is_on(self, query: Query) -> bool:
        """Whether a search asks for all of this, perhaps among other things."""
        return set(self.query.filters()) <= set(query.filters())


SITUATIONS: tuple[tuple[str, str, LazyString, LazyString, Pairs], ...] = (
    (
        "briefcase-business",
        "reskill",
        _l("I am looking for work"),
        _l("Programmes and courses that lead to a job"),
        (("audience", "job_seekers"),),
    ),
    (
        "map-pin",
        "info",
        _l("I am new in the city"),
        _l("Arabic for beginners, and ways to settle in"),
        (("audience", "arabic_learners"),),
    ),
    (
        "baby",
        "workshop",
        _l("I come with my child"),
        _l("For families, and for children alone"),
        (("audience", "children"), ("audience", "families")),
    ),
    (
        "sprout",
        "sun",
        _l("I have retired"),
        _l("Meet people, learn something new, pass on what you know"),
        (("audience", "retirees"), ("audience", "seniors")),
    ),
    (
        "languages",
        "",
        _l("I want to learn a language"),
        _l("From the first words to certificates"),
        (("topic", "0231"),),
    ),
)


def next_days(now: datetime) -> Query:
    """What starts today or on one of the six days after."""
    today = at_zone(now).date()
    return Query(starts_from=today, starts_until=today + timedelta(days=DAYS_AHEAD - 1), sort="soonest")


def quick_links(now: datetime) -> tuple[Shortcut, ...]:
    return (
        Shortcut("ticket", _l("Free"), _of(("price", "free"))),
        Shortcut("calendar-days", _l("In the next seven days"), next_days(now)),
        Shortcut("house", _l("Online"), _of(("mode", "online_live"), ("mode", "online_self_paced"))),
        Shortcut("baby", _l("Children and families"), _of(("audience", "children"), ("audience", "families"))),
        Shortcut("briefcase-business", _l("For job seekers"), _of(("audience", "job_seekers"))),
    )


def situations(now: datetime) -> list[Shortcut]:
    """Those that lead to something at present."""
    found = [
        Shortcut(icon, text, query, hint, tone, count(query, now))
        for icon, tone, text, hint, pairs in SITUATIONS
        for query in (_of(*pairs),)
    ]
    return [one for one in found if one.count]


def _of(*pairs: tuple[str, str]) -> Query:
    return parse(pairs)[0]
