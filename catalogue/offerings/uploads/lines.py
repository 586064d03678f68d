"""An offering of an upload as it is kept: the rows or the line as they stand in the file, and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue.core.reader import LANGUAGES
from catalogue.core.texts import clean
from catalogue.offerings.exchange.cells import Untaken
from catalogue.offerings.exchange.shape import OFFERING_FIELDS, RUN_FIELDS, RUNS_MAX, Raw
from catalogue.offerings.exchange.table import group_again

Kept = dict[str, Any]
TEXT_MAX = 20_000
SHOWN_TITLE = 200
OF_STEPS = ("reference", "provider", "kind", "steps")


def kept(raw: Raw) -> Kept:
    """What of a line or of the rows is kept."""
    if raw.rows:
        rows = [[number, _cells(cells)] for number, cells in raw.rows]
        beyond = [number for number in raw.run_rows if number > raw.rows[-1][0]] if raw.fields is None else []
        return {"rows": rows, **({"beyond": beyond} if beyond else {})}
    if raw.fields is not None:
        return {"fields": _known(raw.fields)}
    return {"text": raw.text[:TEXT_MAX], "rows": [[number, {}] for number in raw.run_rows]}


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without what nobody reads: it is told at its field, and whoever sent it may have meant it for nobody else."""
    found = {name: value for name, value in fields.items() if name in OFFERING_FIELDS}
    if isinstance(runs := found.get("runs"), list):
        found["runs"] = [
            {name: value for name, value in run.items() if name in RUN_FIELDS} if isinstance(run, dict) else run
            for run in runs[: RUNS_MAX + 1]  # with one too many it is refused, however many there were
        ]
    return found


def _cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """Without the empty ones; what is not taken as it is keeps the reason."""
    return {
        name: [cell.reason, str(cell)] if isinstance(cell, Untaken) else cell
        for name, cell in cells.items()
        if name and (cell or isinstance(cell, Untaken))
    }


def raw_of(source: Kept, row: int, columns: Sequence[str], position: int = 0) -> Raw:
    """The same line or rows, to be read again."""
    if "fields" in source:
        found = Raw(row, source["fields"])
    elif source.get("rows") and any(cells for _number, cells in source["rows"]):
        found = group_again(
            [(number, _read(cells)) for number, cells in source["rows"]], columns, source.get("beyond", ())
        )
    else:
        found = Raw(row, None, text=source.get("text", ""))
    found.position, found.size = position, found.size or len(repr(source))
    return found


def steps_alone(source: Kept) -> Kept:
    """The same offering, of which nothing is said but its steps; empty where it says nothing of them."""
    if "steps" in source.get("fields", ()):
        return {"fields": {name: source["fields"].get(name) for name in OF_STEPS}}
    rows = source.get("rows", ())
    if not any("steps" in cells for _number, cells in rows):
        return {}
    return {"rows": [[number, {name: cells[name] for name in OF_STEPS if name in cells}] for number, cells in rows]}


def _read(cells: Mapping[str, Any]) -> dict[str, str]:
    return {name: Untaken(cell[1], cell[0]) if isinstance(cell, list) else cell for name, cell in cells.items()}


def reference_in(raw: Raw) -> str | None:
    """What the line calls itself, also where it is refused."""
    fields = raw.fields or (raw.rows[0][1] if raw.rows else {})
    found = fields.get("reference")
    written = clean(str(found)) if isinstance(found, str | int) and not isinstance(found, bool) else ""
    return written[:100] or None


def title_in(raw: Raw) -> dict[str, str]:
    given = (raw.fields or {}).get("title")
    if raw.fields is None and raw.rows:
        given = {lang: raw.rows[0][1].get(f"title_{lang}") for lang in LANGUAGES}
    if not isinstance(given, dict):
        return {}
    texts = {lang: clean(given[lang])[:SHOWN_TITLE] for lang in LANGUAGES if isinstance(given.get(lang), str)}
    return {lang: text for lang, text in texts.items() if text}
