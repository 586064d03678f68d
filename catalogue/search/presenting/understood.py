"""What was made of the words of a search, said to the reader, each with the way back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from unicodedata import bidirectional

from markupsafe import Markup, escape

from catalogue.core.formats import isolated, listed
from catalogue.core.messages import gettext as _
from catalogue.core.reader import reader
from catalogue.core.texts import LEADS, direction
from catalogue.search.finding import Findings, count
from catalogue.search.port import Match
from catalogue.search.presenting.addresses import onward_url
from catalogue.search.query import Query
from catalogue.search.understanding.understood import Understood, Wish

FOUND_OTHERWISE = frozenset({"spelling", "transliteration", "translation", "concept"})


@dataclass(frozen=True)
class WishChip:
    """A filter that was read out of the words: what it says, and the search without it."""

    text: Markup
    url: str


@dataclass(frozen=True)
class UnderstoodView:
    """What was searched for instead of what was typed, and the search with all wishes as filters (`strict`)."""

    searched: Markup | None
    typed: Markup
    as_typed_url: str
    unknown: Markup | None
    wishes: list[WishChip]
    strict_url: str
    strict_count: int


def understood_view(findings: Findings, now: datetime) -> UnderstoodView | None:
    """None where the text was taken as it is."""
    understood = findings.found.understood
    if understood is None or not (understood.corrected or understood.wishes or understood.unknown):
        return None
    query = findings.query
    strict = _strict(query, understood) if understood.asked.units and understood.wishes else None
    return UnderstoodView(
        searched=isolated(understood.corrected) if understood.corrected else None,
        typed=isolated(understood.typed),
        as_typed_url=onward_url(replace(query, exact=True, page=1)),
        unknown=isolated(listed(understood.unknown)) if understood.unknown and understood.asked.units else None,
        wishes=list({chip.url: chip for chip in (_chip(query, wish) for wish in understood.wishes)}.values()),
        strict_url=onward_url(strict) if strict else "",
        strict_count=count(strict, now) if strict else 0,
    )


def _chip(query: Query, wish: Wish) -> WishChip:
    return WishChip(
        escape(_("First: %(choice)s")) % {"choice": isolated(wish.words)},
        onward_url(replace(query, text=wish.text_without, page=1)),
    )


def _strict(query: Query, understood: Understood) -> Query:
    """The search with every wish as a filter, and without the words that said so."""
    strict = replace(query, text=understood.without_wishes, page=1)
    for wish in understood.wishes:
        strict = strict.with_(wish.name, wish.values)
    return strict


def through(matches: Iterable[Match], said: Collection[str]) -> tuple[str, ...]:
    """What a card was found through, where that cannot be seen in it.

    :param said: what the page says already that it searched for.
    """
    found = dict.fromkeys(one.through for one in matches if one.because in FOUND_OTHERWISE and one.through)
    return tuple(one for one in found if one not in said)


def shared(of_cards: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What all of several cards were found through: said once above them, not on each."""
    if len(of_cards) < 2:
        return ()
    return tuple(one for one in of_cards[0] if all(one in others for others in of_cards))


def because(words: Sequence[str], missing: Sequence[str]) -> list[Markup]:
    """Why a card is there: the words that it was found through, and those that it lacks.

    What stands in the other language only is said apart: a reader may not know it, and looks for it in vain.
    """
    own = [one for one in words if not _foreign(one)]
    others = [one for one in words if _foreign(one)]
    lines = []
    if own:
        lines.append(escape(_("Found through: %(words)s")) % {"words": quoted(own)})
    if others:
        lines.append(escape(_found_in_the_other()) % {"words": quoted(others)})
    if missing:
        lines.append(escape(_("Without: %(words)s")) % {"words": quoted(missing)})
    return lines


def _found_in_the_other() -> str:
    return str(_("Found in English: %(words)s") if reader().lang == "ar" else _("Found in Arabic: %(words)s"))


def _foreign(text: str) -> bool:
    """Whether it begins with letters of the language that is not the reader's."""
    own = direction(reader().lang)
    ways = (LEADS[kind] for sign in text if (kind := bidirectional(sign)) in LEADS)
    return next(ways, own) != own


def quoted(words: Iterable[str]) -> Markup:
    """Words of the catalogue or of a query, in a list; marks and order are the sentence's, whatever the words are."""
    return Markup(listed([_quoted(one) for one in words]))  # nosec B704 # noqa: S704 - each is escaped


def _quoted(text: str) -> Markup:
    marks = "«{}»" if reader().lang == "ar" else "“{}”"
    return Markup(marks).format(isolated(text))  # nosec B704 # noqa: S704 - one of the two above
