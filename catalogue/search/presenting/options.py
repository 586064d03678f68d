"""The values of a filter as a page writes them. A page has hundreds: what never changes of each is written once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from catalogue.core.formats import number
from catalogue.core.messages import ngettext
from catalogue.core.pieces import own
from catalogue.core.reader import Reader, reader
from catalogue.core.texts import LocalText

OPENING = Markup('<label class="opt" for="{id}"><input type="checkbox" id="{id}" name="{name}" value="{value}"')
SAYING = Markup('><span>{text}{place}</span><span class="n num"><span aria-hidden="true">')
COUNTED = Markup('{number}</span><span class="vh"> {words}</span></span></label>')


class Option(NamedTuple):
    """A value to choose; `place` is the city of a district, where that has to be said."""

    value: str
    text: LocalText
    results: int
    checked: bool
    place: LocalText | None = None


def written(name: str, options: Iterable[Option]) -> Markup:
    """Each as a box to tick, with how many results it has: for who sees it, and in words for who hears it."""
    who = reader()
    pieces: list[str] = []
    for one in options:
        opening, saying = _box(name, one.value, one.text, one.place, who.lang)
        pieces += (opening, " checked" if one.checked else "", saying, _counted(one.results, who))
    return Markup("".join(pieces))  # nosec B704 # noqa: S704 - of pieces that are escaped


@lru_cache(maxsize=4_000)
def _box(name: str, value: str, text: LocalText, place: LocalText | None, lang: str) -> tuple[str, str]:
    said = Markup("<bdi>{}</bdi>").format(text.text) if text.lang == lang else own(text)
    beside = Markup("<small>{}</small>").format(own(place)) if place else ""
    return OPENING.format(id=f"f-{name}-{value}", name=name, value=value), SAYING.format(text=said, place=beside)


@lru_cache(maxsize=4_000)
def _counted(count: int, _who: Reader) -> str:
    figure = number(count)
    return COUNTED.format(number=figure, words=ngettext("One result", "%(number)s results", count, number=figure))
