"""Tables: one row per run, the rows of an offering one below the other; turned into the shape of a line of JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from catalogue.core.reader import LANGUAGES
from catalogue.core.spreadsheets import unguarded
from catalogue.core.texts import clean
from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.problems import MOST_TEXT, ColumnMissing, ColumnTwice, Problem, quoted
from catalogue.offerings.exchange.shape import (
    BILINGUAL,
    OFFERING_COLUMNS,
    RUN_COLUMNS,
    RUN_FIELDS,
    RUN_MOMENTS,
    RUNS_MAX,
    Raw,
)
from catalogue.offerings.rules import SessionState

OFFERING_LISTS = (
    "topics",
    "audiences",
    "languages",
    "skills_taught",
    "skills_required",
    "occupations",
    "features",
    "prerequisites",
    "steps",
)
OFFERING_PLAIN = ("reference", "kind", *(name for name in OFFERING_COLUMNS if name not in OFFERING_LISTS))
PROVIDER = ("provider", "provider_name_ar", "provider_name_en")
RUN_PLAIN = (
    "mode",
    "city",
    "district",
    *(name for name in RUN_COLUMNS if name != "languages"),
    *RUN_MOMENTS,
)
RUN_TEXTS = ("venue", "venue_address", "room")
RUN_OTHERS = ("run_reference", "run_languages", "room", "reduced_price", "reduced_for", "sessions", "venue_access")
OFFERING_ALL = {
    *OFFERING_PLAIN,
    *OFFERING_LISTS,
    *PROVIDER,
    *(f"{name}_{lang}" for name in BILINGUAL for lang in LANGUAGES),
}
RUN_ALL = {*RUN_PLAIN, *RUN_OTHERS, *(f"{name}_{lang}" for name in RUN_TEXTS for lang in LANGUAGES)}
# The day, the time with what follows it up to the slash, and the end.
SESSION = re.compile(r"(\S+?[T ]\s*)(\d{1,2}:[^/]*?)\s*/\s*(.+)")
LONGEST_SESSION = 200
"""Letters of two moments: the pattern tries each time against each slash."""
CLOCK = re.compile(r"\d{1,2}:\d{2}\S*")
IGNORED = {"errors"}
"""The column that our own answer to a file has."""
Row = tuple[int, dict[str, str]]
Record = tuple[int, list[str], Raw | None]
"""Row number as a spreadsheet counts (the header is 1), cells, and what is lost where they are not readable."""


def read_records(records: Iterator[Record], *, provider_given: bool) -> Iterator[Raw]:
    """The offerings of a table.

    :raises ColumnMissing: a column that every row needs is not there.
    :raises ColumnTwice: two columns have the same name.
    """
    _row, names, _lost = next(records, (1, [], None))
    columns = tuple(clean(name).casefold() for name in names)
    _ensure_columns(columns, provider_given)
    unknown = [name for name in columns if name and name not in OFFERING_ALL | RUN_ALL | IGNORED]
    notes = [
        Problem(1, quoted(name), _l("This field is not known and was not read."), refused=False) for name in unknown
    ]
    yield from [Raw(1, None, flat=True, problems=notes)] if notes else []
    group: list[Row] = []
    beyond: list[int] = []
    size = 0
    for row, cells, lost in records:
        lost = lost or _too_many_cells(row, cells, columns)
        if lost:
            yield lost
            continue
        cells_by_name = dict(zip(columns, map(_unguarded, cells), strict=False))
        if not any(cell.strip() for cell in cells):
            continue
        if group and not _same_offering(group[0][1], cells_by_name):
            yield _grouped(group, beyond, columns)
            group, beyond, size = [], [], 0
        size += sum(map(len, cells))
        if len(group) < RUNS_MAX and (size <= MOST_TEXT or not group):
            group.append((row, cells_by_name))
        else:  # it will be refused: only the numbers of its rows are kept
            beyond.append(row)
    if group:
        yield _grouped(group, beyond, columns)


def group_again(rows: list[Row], columns: Sequence[str]) -> Raw:
    """The rows of one offering that were read before; a cell that they do not have is empty."""
    whole = [(number, {**dict.fromkeys(columns, ""), **cells}) for number, cells in rows]
    return _grouped(whole, [], tuple(columns))


def _unguarded(cell: str) -> str:
    return cell if isinstance(cell, Untaken) else unguarded(cell)


def _too_many_cells(row: int, cells: list[str], columns: Sequence[str]) -> Raw | None:
    if not any(cell.strip() for cell in cells[len(columns) :]):
        return None
    too_many = Problem(row, "row", _l("This row has more cells than there are columns."))
    return Raw(row, None, flat=True, problems=[too_many])


def _ensure_columns(columns: Sequence[str], provider_given: bool) -> None:
    for name in ("reference", "kind", *(() if provider_given else ("provider",))):
        if name not in columns:
            raise ColumnMissing(column=name)
    if "title_ar" not in columns and "title_en" not in columns:
        raise ColumnMissing(column="title_ar, title_en")
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
    fields: dict[str, Any] = {name: cells[name] for name in OFFERING_PLAIN if name in cells}
    fields.update({name: _listed(cells[name]) for name in OFFERING_LISTS if name in cells})
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
    fields: dict[str, Any] = {name: cells[name] for name in RUN_PLAIN if name in cells}
    fields["reference"] = cells.get("run_reference", "")
    if "run_languages" in cells:
        fields["languages"] = _listed(cells["run_languages"])
    if "sessions" in cells:
        fields["sessions"] = [session_of(written) for written in _listed(cells["sessions"])]
    if "reduced_price" in cells or "reduced_for" in cells:
        lower, group = cells.get("reduced_price", ""), cells.get("reduced_for", "")
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
        venue["access"] = {key.strip(): answer.strip() or "yes" for key, _equals, answer in entries}
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


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def session_of(written: str) -> dict[str, str]:
    """Start and end with a slash between them; days may have slashes too, and an end may be a time alone.

    A session that does not take place as planned says so at the end: `…/cancelled`.
    """
    bare, _slash, last = written.strip().rpartition("/")
    state = last.strip().casefold() if last.strip().casefold() in set(SessionState) else ""
    bare = bare if state else written.strip()
    parts = SESSION.fullmatch(bare) if len(bare) <= LONGEST_SESSION else None
    if parts is None:
        starts_at, _slash, ends_at = bare.partition("/")
        found = {"starts_at": starts_at.strip(), "ends_at": ends_at.strip()}
    else:
        day, begins, ends_at = parts.groups()
        found = {"starts_at": day + begins, "ends_at": f"{day}{ends_at}" if CLOCK.fullmatch(ends_at) else ends_at}
    return {**found, "state": state} if state else found
