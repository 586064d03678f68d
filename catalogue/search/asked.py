"""The words of a query: in quotes they stand as written, after a minus they must not stand. Nothing else is syntax."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from catalogue.search.stems import Term, Wanted, query_terms, stop_words, terms_of
from catalogue.search.text import Token, tokens

QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
# Field of a document → its bit, the weightiest first.
FIELD_BITS = MappingProxyType({"title": 1, "summary": 2, "subject": 4, "provider": 8, "body": 16, "place": 32})
ANYWHERE = sum(FIELD_BITS.values())
TELLING_FIELDS = FIELD_BITS["title"] | FIELD_BITS["summary"] | FIELD_BITS["subject"]  # what an offering is about
NAMING_FIELDS = TELLING_FIELDS | FIELD_BITS["provider"]  # or what its provider is called after
PARTS_SHARE = 0.5  # how much the parts of a joined word count against the word itself
MOST_UNITS = 20_000  # words that are kept
SYNTAX = re.compile(rf"[{QUOTES}]|(?<!\S)-")
PIECE = re.compile(rf"(?P<minus>(?<!\S)-)?(?:[{QUOTES}](?P<phrase>[^{QUOTES}]+)[{QUOTES}]|(?P<word>[^\s{QUOTES}]+))")


@dataclass(frozen=True)
class Alternative:
    """Another way of finding a word: all of these words, each by any of its terms; the weakest of them counts.

    `because` says why it stands for the word: one of the reasons of `port.Match`; `text` is what it says. In
    `fields` (bits of `FIELD_BITS`) all of the words must stand together. `lang`: it is a translation into this
    language, and counts for more in what is written in no other.
    """

    words: tuple[tuple[Term, ...], ...]
    boost: float
    because: str = "exact"
    text: str = ""
    fields: int = ANYWHERE
    lang: str = ""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Made once: the engine keeps what it finds by them."""
        return hash((self.words, self.boost, self.because, self.text, self.fields, self.lang))

    @property
    def keys(self) -> tuple[frozenset[str], ...]:
        """The terms of each of its words, as the index writes them."""
        return tuple(frozenset(term.key for term in terms) for terms in self.words)


