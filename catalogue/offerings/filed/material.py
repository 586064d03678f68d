"""What people rely on, and a file changed: the fields before and after. Pure: pictures in, fields out.

Source: docs/rules/publishing.md, rule 7; docs/rules/importing.md, rule 21.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from catalogue.offerings.exchange.pictures import Picture
from catalogue.offerings.relied_on import IMAGE, OFFERING_PARTS, PARTS_WITH_PEOPLE, RUN_PARTS, SESSIONS, VENUE, Part

Fields = dict[str, Any]
NOT_BY_ITSELF = frozenset({"capacity"})
"""It stands beside the groups apart; how many seats there are is free to change."""
READ_WITH = {"price": "currency", "reduced": "currency", "district": "city"}
"""A field that says nothing without another one."""


def _names(*parts: Part) -> tuple[str, ...]:
    return tuple(name for part in parts for name in part.fields if name not in NOT_BY_ITSELF)


OF_OFFERING = _names(*OFFERING_PARTS, IMAGE)
OF_RUN = _names(*RUN_PARTS, VENUE)  # a place is named by many listings: where one has nobody, another one may
WITH_PEOPLE = _names(*PARTS_WITH_PEOPLE, SESSIONS)


def material(before: Picture, after: Picture, peopled: Collection[str]) -> tuple[Fields, Fields]:
    """The two sides of what differs; both empty where nothing does that matters.

    :param peopled: references of the runs in which somebody has a seat or waits.
    """
    old, new = _differing(before, after, OF_OFFERING)
    then = {run["reference"]: run for run in before.get("runs", ())}
    sides: list[tuple[Fields, Fields]] = []
    for run in after.get("runs", ()):
        reference = run["reference"]
        if reference in then:
            names = OF_RUN + (WITH_PEOPLE if reference in peopled else ())
            was, now = _differing(then[reference], run, names)
            if now:
                sides.append(({"reference": reference, **was}, {"reference": reference, **now}))
    if sides:
        old["runs"], new["runs"] = [was for was, _now in sides], [now for _was, now in sides]
    return old, new


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], names: Collection[str]) -> tuple[Fields, Fields]:
    differing = [name for name in names if _shown(name, before) != _shown(name, after)]
    told = dict.fromkeys([*differing, *(READ_WITH[name] for name in differing if name in READ_WITH)])
    return {name: _shown(name, before) for name in told}, {name: _shown(name, after) for name in told}


def _shown(name: str, fields: Mapping[str, Any]) -> Any:
    """Of a place its name and its address: what is known of its access may be told at any time."""
    value = fields.get(name)
    if name == "venue" and value:
        return {part: value[part] for part in ("name", "address") if part in value}
    return value
