"""What is searched for: canonical, so that the same meaning has the same address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from catalogue.search.facets import BY_NAME, FACETS

SORTS = ("relevance", "soonest", "newest", "price", "nearest")
OPEN = ("1", "all")
PAGE_SIZE = 20

Pairs = tuple[tuple[str, str], ...]

# Parameter → attribute, for all that is not a facet.
ATTRIBUTES: Mapping[str, str] = {
    "q": "text",
    "age": "age",
    "price_max": "price_max_halalas",
    "from": "starts_from",
    "until": "starts_until",
    "open": "open",
    "near": "near",
    "km": "km",
    "sort": "sort",
    "page": "page",
    "per_page": "per_page",
    "exact": "exact",
}
NOT_FILTERS = frozenset({"q", "sort", "page", "per_page", "exact"})


@dataclass(frozen=True)
class Query:
    """A search: words, chosen values, bounds, order and page.

    `exact`: the text is taken as it is typed, without repairs, filters in words and concepts.
    `open` is empty (all but what is closed, full without a list or ended), `1` (can be enrolled in now) or `all`.
    """

    text: str = ""
    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    age: int | None = None
    price_max_halalas: int | None = None
    starts_from: date | None = None
    starts_until: date | None = None
    open: str = ""
    near: str = ""
    km: float | None = None
    sort: str = "relevance"
    page: int = 1
    per_page: int = PAGE_SIZE
    exact: bool = False

    def values(self, name: str) -> tuple[str, ...]:
        """The values chosen in a facet; any of them is meant."""
        return dict(self.chosen).get(name, ())

    def pairs(self) -> Pairs:
        """The query as parameters, sorted; `parse` makes the same query of them."""
        found = [(name, value) for name, values in self.chosen for value in values]
        for name, attribute in ATTRIBUTES.items():
            value = getattr(self, attribute)
            if value != DEFAULTS[attribute]:
                found.append((name, written(name, value)))
        return tuple(sorted(found))

    def filters(self) -> Pairs:
        """What narrows the result, apart from the words: the chips."""
        return tuple((name, value) for name, value in self.pairs() if name not in NOT_FILTERS)

    @property
    def point(self) -> tuple[float, float] | None:
        """The coordinates in `near`, where it gives coordinates and not a place's name."""
        lat, comma, lon = self.near.partition(",")
        return (float(lat), float(lon)) if comma else None

    def bounds(self) -> Mapping[str, int]:
        """The figures asked for, by the names of `facets.BOUNDS`."""
        asked = {
            "age": self.age,
            "price_max": self.price_max_halalas,
            "from": self.starts_from.toordinal() if self.starts_from else None,
            "until": self.starts_until.toordinal() if self.starts_until else None,
        }
        return {name: figure for name, figure in asked.items() if figure is not None}

    def on_page(self, page: int) -> Query:
        return replace(self, page=page)

    def without(self, name: str, value: str | None = None) -> Query:
        """The query with a parameter left out, or one value of a facet; on the first page."""
        if name in BY_NAME:
            kept = () if value is None else tuple(other for other in self.values(name) if other != value)
            return self._choosing(name, kept)
        changed: dict[str, Any] = {ATTRIBUTES[name]: DEFAULTS[ATTRIBUTES[name]]}
        if name == "near":  # nothing is near or within so many kilometres of nowhere
            changed |= {"km": None, "sort": "relevance" if self.sort == "nearest" else self.sort}
        return replace(self, **{"page": 1, **changed})

    def with_(self, name: str, values: Iterable[str]) -> Query:
        """The query with these values of a parameter instead of those that it has; on the first page.

        Values that cannot be read are left out, as `parse` leaves them out.
        """
        if name in BY_NAME:
            return self._choosing(name, values)
        from catalogue.search.request import parse  # it makes queries, so it leans on this module

        others = [pair for pair in self.pairs() if pair[0] not in {name, "page"}]
        return parse([*others, *((name, value) for value in values)])[0]

    def without_filters(self) -> Query:
        """The words and the order alone."""
        sort = "relevance" if self.sort == "nearest" else self.sort
        return Query(text=self.text, sort=sort, per_page=self.per_page, exact=self.exact)

    def _choosing(self, name: str, values: Iterable[str]) -> Query:
        chosen = dict(self.chosen) | {name: tuple(sorted(set(values)))}
        return replace(self, chosen=in_order(chosen), page=1)


DEFAULTS: Mapping[str, Any] = {attribute: getattr(Query(), attribute) for attribute in ATTRIBUTES.values()}


def in_order(chosen: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Chosen values in the order in which facets are declared."""
    return tuple((facet.name, chosen[facet.name]) for facet in FACETS if chosen.get(facet.name))


def written(name: str, value: Any) -> str:
    """A value as its parameter is written."""
    if name == "price_max":
        riyals, halalas = divmod(value, 100)
        return f"{riyals}.{halalas:02}" if halalas else str(riyals)
    if name == "exact":
        return "1"
    return f"{value:g}" if isinstance(value, float) else str(value)


@lru_cache(maxsize=1_000)
def bounds_of(name: str, value: str) -> Mapping[str, int]:
    """The figures that a parameter with a value asks for, by the names of `facets.BOUNDS`."""
    return Query().with_(name, (value,)).bounds()
