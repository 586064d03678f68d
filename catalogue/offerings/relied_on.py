"""What people rely on in a listing: its changes wait for the office, and those who are enrolled are told of them.

Source: MODEL, "States", Offering; docs/rules/publishing.md, rules 7 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from catalogue.offerings.models import Run


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


Facts = Mapping[Part, tuple[object, ...]]
"""What those in a run rely on, part by part, as it was at one moment."""


def facts_of(run: Run) -> Facts:
    rows: dict[Part, object] = dict.fromkeys(OFFERING_PARTS, run.offering)
    rows |= dict.fromkeys((*RUN_PARTS, *PARTS_WITH_PEOPLE), run) | {VENUE: run.venue}
    facts = {part: tuple(_fact(getattr(row, name, None)) for name in part.columns) for part, row in rows.items()}
    facts[SESSIONS] = tuple(sorted((one.starts_at, one.ends_at, str(one.state)) for one in run.sessions))
    return facts


def _fact(value: object) -> object:
    """Of groups apart, who they are for: how many seats each has is nothing that people rely on."""
    if not isinstance(value, list):
        return value
    return tuple(one["gender_mode"] if isinstance(one, dict) else one for one in value)


def matters_between(before: Facts, after: Facts) -> tuple[Matter, ...]:
    """What has changed for those who rely on it; a translation that was added is nothing new."""
    found = {part.matter for part in before if says_otherwise(part, before[part], after[part])}
    return tuple(matter for matter in Matter if matter in found)


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
