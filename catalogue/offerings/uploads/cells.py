"""The cells of an offering that are wrong: where each stands, what is in it, and a new value put in its place."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogue.core.formats import ascii_digits
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.columns import OFFERING_ALL, RUN_ALL
from catalogue.offerings.exchange.meetings import session_of
from catalogue.offerings.exchange.sources import read_json
from catalogue.offerings.uploads.allowed import SEVERAL, plain
from catalogue.offerings.uploads.lines import Kept

STEP = re.compile(r"([A-Za-z_]+)|\[(\d+)\]")
PATH = re.compile(r"[A-Za-z_]+(\[\d+\]|\.[A-Za-z_]+)*")
PAIRS = {
    "title": ("title_ar", "title_en"), "summary": ("summary_ar", "summary_en"), "venue": ("venue_ar", "venue_en"),
    "room": ("room_ar", "room_en"), "for": ("reduced_for",), "venue_name": ("venue_ar", "venue_en"),
}  # fmt: skip
DEEPER = {"title": ("title.ar", "title.en"), "venue": ("venue.name.ar", "venue.name.en")}
BARE = {"required", "latitude", "longitude"}
"""Fields that are read as a truth or a number of JSON alone, never as a text."""
LONGEST = 20_000


@dataclasses.dataclass
class Cell:
    """One place in a file. `words`: what is wrong there, by language each."""

    row: int
    field: str
    value: str
    words: list[dict[str, str]] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        """Of its field in a form."""
        return f"c-{self.row}-{self.field}"


def faulty_cells(source: Kept, problems: Sequence[Mapping[str, Any]]) -> list[Cell]:
    """The cells that refusals name, each once; a refusal that names none that could be mended adds nothing."""
    found: dict[tuple[int, str], Cell] = {}
    for problem in problems:
        if not problem["refused"]:
            continue
        for row, name in _places(source, problem["row"], problem["field"]):
            value = value_at(source, row, name)
            if len(value) > LONGEST:  # a form would give back a part of it
                continue
            cell = found.setdefault((row, name), Cell(row, name, value))
            if problem["words"] not in cell.words:
                cell.words.append(problem["words"])
    return list(found.values())


def _places(source: Kept, row: int, name: str) -> Iterator[tuple[int, str]]:
    if "fields" in source:
        before, last = name.rpartition(".")[0], name.rpartition(".")[2]
        deeper = DEEPER.get(last, (last,)) if not isinstance(_get(source["fields"], name), str | list) else (last,)
        paths = (f"{before}.{one}" if before else one for one in deeper)
        yield from ((row, path) for path in paths if path != "row" and PATH.fullmatch(path))
        return
    rows = dict(source.get("rows", ()))
    if row in rows:
        yield from ((row, one) for one in PAIRS.get(name, (name,)) if one in OFFERING_ALL | RUN_ALL)


def value_at(source: Kept, row: int, name: str) -> str:
    """What stands there, as it would stand in a cell."""
    if "fields" not in source:
        found = dict(source.get("rows", ())).get(row, {}).get(name, "")
        return str(found[1] if isinstance(found, list) else found)
    return _written(_get(source["fields"], name))


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
        return " | ".join(map(str, value))
    if isinstance(value, dict) and value and set(value) <= {"starts_at", "ends_at", "state"}:
        written = f"{value.get('starts_at', '')}/{value.get('ends_at', '')}"
        return f"{written}/{value['state']}" if value.get("state") else written
    return json.dumps(value, ensure_ascii=False)


def mended(source: Kept, changes: Mapping[tuple[int, str], str]) -> Kept:
    """The same offering with new values in these places; what describes it is changed in each row that says it."""
    found = copy.deepcopy(source)
    for (row, name), typed in changes.items():
        value = typed[:LONGEST]
        if "fields" in found:
            _set(found["fields"], name, _read(name, value))
            continue
        before = value_at(source, row, name)
        for number, cells in found["rows"]:
            again = name in OFFERING_ALL and before and value_at(source, number, name) == before
            if number == row or again:
                cells[name] = value
    return found


def _read(name: str, typed: str) -> Any:
    """A cell as JSON would have it."""
    if not typed.strip():
        return None
    last = plain(name)
    if last in BARE or typed.lstrip()[:1] in ("{", "["):
        with contextlib.suppress(ValueError):
            return read_json(ascii_digits(typed.casefold()) if last in BARE else typed)
    parts = [part.strip() for part in typed.split("|") if part.strip()]
    if last in SEVERAL and not name.endswith("]"):
        return parts
    if last == "sessions":
        return session_of(typed) if name.endswith("]") else [session_of(part) for part in parts]
    return typed


def _steps(name: str) -> list[str | int]:
    return [int(index) if index else key for key, index in STEP.findall(name)]


def _get(fields: Any, name: str) -> Any:
    for step in _steps(name):
        try:
            fields = fields[step]
        except (KeyError, IndexError, TypeError):
            return None
    return fields


def _set(fields: Any, name: str, value: Any) -> None:
    """Put a value there; objects on the way that are missing are made. An emptied key that nobody knows goes."""
    *way, last = _steps(name)
    for step in way:
        if isinstance(fields, dict) and not isinstance(fields.get(str(step)), dict | list):
            fields[str(step)] = {}
        try:
            fields = fields[step]
        except (KeyError, IndexError, TypeError):
            return
    named_wrongly = way[-1:] == ["access"] or (isinstance(last, str) and len(last) == 2 and last not in LANGUAGES)
    if value is None and named_wrongly and isinstance(fields, dict):
        fields.pop(last, None)
    elif (isinstance(fields, dict) and isinstance(last, str)) or (
        isinstance(fields, list) and isinstance(last, int) and last < len(fields)
    ):
        fields[last] = value  # type: ignore[index]
