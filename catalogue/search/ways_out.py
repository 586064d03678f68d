"""What to try where a search finds nothing or little: each way with what it leads to, never one that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

from catalogue.search.port import Found, SearchEngine
from catalogue.search.query import Pairs, Query
from catalogue.search.stems import stop_words
from catalogue.search.text import normalise

FEW_RESULTS = 3
MOST_WAYS = 8
MOST_WORDS, MOST_ALONE = 6, 12  # up to so many words, each is left out in turn; of more, each is tried alone
BEST_OF_WORDS, BEST_OF_CITIES, BEST_OF_TWOS = 2, 3, 2
MOST_IN_TWOS = 6
ONLINE = ("online_live", "online_self_paced")
BILINGUAL = "ar-en"
PLACE = ("city", "district", "near")


@dataclass(frozen=True)
class WayOut:
    """A search that finds more, and how many. The page words it by its kind and parts (parameter, value).

    Kinds: spelling, without and without_two (the parts are what is left out), all_filters, online, language, city,
    closed_too, fewer_words (the parts are the words that stay), any_words (the filters without the words), everything.
    """

    kind: str
    query: Query
    count: int
    label_parts: Pairs


def ways_out(query: Query, found: Found, engine: SearchEngine, now: datetime) -> tuple[WayOut, ...]:
    """The ways out of an empty result, or those that lead to more than a few results; the nearest first.

    A fallback counts as empty: its items are only suggestions.
    """
    total = 0 if found.fallback else found.total
    if total > FEW_RESULTS:
        return ()
    ways: dict[Query, WayOut] = {}
    for way in _all(query, total, engine, now):
        if way.count > total and way.query != query and way.query not in ways:
            ways[way.query] = way
        if len(ways) == MOST_WAYS:
            break
    return tuple(ways.values()) or tuple(way for way in _last(query, engine, now) if way.count > total)


def _last(query: Query, engine: SearchEngine, now: datetime) -> Iterator[WayOut]:
    """Doors that are open wherever there is anything at all."""
    if query.text and query.filters():
        others = query.without("q")
        yield WayOut("any_words", others, engine.count(others, now), query.filters())
    yield WayOut("everything", Query(), engine.count(Query(), now), ())


def _all(query: Query, total: int, engine: SearchEngine, now: datetime) -> Iterator[WayOut]:
    def way(kind: str, other: Query, parts: Pairs) -> WayOut:
        return WayOut(kind, other, engine.count(other, now), parts)

    if query.exact:
        understood = replace(query, exact=False, page=1)
        yield way("spelling", understood, (("q", engine.understand(understood).searched),))
    removals = [way(kind, other, parts) for kind, other, parts in _fewer_filters(query)]
    yield from removals if any(one.count > total for one in removals) else _without_two(query, engine, now)
    if len(_narrowing(query)) > 1:
        yield way("all_filters", query.without_filters(), query.filters())
    yield way("online", _anywhere(query).with_("mode", ONLINE), tuple(("mode", mode) for mode in ONLINE))
    if languages := _other_languages(query):
        yield way("language", query.with_("language", languages), tuple(("language", one) for one in languages))
    yield from _cities(query, engine, now)
    if not query.open:
        yield way("closed_too", query.with_("open", ("all",)), (("open", "all"),))
    for base in dict.fromkeys((query, query.without_filters())):
        yield from _with_fewer_words(base, engine, now)


def _fewer_filters(query: Query) -> Iterator[tuple[str, Query, Pairs]]:
    for name in _narrowing(query):
        yield "without", query.without(name), _pairs_of(query, name)


def _without_two(query: Query, engine: SearchEngine, now: datetime) -> list[WayOut]:
    """Where no filter alone makes room for more: the pairs of filters without which most is found."""
    ways = []
    for names in combinations(_narrowing(query)[:MOST_IN_TWOS], 2):
        other = query.without(names[0]).without(names[1])
        if other.filters():  # without any it is all_filters
            ways.append(WayOut("without_two", other, engine.count(other, now), _pairs_of(query, *names)))
    return sorted(ways, key=lambda one: -one.count)[:BEST_OF_TWOS]


def _narrowing(query: Query) -> list[str]:
    """The names of filters that narrow by themselves; a distance and “also past ones” do not."""
    names = dict.fromkeys(name for name, _ in query.filters())
    return [name for name in names if name != "km" and (name, query.open) != ("open", "all")]


def _pairs_of(query: Query, *names: str) -> Pairs:
    return tuple(pair for pair in query.filters() if pair[0] in names)


def _with_fewer_words(query: Query, engine: SearchEngine, now: datetime) -> list[WayOut]:
    others = [(text, replace(query, text=text, page=1)) for text in _fewer_words(query.text)]
    ways = [WayOut("fewer_words", other, engine.count(other, now), (("q", text),)) for text, other in others]
    return sorted(ways, key=lambda one: -one.count)[:BEST_OF_WORDS]


def _anywhere(query: Query) -> Query:
    for name in PLACE:
        query = query.without(name)
    return query


def _other_languages(query: Query) -> tuple[str, ...]:
    """For one who asked for teaching in Arabic, English, and the other way round; in both at once serves either."""
    chosen = set(query.values("language"))
    if not chosen & {"ar", "en"} or {"ar", "en"} <= chosen:
        return ()
    return ("en" if "ar" in chosen else "ar", BILINGUAL)


def _cities(query: Query, engine: SearchEngine, now: datetime) -> Iterator[WayOut]:
    if not any(name in PLACE for name, _ in query.filters()):
        return
    there = set(query.values("city")) | {district.partition(":")[0] for district in query.values("district")}
    anywhere = _anywhere(query)
    counts = engine.search(anywhere, now, 0)
    if counts.fallback:
        return
    others = [city for city in counts.facets.get("city", ()) if city.value not in there]
    for city in others[:BEST_OF_CITIES]:
        yield WayOut("city", anywhere.with_("city", (city.value,)), city.count, (("city", city.value),))


def _fewer_words(text: str) -> Iterable[str]:
    """The text with one word less, or with one word alone where there are many; words that say nothing are left out."""
    words = [word for word in text.split() if normalise(word) not in stop_words()]
    if len(words) < 2:
        return ()
    if len(words) > MOST_WORDS:
        return dict.fromkeys(words[:MOST_ALONE])
    return dict.fromkeys(" ".join(words[:at] + words[at + 1 :]) for at in range(len(words)))
