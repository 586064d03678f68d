"""The seam between the catalogue and whatever engine finds in it. An engine returns ids and figures, never texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol, overload

from catalogue.search.asked import Unit, wanted_of
from catalogue.search.documents import Document
from catalogue.search.query import Query
from catalogue.search.stems import Wanted
from catalogue.search.understanding.understood import Understood


class IndexUnusable(Exception):
    """There is no index, or it cannot be read: answer from the database, and rebuild."""


class IndexBusy(Exception):
    """Another writer holds the index for longer than one waits. The change stays in the outbox."""


class FacetCount(NamedTuple):
    """How many offerings the search would find with this value alone chosen in its facet."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple's own `count` is of no use here


class Counted(Sequence[FacetCount]):
    """The values of a facet in their order. They stand in two lists: there are hundreds, and a page shows ten."""

    __slots__ = ("counts", "values")

    def __init__(self, values: Sequence[str], counts: Sequence[int]) -> None:
        self.values = values
        self.counts = counts

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, int]]) -> Counted:
        found = tuple(pairs)
        return cls([value for value, _ in found], [count for _, count in found])

    def by_value(self) -> dict[str, int]:
        return dict(zip(self.values, self.counts, strict=True))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[FacetCount]:
        return map(FacetCount, self.values, self.counts)

    @overload
    def __getitem__(self, at: int) -> FacetCount: ...
    @overload
    def __getitem__(self, at: slice) -> Counted: ...
    def __getitem__(self, at: int | slice) -> FacetCount | Counted:
        if isinstance(at, slice):
            return Counted(self.values[at], self.counts[at])
        return FacetCount(self.values[at], self.counts[at])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True)
class Match:
    """Why a hit was found: the field, the query's word, the reason, and what stood for the word, if it was another.

    Reasons: exact, inflection, spelling, keyboard, transliteration, translation, concept.
    """

    field: str
    term: str
    because: str
    through: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found.

    `facets` holds the shown facets in their order, a chosen value even at 0. `units` are the words looked for;
    `run_ids` are the runs of each hit that satisfy the filters, best first. `understood` is what was made of the text.
    With `fallback`, nothing has all the words and these have most of them, or nothing to be learned was asked for;
    `missing` are the words that a hit lacks.
    """

    total: int
    ids: tuple[int, ...] = ()
    facets: Mapping[str, Counted] = field(default_factory=dict)
    matched: Mapping[int, tuple[Match, ...]] = field(default_factory=dict)
    units: Sequence[Unit] = ()
    run_ids: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    missing: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    understood: Understood | None = None
    fallback: bool = False

    @cached_property
    def terms(self) -> Wanted:
        """What `highlight` takes."""
        return wanted_of(self.units)


@dataclass(frozen=True)
class Health:
    """How the index is: whether it can be read, and how much is in it."""

    usable: bool
    generation: str = ""
    documents: int = 0
    segments: int = 0
    problem: str = ""


class SearchEngine(Protocol):
    """An index of published offerings. All but `health` raise IndexUnusable where it cannot be read."""

    def writing(self) -> AbstractContextManager[None]:
        """Be the only writer: what is read from the database inside is brought in before anybody else's.

        :raises IndexBusy: another writer holds the index.
        """

    def index(self, batch: Sequence[Document]) -> None:
        """Add or replace documents, in one commit; of an id that stands twice the last one counts.

        :raises IndexBusy: another writer holds the index.
        :raises IndexUnusable: there is none: only a rebuild makes one.
        """

    def remove(self, ids: Iterable[int]) -> None:
        """Forget documents, in one commit; unknown ids are none of its business.

        :raises IndexBusy: another writer holds the index.
        """

    def rebuild(self, batches: Iterable[Sequence[Document]]) -> None:
        """Write a new index beside the old one, switch to it, and remove the old one. No id may stand twice.

        :raises IndexBusy: another writer holds the index.
        """

    def search(self, query: Query, now: datetime, size: int) -> Found:
        """The page of `size` hits that the query asks for, with exact total and facets."""

    def count(self, query: Query, now: datetime) -> int:
        """How many offerings truly match; those of a fallback do not."""

    def understand(self, query: Query) -> Understood:
        """What is made of the query's text."""

    def generation(self) -> str:
        """A name that changes whenever the index does: for caches."""

    def moment(self, now: datetime) -> str:
        """A name that changes with the generation, and whenever time alone lets a run stand otherwise.

        It opens, closes, starts or ends, or nobody has confirmed its offering for too long. No two indexes share one,
        even where their generations are called the same.
        """

    def versions(self) -> Mapping[int, int]:
        """Offering id → indexed version: for the drift check."""

    def health(self) -> Health:
        """How the index is. Never raises."""
