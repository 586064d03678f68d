"""An offering as it was at one moment, in the exchange format: to compare it, and to bring it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from catalogue.core.db import db
from catalogue.core.reader import LANGUAGES
from catalogue.offerings.exchange.shape import (
    BILINGUAL,
    LINKS,
    OFFERING_COLUMNS,
    OFFERING_STRUCTURES,
    RUN_COLUMNS,
    RUN_MOMENTS,
    RUN_STRUCTURES,
)
from catalogue.offerings.exchange.writing import fields_of
from catalogue.offerings.models import Offering
from catalogue.taxonomy.models import City, District, Skill, Topic

Picture = dict[str, Any]
OFFERING_REST = (*BILINGUAL, *OFFERING_COLUMNS, *OFFERING_STRUCTURES, *LINKS)
RUN_REST = (
    *("city", "district", "room", "reduced", "sessions"),
    *(name for name in RUN_COLUMNS if name != "state"),
    *RUN_STRUCTURES,
    *RUN_MOMENTS,
)
VENUE_REST = ("latitude", "longitude", "access")


class Surroundings:
    """Rows that offerings point to, kept in the session so that no picture asks for them one by one."""

    def __init__(self) -> None:
        self._rows: list[Any] = []

    def read(self) -> None:
        for table in (Topic, Skill, City, District):
            self._rows.extend(db.session.scalars(select(table)))


def picture_of(offering: Offering, *, fresh: bool = False) -> Picture:
    """:param fresh: it was just changed: what hangs on its columns is looked up again."""
    if fresh:
        for run in offering.runs:
            db.session.expire(run, ["city", "district"])
    found = fields_of(offering, whole=True)
    del found["provider"]
    return found


def comparable(picture: Picture) -> Picture:
    """What belongs to the offering alone: a venue is described once for all that meet there."""
    runs = [{**run, "venue": run["venue"].get("name")} if "venue" in run else run for run in picture.get("runs", ())]
    return {**picture, "runs": runs}


def filled(picture: Picture) -> dict[str, Any]:
    """A picture as a line that says everything: what is not in it is written as empty."""
    line = {name: picture.get(name) for name in OFFERING_REST}
    for name in BILINGUAL:
        line[name] = _texts(picture.get(name))
    runs = [_filled_run(run) for run in picture.get("runs", ())]
    return {"reference": picture["reference"], "kind": picture["kind"], **line, "runs": runs}


def _texts(given: Mapping[str, str] | None) -> dict[str, str | None]:
    return {lang: (given or {}).get(lang) for lang in LANGUAGES}


def _filled_run(run: Mapping[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {name: run.get(name) for name in RUN_REST}
    line |= {"reference": run["reference"], "mode": run["mode"], "room": _texts(run.get("room"))}
    if venue := run.get("venue"):
        empty = {name: venue.get(name) for name in VENUE_REST}
        line["venue"] = {"name": venue["name"], "address": _texts(venue.get("address")), **empty}
    return line


class Difference(NamedTuple):
    """:ivar run: reference of the run, or "" where it is about the offering. Old and new: None where there is none."""

    field: str
    run: str
    old: Any
    new: Any


def differences(before: Picture, after: Picture) -> list[Difference]:
    """What changed, field by field; a run that came or went is one difference."""
    found = list(_between(before, after, "", skip=("runs",)))
    old, new = ({run["reference"]: run for run in one.get("runs", ())} for one in (before, after))
    for reference in sorted(old.keys() | new.keys()):
        if reference in old and reference in new:
            found.extend(_between(old[reference], new[reference], reference))
        else:
            found.append(Difference("run", reference, old.get(reference), new.get(reference)))
    return found


def _between(before: Picture, after: Picture, run: str, skip: tuple[str, ...] = ()) -> Iterator[Difference]:
    for name in [*before, *(name for name in after if name not in before)]:
        old, new = before.get(name), after.get(name)
        if name in skip or old == new:
            continue
        if name in BILINGUAL or name == "room":
            for lang in LANGUAGES:
                if (was := (old or {}).get(lang)) != (now := (new or {}).get(lang)):
                    yield Difference(f"{name}_{lang}", run, was, now)
        else:
            yield Difference(name, run, old, new)