@dataclass(frozen=True)
class Unit:
    """One word of a query with the terms that find it, and what else finds it; the best of all counts.

    `mentions` find what only mentions what stands for it, `related` what is only near to it: suggestions.
    """

    word: str
    terms: tuple[Term, ...]
    others: tuple[Alternative, ...] = ()
    mentions: tuple[Alternative, ...] = ()
    related: tuple[Alternative, ...] = ()

    def widened(self, more: Iterable[Alternative]) -> Unit:
        """The unit, found by more than before."""
        return replace(self, others=tuple(dict.fromkeys((*self.others, *more))))

    @cached_property
    def mentioned(self) -> Unit:
        """The unit, found by what only mentions what stands for it too."""
        return self.widened(self.mentions)

    @cached_property
    def approached(self) -> Unit:
        """The unit, found by that and by what is only near to it."""
        return self.widened((*self.mentions, *self.related))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Made once: the engine keeps what it finds by units, and those of concepts are large."""
        return hash((self.word, self.terms, self.others, self.mentions, self.related))

    @cached_property
    def wanted(self) -> Wanted:
        """What is marked where the unit is found."""
        ways = [(frozenset(term.key for term in self.terms),), *(other.keys for other in self.others)]
        alone = frozenset[str]().union(*(way[0] for way in ways if len(way) == 1))
        return Wanted(alone, frozenset(way for way in ways if len(way) > 1))


def wanted_of(units: Iterable[Unit]) -> Wanted:
    """What is marked for all words of a query."""
    every = [unit.wanted for unit in units]
    return Wanted(
        frozenset[str]().union(*(one.words for one in every)),
        frozenset[tuple[frozenset[str], ...]]().union(*(one.together for one in every)),
    )


@dataclass(frozen=True)
class Asked:
    """A query's words, understood. `title` is all of them as the index writes a whole title.

    `wishes` are filters that were put into words (facet or bound, value): what fulfils them comes first; where there
    are no other words, the result is what fulfils all of them. `hints` decide the order of what is found, alone.
    `suggesting`: nothing can answer it, so that what is found are only suggestions.
    """

    units: tuple[Unit, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[Unit, ...] = ()
    unwanted_phrases: tuple[str, ...] = ()
    title: str = ""
    wishes: tuple[tuple[str, str], ...] = ()
    hints: tuple[Unit, ...] = ()
    suggesting: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.units or self.unwanted or self.unwanted_phrases or self.wishes)


@dataclass(frozen=True)
class Pieces:
    """The words of a text by what they are: wanted, in quotes, after a minus."""

    wanted: tuple[Token, ...] = ()
    phrases: tuple[str, ...] = ()
    unwanted: tuple[Token, ...] = ()
    unwanted_phrases: tuple[str, ...] = ()


def pieces(text: str) -> Pieces:
    """Take a text apart by the only syntax that there is."""
    if not SYNTAX.search(text):
        return Pieces(tuple(tokens(text)))
    wanted: list[Token] = []
    phrases: list[str] = []
    unwanted: list[Token] = []
    unwanted_phrases: list[str] = []
    for piece in PIECE.finditer(text):
        at = piece.start("phrase" if piece["phrase"] else "word")
        inside = tokens(piece["phrase"] or piece["word"])
        found = [token._replace(start=at + token.start, end=at + token.end) for token in inside]
        if piece["phrase"] and found:
            (unwanted_phrases if piece["minus"] else phrases).append(words_of(found))
        if not piece["minus"]:
            wanted += found
        elif not piece["phrase"]:
            unwanted += found
    return Pieces(tuple(wanted), tuple(dict.fromkeys(phrases)), tuple(unwanted), tuple(dict.fromkeys(unwanted_phrases)))


def asked(text: str) -> Asked:
    """What a text asks for, taken as it is. Words that say nothing are left out while something else remains."""
    read = pieces(text)
    return Asked(
        units=tuple(unit for unit, _start, _end in without_silent_words(placed_units(read.wanted))),
        phrases=read.phrases,
        unwanted=units_of(read.unwanted),
        unwanted_phrases=read.unwanted_phrases,
        title=words_of(read.wanted),
    )


def words_of(found: Iterable[Token]) -> str:
    """Words in their normal form and order, as phrases and titles are compared."""
    return " ".join(token.text for token in found if not token.joined)


Placed = tuple[Unit, int, int]  # with its place in the text


def placed_units(found: Sequence[Token]) -> list[Placed]:
    """The words to look for, each once, in their order; the parts of a joined word go into it."""
    joined = [token for token in found if token.joined]
    parts = _parts(joined, [token for token in found if not token.joined]) if joined else {}
    inside = {part for of_one in parts.values() for part in of_one}
    if joined:
        found = sorted((token for token in found if token not in inside), key=lambda token: token.start)
    placed: dict[str, Placed] = {}
    for token in found:
        if token.text not in placed:
            unit = _unit(token.text, tuple(part.text for part in parts.get(token, ())) if parts else ())
            placed[token.text] = (unit, token.start, token.end)
    return list(placed.values())


def units_of(found: Sequence[Token]) -> tuple[Unit, ...]:
    """The same, wherever they stand."""
    return tuple(unit for unit, _start, _end in placed_units(found)) if found else ()


def _parts(joined: Sequence[Token], alone: Sequence[Token]) -> dict[Token, list[Token]]:
    """For each joined word the words that stand inside it."""
    ordered = sorted(alone, key=lambda token: token.start)
    starts = [token.start for token in ordered]
    return {whole: ordered[bisect_left(starts, whole.start) : bisect_left(starts, whole.end)] for whole in joined}


@lru_cache(maxsize=MOST_UNITS)
def _unit(word: str, parts: tuple[str, ...]) -> Unit:
    """The same object for the same word: what is found by it is kept by it."""
    if any(part.isalpha() and len(part) == 1 for part in parts):
        parts = ()  # a lone letter says too little: 3d is not any 3 and any d
    together = Alternative(tuple(map(terms_of, parts)), PARTS_SHARE)
    return Unit(word, query_terms(word), (together,) if parts else ())


def without_silent_words(placed: list[Placed]) -> list[Placed]:
    """Without the words that say nothing, unless nothing else remains."""
    return [one for one in placed if one[0].word not in stop_words()] or placed
