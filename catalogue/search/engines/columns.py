"""The facts of a segment's documents as columns of figures, in the order of the documents: written beside its postings.

A document has a row for each run, or one without. Values of facets are numbers into a list; moments are microseconds.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalogue.search.bitmaps import Ids
from catalogue.search.documents import LAYOUT, Document, RunFacts
from catalogue.search.engines.standing import TURNS, microseconds, turns
from catalogue.search.facets import BOUNDS, BY_NAME, FACETS, Facet

UNKNOWN = 2**62  # a figure that a row does not have
NO_ID = -1
SPOTS = "spots"


def counts_of(facet: str) -> str:
    """The column that says how many values of a facet each document, or row, has."""
    return f"{facet}:counts"


def values_of(facet: str) -> str:
    """The column of the values' numbers, after each other."""
    return f"{facet}:values"


OF_OFFERINGS = ("id", "version", "published", "rows")
OF_ROWS = ("run_id", "start", "price", values_of(SPOTS), "rank", "moments", "ranks", "figures")


class Columns:
    """:param figures: the columns by name. :param values: what numbers of facets and spots stand for."""

    def __init__(self, figures: dict[str, NDArray[Any]], values: dict[str, list[Any]]) -> None:
        self.figures = figures
        self.values = values

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column, however few bytes it is kept in, as figures to calculate with."""
        return self.figures[name].astype(np.int64, copy=False)

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.figures["id"])

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Columns:
        gathered = Gathering()
        for document in documents:
            gathered.add(document)
        return gathered.columns()

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """Several after each other."""
        values: dict[str, dict[Any, int]] = {name: {} for name in (*BY_NAME, SPOTS)}
        figures: defaultdict[str, list[NDArray[Any]]] = defaultdict(list)
        for part in parts:
            coded = {values_of(name): _numbers(values[name], part.values[name]) for name in values}
            for name, column in part.figures.items():
                numbers = coded.get(name)
                figures[name].append(column if numbers is None else numbers[column])
        return cls({name: np.concatenate(of) for name, of in figures.items()}, {n: [*v] for n, v in values.items()})

    def only(self, numbers: Ids) -> Columns:
        """Some of the documents, in their order."""
        rows = _within(self["rows"], numbers)
        figures = {name: self[name][numbers] for name in OF_OFFERINGS}
        figures |= {name: self[name][rows] for name in OF_ROWS}
        for name, facet in BY_NAME.items():
            having = rows if facet.of_run else numbers
            figures[counts_of(name)] = self[counts_of(name)][having]
            figures[values_of(name)] = self[values_of(name)][_within(self[counts_of(name)], having)]
        return Columns(figures, self.values)

    def order(self) -> Ids:
        """The documents with the most rows first, and else as they stand: so are sets of rows laid out."""
        return np.argsort(-self["rows"].astype(np.int64), kind="stable").astype(np.int32)

    def to_bytes(self) -> bytes:
        file = io.BytesIO()
        about = json.dumps({"layout": LAYOUT, "values": self.values}, ensure_ascii=False).encode()
        smaller = {name: _smallest(column) for name, column in self.figures.items()}
        smaller["about"] = np.frombuffer(about, np.uint8)
        np.savez_compressed(file, allow_pickle=False, **smaller)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, written: bytes) -> Columns:
        """:raises ValueError: the bytes are of another layout."""
        with np.load(io.BytesIO(written), allow_pickle=False) as file:
            figures = {name: file[name] for name in file.files if name != "about"}
            about = json.loads(file["about"].tobytes())
        if about["layout"] != LAYOUT:
            raise ValueError(f"columns of layout {about['layout']}, not {LAYOUT}")
        return cls(figures, about["values"])

    @classmethod
    def ids_of(cls, written: bytes) -> NDArray[Any]:
        """The documents' ids alone."""
        with np.load(io.BytesIO(written), allow_pickle=False) as file:
            ids: NDArray[Any] = file["id"]
            return ids


