"""The ways out of an empty result, in words: each a link with what it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from catalogue.core.formats import isolated, listed
from catalogue.core.messages import gettext as _
from catalogue.search.presenting.addresses import onward_url
from catalogue.search.presenting.labels import TITLES, Names, chosen_words
from catalogue.search.ways_out import WayOut

BARE = frozenset({"age", "from", "until"})
ICONS = {"online": "monitor-play", "language": "languages", "city": "map-pin", "closed_too": "calendar-days"}


@dataclass(frozen=True)
class Exit:
    kind: str
    text: Markup
    count: int
    url: str

    @property
    def icon(self) -> str:
        return ICONS.get(self.kind, "search")


@dataclass(frozen=True)
class Exits:
    """Sorted as the page shows them: a spelling, filters to remove, and where else to look."""

    spelling: Exit | None
    removals: list[Exit]
    wider: list[Exit]

    @property
    def one_by_one(self) -> bool:
        """Whether taking away a single filter helps, and not only several at once."""
        return any(one.kind == "without" for one in self.removals)

    def __bool__(self) -> bool:
        return bool(self.spelling or self.removals or self.wider)


def exits_of(ways: Iterable[WayOut], providers: Mapping[str, Names]) -> Exits:
    found = [Exit(way.kind, _worded(way, providers), way.count, onward_url(way.query)) for way in ways]
    removing = {"without", "without_two", "all_filters"}
    return Exits(
        spelling=next((one for one in found if one.kind == "spelling"), None),
        removals=[one for one in found if one.kind in removing],
        wider=[one for one in found if one.kind not in removing and one.kind != "spelling"],
    )


def _worded(way: WayOut, providers: Mapping[str, Names]) -> Markup:
    if way.kind == "spelling":
        return isolated(way.label_parts[0][1])
    said = [_said(name, value, providers) for name, value in way.label_parts]
    return escape(_message(way)) % {"choice": isolated(listed(said))}


def _said(name: str, value: str, providers: Mapping[str, Names]) -> str:
    """A bare number or day says nothing by itself: without “Age: 7”, but without “Urdu”."""
    if name == "q":
        return value
    text = chosen_words(name, value, providers).text
    return _("%(filter)s: %(choice)s", filter=TITLES[name], choice=text) if name in BARE else text


def _message(way: WayOut) -> str:
    messages = {
        "without": _("Without “%(choice)s”"),
        "without_two": _("Without “%(choice)s”"),
        "all_filters": _("Without any filter"),
        "online": _("Online, from anywhere"),
        "language": _("Taught in %(choice)s"),
        "city": _("In %(choice)s"),
        "closed_too": _("Also full, closed and past ones"),
        "fewer_words": _("Only “%(choice)s”"),
        "any_words": _("Everything that fits your filters"),
        "everything": _("The whole catalogue"),
    }
    return str(messages[way.kind])
