"""The filters of the results page: facets with their values and counts, and a chip for everything that is on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from catalogue.core.formats import isolated
from catalogue.core.messages import gettext as _
from catalogue.core.texts import LocalText
from catalogue.search.facets import BY_NAME, SHOWN
from catalogue.search.port import FacetCount, Found
from catalogue.search.presenting.addresses import onward_url
from catalogue.search.presenting.labels import TITLES, Names, chosen_words, titled, words_of
from catalogue.search.presenting.options import Option, written
from catalogue.search.query import Query

ORDER = (
    *("kind", "format", "topic", "mode", "language", "time", "day", "gender", "audience", "age", "price", "dates"),
    *("city", "district", "access", "level", "credential", "provider", "open"),
)
"""How the filters stand on the page; `age`, `dates` and `open` are fields, the others facets."""
OPEN_AT_FIRST = frozenset({"kind", "mode", "language", "time"})
FIRST = 8
MOST = 40
HIDDEN = ("q", "near", "km", "skill", "occupation", "per_page", "exact")
"""What the form carries along without showing it."""
OPEN_CHOICES = (
    ("", _l("All that can still be joined")),
    ("1", _l("Open for enrolment now")),
    ("all", _l("Also full, closed and past ones")),
)


@dataclass(frozen=True)
class Group:
    """One filter: its first values, and the further ones behind “show all”."""

    name: str
    title: str
    open: bool
    options: Sequence[Option] = ()

    @property
    def first(self) -> Sequence[Option]:
        return self.options if len(self.options) <= FIRST + 1 else self.options[:FIRST]

    @property
    def more(self) -> Sequence[Option]:
        return self.options[len(self.first) :]

    def written(self, options: Sequence[Option]) -> Markup:
        return written(self.name, options)

    @property
    def more_open(self) -> bool:
        return any(option.checked for option in self.more)


@dataclass(frozen=True)
class Chip:
    """A filter that is on; its address is the search without it."""

    text: Markup
    url: str


def groups(query: Query, found: Found, providers: Mapping[str, Names]) -> list[Group]:
    """The filters in their order; a facet that offers no choice is left out."""
    shown = [_group(name, query, found, providers) for name in ORDER]
    return [group for group in shown if group]


def _group(name: str, query: Query, found: Found, providers: Mapping[str, Names]) -> Group | None:
    if name == "age":
        return Group(name, str(TITLES[name]), query.age is not None)
    if name == "dates":
        return Group(name, str(_("Start date")), bool(query.starts_from or query.starts_until))
    if name == "open":
        return Group(name, str(TITLES[name]), bool(query.open))
    options = _options(name, query, found, providers)
    chosen = any(option.checked for option in options) or (name == "price" and query.price_max_halalas is not None)
    if len(options) < 2 and not chosen and name != "price":
        return None
    return Group(name, str(TITLES[name]), chosen or name in OPEN_AT_FIRST, options)


def _options(name: str, query: Query, found: Found, providers: Mapping[str, Names]) -> list[Option]:
    chosen = query.values(name)
    counts = kept_counts(name, query, found)
    texts = words_of(name, [one.value for one in counts], providers)
    places: Sequence[LocalText | None] = [None] * len(counts)
    if name == "district":
        cities = [one.value.partition(":")[0] for one in counts]
        places = words_of("city", cities, {}) if len({*cities}) > 1 else places
    return [
        Option(one.value, text, one.count, one.value in chosen, place)
        for one, text, place in zip(counts, texts, places, strict=True)
    ]


def kept_counts(name: str, query: Query, found: Found) -> list[FacetCount]:
    """The values that are shown: those with results, and chosen ones; of very many the most frequent."""
    chosen = query.values(name)
    counts = [one for one in found.facets.get(name, ()) if one.count or one.value in chosen]
    return [one for at, one in enumerate(counts) if at < MOST or one.value in chosen]


def shown_providers(query: Query, found: Found) -> set[str]:
    """The public ids whose names the page needs."""
    return {one.value for one in kept_counts("provider", query, found)} | set(query.values("provider"))


def chips(query: Query, providers: Mapping[str, Names]) -> list[Chip]:
    """Everything that is on, in the order of the filters."""
    place = {name: at for at, name in enumerate((*(facet.name for facet in SHOWN), *TITLES))}
    pairs = sorted(query.filters(), key=lambda pair: place[pair[0]])
    return [
        Chip(_said(name, value, providers), onward_url(query.without(name, value if name in BY_NAME else None)))
        for name, value in pairs
    ]


def _said(name: str, value: str, providers: Mapping[str, Names]) -> Markup:
    return titled(name, isolated(chosen_words(name, value, providers).text))


def carried(query: Query) -> list[tuple[str, str]]:
    """What the filter form sends along unseen."""
    return [(name, value) for name, value in query.pairs() if name in HIDDEN]
