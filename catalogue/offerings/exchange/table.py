"""Tables: one row per run, the rows of an offering one below the other; turned into the shape of a line of JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES
from catalogue.core.spreadsheets import unguarded
from catalogue.core.texts import clean
from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.columns import OFFERING_ALL, OFFERING_LISTS, OFFERING_PLAIN, RUN_ALL, RUN_PLAIN
from catalogue.offerings.exchange.examples import EXAMPLE_KEPT, EXAMPLE_LEFT_OUT, is_example, names_example
from catalogue.offerings.exchange.headings import ERRORS, column_of
from catalogue.offerings.exchange.lists import key_of
from catalogue.offerings.exchange.meetings import session_of
from catalogue.offerings.exchange.problems import MOST_TEXT, ColumnMissing, ColumnTwice, Problem, quoted
from catalogue.offerings.exchange.shape import (
    BILINGUAL,
    RUN_FIELDS,
    RUNS_MAX,
    Raw,
)
from catalogue.offerings.exchange.values import LIST_MAX

TITLES = tuple(f"title_{lang}" for lang in LANGUAGES)
IGNORED = {ERRORS}
"""The column that our own answer to a file has."""
KNOWN = OFFERING_ALL | RUN_ALL
MOST_NAMED = 50
"""Columns that nobody knows and that are named; what stands in them is not read, and not kept."""
NOT_READ = _l("This column is not known. It was not read, and your file with a column of errors will not have it.")
Row = tuple[int, dict[str, str]]
Record = tuple[int, list[str], Raw | None]
"""Row number as a spreadsheet counts (the header is 1), cells, and what is lost where they are not readable."""


def read_records(records: Iterator[Record], *, provider_given: bool) -> Iterator[Raw]:
    """The offerings of a table.

    :raises ColumnMissing: a column that every row needs is not there.
    :raises ColumnTwice: two columns have the same name.
    """
    _row, names, _lost = next(records, (1, [], None))
    every = tuple(map(column_of, names))
    _ensure_columns(every, provider_given)
    columns = tuple(name for name in every if name in KNOWN)
    places = [place for place, name in enumerate(every) if name in KNOWN]
    unknown = islice((name for name in every if name and name not in KNOWN | IGNORED), MOST_NAMED)
    notes = [Problem(1, quoted(name), NOT_READ, refused=False) for name in unknown]
    yield from [Raw(1, None, flat=True, problems=notes)] if notes else []
    group: list[Row] = []
    beyond: list[int] = []
    size = 0
    for row, cells, lost in records:
        lost = lost or _too_many_cells(row, cells, every)
        if lost:
            yield lost
            continue
        if not any(cell.strip() for cell in cells):
            continue
        read = (cells[place] for place in places if place < len(cells))
        cells_by_name = dict(zip(columns, map(_unguarded, read), strict=False))
        if is_example(cells_by_name):
            left_out = Problem(row, "reference", EXAMPLE_LEFT_OUT, refused=False)
            yield Raw(row, None, flat=True, problems=[left_out])
            continue
        if group and not _same_offering(group[0][1], cells_by_name):
            yield _grouped(group, beyond, columns)
            group, beyond, size = [], [], 0
        size += sum(map(len, cells_by_name.values()))
        if len(group) < RUNS_MAX and (size <= MOST_TEXT or not group):
            group.append((row, cells_by_name))
        else:  # it will be refused: only the numbers of its rows are kept
            beyond.append(row)
    if group:
        yield _grouped(group, beyond, columns)


def group_again(rows: list[Row], columns: Sequence[str], beyond: Sequence[int] = ()) -> Raw:
    """The rows of one offering that were read before; a cell that they do not have is empty."""
    whole = [(number, {**dict.fromkeys(columns, ""), **cells}) for number, cells in rows]
    return _grouped(whole, list(beyond), tuple(columns))


def _unguarded(cell: str) -> str:
    return cell if isinstance(cell, Untaken) else unguarded(cell)


def _too_many_cells(row: int, cells: list[str], columns: Sequence[str]) -> Raw | None:
    if not any(cell.strip() for cell in cells[len(columns) :]):
        return None
    too_many = Problem(row, "row", _l("This row has more cells than there are columns."))
    return Raw(row, None, flat=True, problems=[too_many])


def _ensure_columns(columns: Sequence[str], provider_given: bool) -> None:
    needed = ("reference", *(() if provider_given else ("provider",)), "kind")
    missing = [name for name in needed if name not in columns]
    if not set(TITLES) & set(columns):
        missing.append(" / ".join(TITLES))
    if missing:
        raise ColumnMissing(column=", ".join(missing))
    for name, times in Counter(columns).items():
        if name and times > 1:
            raise ColumnTwice(column=quoted(name))


def _same_offering(first: Mapping[str, str], row: Mapping[str, str]) -> bool:
    return all(
        clean(first.get(name, "")) == clean(row.get(name, "")) or (name == "provider" and not row.get(name, "").strip())
        for name in ("reference", "provider")
    ) and bool(clean(row.get("reference", "")))


def _grouped(group: list[Row], beyond: list[int], columns: tuple[str, ...]) -> Raw:
    """The rows of one offering as one; a row whose offering columns disagree with the first is refused.

    :param beyond: rows of the same offering that are too many: none of it is taken.
    """
    row, first = group[0]
    size = sum(len(cell) for _number, cells in group for cell in cells.values())
    if beyond:
        message = _l("The rows of this offering hold more text than can be read; none of them was imported.")
        if len(group) == RUNS_MAX:
            message = _l("An offering can have at most %(most)s runs; none of its rows was imported.", most=RUNS_MAX)
        rows = [number for number, _cells in group] + beyond
        return Raw(row, None, run_rows=rows, flat=True, problems=[Problem(row, "runs", message)], rows=group,
                   size=size)  # fmt: skip
    runs: list[dict[str, Any]] = []
    raw = Raw(row, {**_offering(first), "runs": runs}, flat=True, rows=group, columns=columns, size=size)
    if names_example(first):
        raw.problems.append(Problem(row, "reference", EXAMPLE_KEPT))
        raw.spoilt = True
    for number, cells in group:
        if untaken := [(name, cell) for name, cell in cells.items() if isinstance(cell, Untaken)]:
            raw.problems.extend(Problem(number, name, cell.message) for name, cell in untaken)
            raw.spoilt = raw.spoilt or (number == row and any(name in OFFERING_ALL for name, _cell in untaken))
            continue
        if disagreeing := [name for name in _offering_columns(first) if cells.get(name, "").strip() and clean(
            cells[name], lines=True) != clean(first[name], lines=True)]:  # fmt: skip
            message = _l("This column disagrees with the first row of the same offering.")
            raw.problems.extend(Problem(number, name, message) for name in disagreeing)
        elif (run := _run(cells)) is not None:
            raw.run_rows.append(number)
            runs.append(run)
    return raw


def _offering_columns(cells: Mapping[str, str]) -> list[str]:
    return [name for name in cells if name in OFFERING_ALL]


def _offering(cells: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: key_of(name, cells[name]) for name in OFFERING_PLAIN if name in cells}
    fields.update({name: _keys(name, cells[name]) for name in OFFERING_LISTS if name in cells})
    for name in BILINGUAL:
        if texts := _texts(cells, name):
            fields[name] = texts
    if "provider" in cells:
        fields["provider"] = _provider(cells)
    return fields


def _provider(cells: Mapping[str, str]) -> dict[str, Any] | None:
    if not cells["provider"].strip():
        return None
    names = _texts(cells, "provider_name")
    return {"reference": cells["provider"], **({"name": names} if any(names.values()) else {})}


def _run(cells: Mapping[str, str]) -> dict[str, Any] | None:
    """The run of a row; None where the row is an offering alone."""
    if not any(cells.get(name, "").strip() for name in RUN_ALL):
        return None
    city = cells.get("city", "")
    fields: dict[str, Any] = {name: key_of(name, cells[name], city) for name in RUN_PLAIN if name in cells}
    fields["reference"] = cells.get("run_reference", "")
    if "run_languages" in cells:
        fields["languages"] = _keys("run_languages", cells["run_languages"])
    if "sessions" in cells:
        fields["sessions"] = [session_of(written) for written in _listed(cells["sessions"])]
    if "reduced_price" in cells or "reduced_for" in cells:
        lower, group = cells.get("reduced_price", ""), key_of("reduced_for", cells.get("reduced_for", ""))
        fields["reduced"] = {"price": lower, "for": group} if lower.strip() or group.strip() else None
    if room := _texts(cells, "room") or _in_its_language(cells.get("room", "")):
        fields["room"] = room
    fields["venue"] = _venue(cells)
    return {name: value for name, value in fields.items() if name in RUN_FIELDS}


def _venue(cells: Mapping[str, str]) -> dict[str, Any] | None:
    name, address = _texts(cells, "venue"), _texts(cells, "venue_address")
    if not any(name.values()):
        return None
    venue: dict[str, Any] = {"name": name}
    if address:
        venue["address"] = address
    if "venue_access" in cells:
        entries = (entry.partition("=") for entry in _listed(cells["venue_access"]))
        venue["access"] = {
            key_of("venue_access", key.strip()): answer.strip() or "yes" for key, _equals, answer in entries
        }
    return venue


def _texts(cells: Mapping[str, str], name: str) -> dict[str, str | None]:
    """The languages for which there is a column."""
    return {lang: cells[f"{name}_{lang}"] or None for lang in LANGUAGES if f"{name}_{lang}" in cells}


def _in_its_language(written: str) -> dict[str, str | None]:
    """A text of one column, under the language of its script."""
    if not written.strip():
        return {}
    arabic = any("\u0621" <= letter <= "\u06d3" for letter in written)
    return {"ar" if arabic else "en": written}


def _keys(name: str, cell: str) -> list[str]:
    parts = _listed(cell)
    return parts if len(parts) > LIST_MAX else [key_of(name, part) for part in parts]


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]
