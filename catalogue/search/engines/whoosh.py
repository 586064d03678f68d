"""The search engine of the default installation: Whoosh's files, and bitmaps of our own for filters and facets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from catalogue.search.documents import Document
from catalogue.search.engines.counts import facets
from catalogue.search.engines.entries import Entry, entry_of
from catalogue.search.engines.filenames import LEARNED
from catalogue.search.engines.folder import IndexFolder
from catalogue.search.engines.later import Later
from catalogue.search.engines.matching import Matching
from catalogue.search.engines.ranking import Page, best, page_of, runs_of
from catalogue.search.engines.reading import Generation, Reading
from catalogue.search.engines.segment import Places, Point
from catalogue.search.engines.selection import Selection
from catalogue.search.port import Found, Health, IndexUnusable, Match
from catalogue.search.query import Query
from catalogue.search.understanding.learned import BilingualTexts, to_bytes
from catalogue.search.understanding.periods import dated
from catalogue.search.understanding.understood import Understood
from catalogue.search.understanding.wishes import Phrases

LOCK_SECONDS = 10.0


class WhooshEngine:
    """An index in a folder, `<home>/index`. One object serves all threads of a process; see `port.SearchEngine`.

    :param places: `city:district` → (latitude, longitude), for `near` and for runs without coordinates of their own.
    :param place_names: what is read as a filter when it stands in a query.
    """

    def __init__(
        self,
        home: Path,
        places: Places | None = None,
        place_names: Phrases | None = None,
        *,
        lock_seconds: float = LOCK_SECONDS,
    ) -> None:
        self._folder = IndexFolder(home, lock_seconds)
        self._places = places or {}
        self._reading = Reading(self._folder, self._places, place_names or {})

    def writing(self) -> AbstractContextManager[None]:
        return self._folder.writing()

    def index(self, batch: Sequence[Document]) -> None:
        last = {document.id: document for document in batch}
        self._write(map(entry_of, last.values()), tuple(last))

    def remove(self, ids: Iterable[int]) -> None:
        self._write((), tuple(dict.fromkeys(ids)))

    def _write(self, entries: Iterable[Entry], gone: tuple[int, ...]) -> None:
        if not gone:
            return
        with self.writing():
            self._folder.store_to_write().write(entries, gone)
        self._reading.look_again()

    def rebuild(self, batches: Iterable[Sequence[Document]]) -> None:
        with self.writing():
            name, store = self._folder.create()
            try:
                bilingual = BilingualTexts()
                store.write(_entries(batches, bilingual), ())
                store.keep_beside(LEARNED, to_bytes(bilingual.learned()))
            except BaseException:
                self._folder.discard(name)
                raise
            self._folder.switch_to(name)
        self._reading.look_again()

    def search(self, query: Query, now: datetime, size: int) -> Found:
        generation = self._reading.now()
        understood = dated(self._understood(query, generation), now)
        matching = Matching([*generation.parts], understood.asked)
        point = self._point(query)
        selections = _selections(matching, query, now, point)
        total = sum(selection.total for selection in selections)
        page = _page(selections, matching, query, point, size)
        why = _Why(page, matching)
        return Found(
            total=total,
            ids=page.ids,
            facets=facets(generation, selections, query),
            matched=Later(lambda: why.told[0]),
            units=matching.asked.units,
            run_ids=Later(partial(runs_of, page)),
            missing=Later(lambda: why.told[1]),
            understood=understood,
            fallback=matching.fallback,
        )

    def count(self, query: Query, now: datetime) -> int:
        generation = self._reading.now()
        understood = dated(self._understood(query, generation), now)
        matching = Matching([*generation.parts], understood.asked)
        if matching.fallback:
            return 0
        return sum(selection.total for selection in _selections(matching, query, now, self._point(query)))

    def understand(self, query: Query) -> Understood:
        return self._understood(query, self._reading.now())

    def _understood(self, query: Query, generation: Generation) -> Understood:
        return generation.understood(query.text, literal=query.exact)

    def generation(self) -> str:
        return self._reading.now().name

    def moment(self, now: datetime) -> str:
        generation = self._reading.now()
        segments = (part.segment for part in generation.parts)
        turned = (f"{segment.leaf.name}.{segment.standings.at(now).turned}" for segment in segments)
        return " ".join((generation.name, *turned))

    def versions(self) -> Mapping[int, int]:
        self._reading.look_again()
        return self._reading.now().versions()

    def health(self) -> Health:
        try:
            generation = self._reading.now()
        except IndexUnusable as error:
            return Health(usable=False, problem=str(error))
        documents = sum(part.documents for part in generation.parts)
        return Health(True, generation.name, documents, len(generation.parts))

    def _point(self, query: Query) -> Point | None:
        return query.point or self._places.get(query.near)


def _entries(batches: Iterable[Sequence[Document]], bilingual: BilingualTexts) -> Iterator[Entry]:
    """:raises ValueError: an id stands twice."""
    seen: set[int] = set()
    for batch in batches:
        for document in batch:
            if document.id in seen:
                raise ValueError(f"document {document.id} stands twice in a rebuild")
            seen.add(document.id)
            bilingual.note(document)
            yield entry_of(document)


def _selections(matching: Matching, query: Query, now: datetime, point: Point | None) -> list[Selection]:
    return [
        Selection(part, text, part.segment.standings.at(now), query, point)
        for part, text in zip(matching.parts, matching.texts, strict=True)
    ]


def _page(selections: Sequence[Selection], matching: Matching, query: Query, point: Point | None, size: int) -> Page:
    """The hits of the page that is asked for; none beyond the last one."""
    start = (query.page - 1) * size
    if not 0 <= start < sum(selection.total for selection in selections):
        return Page()
    alone, most = len(selections) == 1, start + size
    found = [best(selection, matching, query.sort, point, most, alone=alone) for selection in selections]
    return page_of(found, start, size)


class _Why:
    """Why the hits of a page were found."""

    def __init__(self, page: Page, matching: Matching) -> None:
        self._page = page
        self._matching = matching

    @cached_property
    def told(self) -> tuple[dict[int, tuple[Match, ...]], dict[int, tuple[str, ...]]]:
        """For each hit why it was found, and of those that lack words of the query, which."""
        matched: dict[int, tuple[Match, ...]] = {}
        missing: dict[int, tuple[str, ...]] = {}
        for selection, numbers in self._page.numbers.items():
            documents = np.array(sorted(numbers), np.int32)
            of_documents = self._matching.why(selection.part, documents)
            for key, (matches, lacking) in zip(selection.segment.ids[documents].tolist(), of_documents, strict=True):
                matched[key] = matches
                missing |= {key: lacking} if lacking else {}
        return matched, missing
