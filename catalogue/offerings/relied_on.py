"""What people rely on in a listing: its changes wait for the office, and those who are enrolled are told of them.

Source: MODEL, "States", Offering; docs/rules/publishing.md, rules 7 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalogue.offerings.models import Run, Venue


class Matter(StrEnum):
    """What a change is about, as those are told who are enrolled."""

    TITLE = "title"
    TIMES = "times"
    PLACE = "place"
    MODE = "mode"
    GROUP = "group"
    PRICE = "price"
    AUDIENCES = "audiences"
    CREDENTIAL = "credential"


@dataclass(frozen=True)
class Part:
    """Fields of the exchange format that change together, the columns that they fill, and which must not be empty.

    :ivar matter: None where those who are enrolled need not be told.
    :ivar columns: of a text in both languages the Arabic and the English one, one after the other.
    """

    matter: Matter | None
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    needed: bool = False


TITLE = Part(Matter.TITLE, ("title",), ("title_ar", "title_en"), needed=True)
OFFERING_PARTS = (
    TITLE,
    Part(Matter.AUDIENCES, ("audiences",), ("audiences",)),
    Part(Matter.CREDENTIAL, ("credential",), ("credential",), needed=True),
)
IMAGE = Part(None, ("image",), ("image",))
"""The office looks at a picture before everybody does: there may be people on it."""
RUN_PARTS = (
    Part(Matter.GROUP, ("gender_mode",), ("gender_mode",), needed=True),
    Part(Matter.GROUP, ("sections", "capacity"), ("sections",)),
    Part(Matter.PRICE, ("price", "currency"), ("price_halalas", "currency"), needed=True),
    Part(Matter.PRICE, ("reduced",), ("reduced_price_halalas", "reduced_for")),
)
PARTS_WITH_PEOPLE = (
    Part(Matter.MODE, ("mode",), ("mode",)),
    Part(Matter.PLACE, ("city", "district"), ("city_id", "district_id")),
    Part(Matter.PLACE, ("room",), ("room_ar", "room_en")),
    Part(Matter.TIMES, ("flexible_start",), ("flexible_start",)),
)
"""Time and place are free to change as long as nobody has a seat or waits."""
VENUE = Part(Matter.PLACE, ("venue",), ("name_ar", "name_en", "address_ar", "address_en"))
SESSIONS = Part(Matter.TIMES, ("sessions",), ("starts_at", "ends_at", "state"), needed=True)


Facts = Mapping[Part, tuple[Any, ...]]
"""What those in a run rely on, part by part, as it was at one moment."""
Told = tuple[str, Any, Any]
"""A part by its first field, and the values of its columns before and after, as JSON knows them."""
MEETINGS_TOLD = 10
"""So many of each side stand in a message: the file beside it has all of them."""


def facts_of(run: Run) -> Facts:
    rows: dict[Part, object] = dict.fromkeys(OFFERING_PARTS, run.offering)
    rows |= dict.fromkeys((*RUN_PARTS, *PARTS_WITH_PEOPLE), run)
    facts = {part: tuple(_fact(getattr(row, name, None)) for name in part.columns) for part, row in rows.items()}
    facts[SESSIONS] = tuple(sorted((one.starts_at, one.ends_at, str(one.state)) for one in run.sessions))
    return {**facts, **facts_of_place(run.venue)}


def facts_of_place(venue: Venue | None) -> Facts:
    return {VENUE: tuple(getattr(venue, name, None) for name in VENUE.columns)}


def _fact(value: object) -> object:
    """Of groups apart, who they are for: how many seats each has is nothing that people rely on."""
    if not isinstance(value, list):
        return value
    return tuple(one["gender_mode"] if isinstance(one, dict) else one for one in value)


def matters_between(before: Facts, after: Facts) -> tuple[Matter, ...]:
    """What has changed for those who rely on it; a translation that was added is nothing new."""
    found = {part.matter for part in before if says_otherwise(part, before[part], after[part])}
    return tuple(matter for matter in Matter if matter in found)


def was_and_is(before: Facts, after: Facts) -> list[Told]:
    """What has changed, as a message keeps it; of meetings those alone that are not on both sides."""
    return [
        (part.fields[0], *_sides(part, before[part], after[part]))
        for part in before
        if part.matter and says_otherwise(part, before[part], after[part])
    ]


def _sides(part: Part, before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, Any]:
    if part is not SESSIONS:
        return list(before), list(after)
    sides = [one for one in before if one not in after], [one for one in after if one not in before]
    gone, come = ([(start.isoformat(), end.isoformat(), state) for start, end, state in side] for side in sides)
    return _cut(gone), _cut(come)


def _cut(meetings: list[tuple[str, str, str]]) -> dict[str, Any]:
    return {"meetings": meetings[:MEETINGS_TOLD], "more": len(meetings[MEETINGS_TOLD:])}


def says_otherwise(part: Part, before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Whether somebody who relied on what its columns said finds it changed; a translation that is added says the same.

    :param before: the values of the part's columns, in their order.
    """
    if not part.columns[0].endswith("_ar"):
        return before != after
    return any(_another_text(before[at : at + 2], after[at : at + 2]) for at in range(0, len(before), 2))


def _another_text(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """:param before: a text in both languages."""
    if not any(before):
        return any(after)
    return any(old and old != new for old, new in zip(before, after, strict=True))