def _numbers(known: dict[Any, int], values: Sequence[Any]) -> NDArray[np.int32]:
    """The number of each value; new ones get the next."""
    found = [known.setdefault(tuple(value) if isinstance(value, list) else value, len(known)) for value in values]
    return np.array(found, np.int32)


def _within(counts: NDArray[Any], chosen: NDArray[Any]) -> NDArray[np.int64]:
    """Where the items of the chosen ones stand, if each has so many."""
    ends = np.cumsum(counts, dtype=np.int64)
    lengths = counts[chosen].astype(np.int64)
    before = np.cumsum(lengths) - lengths
    found: NDArray[np.int64] = np.arange(int(lengths.sum())) + np.repeat(ends[chosen] - lengths - before, lengths)
    return found


def _smallest(column: NDArray[Any]) -> NDArray[Any]:
    """The column with as few bytes for a figure as its figures need."""
    if not column.size or column.dtype.itemsize == 1:
        return column
    least, most = int(column.min()), int(column.max())
    return column.astype(np.promote_types(np.min_scalar_type(least), np.min_scalar_type(most)))


class Gathering:
    """Columns in the making."""

    def __init__(self) -> None:
        self._figures: defaultdict[str, list[Any]] = defaultdict(list)
        self._values: dict[str, dict[Any, int]] = {name: {} for name in (*BY_NAME, SPOTS)}

    def add(self, document: Document) -> None:
        runs: Sequence[RunFacts | None] = document.runs or (None,)
        figures = (document.id, document.version, microseconds(document.published_at), len(runs))
        for name, figure in zip(OF_OFFERINGS, figures, strict=True):
            self._figures[name].append(figure)
        for facet in _OF_OFFERINGS:
            self._add_values(facet, document, None)
        for run in runs:
            self._add_row(document, run)

    def _add_row(self, document: Document, run: RunFacts | None) -> None:
        for facet in _OF_RUNS:
            self._add_values(facet, document, run)
        self._figures["figures"].append([_figure(bound.figure(document, run)) for bound in BOUNDS])
        first, moments, ranks = turns(run, document.demoted_at, document.hidden_at)
        row = (
            run.run_id if run else NO_ID,
            microseconds(run.starts_at if run else None),
            _figure(run.price_halalas if run else None),
            self._number(SPOTS, _spot(run) if run else ""),
            first,
            moments,
            ranks,
        )
        for name, figure in zip(OF_ROWS, row, strict=False):
            self._figures[name].append(figure)

    def _add_values(self, facet: Facet, document: Document, run: RunFacts | None) -> None:
        values = facet.read(document, run)
        self._figures[counts_of(facet.name)].append(len(values))
        self._figures[values_of(facet.name)].extend([self._number(facet.name, value) for value in values])

    def _number(self, name: str, value: Any) -> int:
        known = self._values[name]
        return known.setdefault(value, len(known))

    def columns(self) -> Columns:
        names = [*OF_OFFERINGS, *OF_ROWS, *map(counts_of, BY_NAME), *map(values_of, BY_NAME)]
        figures = {name: np.array(self._figures[name], np.int64) for name in names}
        shapes = {"moments": TURNS, "ranks": TURNS, "figures": len(BOUNDS)}
        figures |= {name: figures[name].reshape(-1, wide) for name, wide in shapes.items()}
        return Columns(figures, {name: [*values] for name, values in self._values.items()})


_OF_RUNS = tuple(facet for facet in FACETS if facet.of_run)
_OF_OFFERINGS = tuple(facet for facet in FACETS if not facet.of_run)


def _figure(known: int | None) -> int:
    return UNKNOWN if known is None else known


def _spot(run: RunFacts) -> Any:
    """Where a run is: coordinates, or a district whose coordinates others may know."""
    if run.lat is not None and run.lon is not None:
        return run.lat, run.lon
    return run.district or ""
