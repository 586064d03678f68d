"""Which documents the words of a query find, and how well. Knows postings as arrays, not where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from catalogue.search.asked import Asked, Unit
from catalogue.search.bitmaps import Bits, Flags, Ids, bits_of, every, held, positions
from catalogue.search.engines.hits import Hits, Scored, Scores, any_of, standing_in
from catalogue.search.engines.part import Part, Text, fulfilling, rows_of
from catalogue.search.port import Match
from catalogue.search.stems import title_term

# Scores are whole ten-thousandths.
SCALE = 10_000
EXACT_TITLE, ALL_WORDS = 2_000 * SCALE, 1_000 * SCALE  # above any sum of words
ENOUGH = 10  # documents
TELLING, ALONE = 1 / 2, 3 / 5  # of the sum of the words' rarities; the latter where one of two words is there alone
PLAIN = 0.2  # from this score on a word is there; what hardly stands for it counts in part
HINTED = 0.5  # of what a word weighs that decides the order alone
MISSED_WISH = 0.35  # SEARCH, 2.5
SURELY = 1e-9  # more than the sums of rarities may be off


def least_telling(rarities: Sequence[float]) -> float:
    """How much of the weight of a query's words a document must have that lacks some of them."""
    return (TELLING if len(rarities) > 2 else ALONE) * sum(rarities)


class Matching:
    """The text of a query over all parts of an index. What belongs to the result depends on the words alone.

    1. What has all the words, each by any of its ways, and not all of them in the long text only, belongs to it.
    2. Where that is less than `ENOUGH`, so does, after it, what only mentions them or what stands for them, and what
       has the most telling of them (`TELLING` of the query's weight at least, a rare word weighing more). Half of it:
       of three words in one language one often has no partner in the other.
    3. Where there is nothing of the first kind, that alone stands there, but for what lacks words and has the others
       in the long text only; or else what is related, and, until there is enough, what has fewer of the words, down
       to half of those that anything has: a `fallback`.
    4. What asks for nothing to be learned (the weather, a ticket), or for a subject that no offering is about, finds
       suggestions only: a `fallback`.
    5. Filters in words decide the order; where there is nothing but them, what fulfils all is the result.
    """

    def __init__(self, parts: Sequence[Part], asked: Asked) -> None:
        self.asked = asked
        self.parts = parts
        self.fallback = False
        self._allowed = [_allowed(part, asked) for part in parts]
        self._look_for(asked.units)
        if not asked.units:
            self.texts = [Text(_not_unwanted(*of, asked)) for of in zip(parts, self._allowed, strict=True)]
            if asked.wishes:
                self._only_wishes()
            return
        whole = self._with_all()
        self._full = [found.told for found in whole]
        self.texts = [Text(found.documents) for found in self._full]
        self._widened = _size(self.texts) < ENOUGH
        if self._widened:
            self._widen([found.documents for found in whole])
        self.fallback = self.fallback or (asked.suggesting and _size(self.texts) > 0)

    def _look_for(self, units: Sequence[Unit]) -> None:
        self.units = units
        self._hits = [[part.segment.hits(unit) for unit in units] for part in self.parts]
        self._rarities = [self._rarity([of_part[at] for of_part in self._hits]) for at in range(len(units))]

    def _with_all(self) -> list[Scored]:
        return [
            _with_all(part, hits, allowed, self.asked)
            for part, hits, allowed in zip(self.parts, self._hits, self._allowed, strict=True)
        ]

    @property
    def scored(self) -> bool:
        return bool(self.asked.units or self.asked.wishes)

    def _widen(self, found: list[Ids]) -> None:
        units = self.asked.units
        if not self.asked.phrases:  # who puts words in quotes wants them so, or else is told
            self._look_for([unit.mentioned for unit in units])
            some = [self._telling(*of) for of in zip(self._hits, self._allowed, strict=True)]
            found = [
                any_of([of_part, mentioned.documents, telling])
                for of_part, mentioned, telling in zip(found, self._with_all(), some, strict=True)
            ]
        if not _size(self.texts):
            if not any(map(len, found)):
                self._look_for([unit.approached for unit in units])
                found = self._closest([of_part.documents for of_part in self._with_all()])
            self.fallback = any(map(len, found))
        self.texts = [Text(documents) for documents in found]

    def _telling(self, hits: Sequence[Hits], allowed: Bits | None) -> Ids:
        """The documents that have at least so much of the query's weight, and half of its words."""
        least, fewest = least_telling(self._rarities), len(hits) / 2
        documents = any_of([of_word.numbers for of_word in self._needed(hits, least)])
        weights, words = np.zeros(len(documents)), np.zeros(len(documents), np.uint8)
        for of_word, rarity in zip(hits, self._rarities, strict=True):
            there = of_word.has(documents)
            weights += rarity * there
            words += there
        documents = _of(allowed, documents[(weights >= least - SURELY) & (words >= fewest)])
        return documents if _size(self.texts) else _told(hits, documents)

    def _needed(self, hits: Sequence[Hits], least: float) -> list[Hits]:
        """Words of which any such document has one: the others together do not weigh enough. The rarest, so few."""
        needed: list[Hits] = []
        rest = sum(self._rarities)
        for rarity, at in sorted(((rarity, at) for at, rarity in enumerate(self._rarities)), reverse=True):
            if needed and rest < least - SURELY:
                break
            needed.append(hits[at])
            rest -= rarity
        return needed

    def _closest(self, found: list[Ids]) -> list[Ids]:
        """Beside what has all words, what has fewer of them, until there is enough."""
        words = [_words_of(part, hits) for part, hits in zip(self.parts, self._hits, strict=True)]
        known = sum(1 for at in range(len(self.units)) if self._somewhere(at))
        for least in range(known, max(1, (known + 1) // 2) - 1, -1):
            if sum(map(len, found)) >= ENOUGH:
                break
            found = [
                any_of([documents, _of(allowed, np.flatnonzero(of_part >= least).astype(np.int32))])
                for documents, of_part, allowed in zip(found, words, self._allowed, strict=True)
            ]
        return found

    def _somewhere(self, at: int) -> bool:
        """Whether any document that is still there has a word."""
        return any(part.living(hits[at].numbers) for part, hits in zip(self.parts, self._hits, strict=True))

    def _only_wishes(self) -> None:
        wishes = self.asked.wishes
        among = [rows_of(part, text) for part, text in zip(self.parts, self.texts, strict=True)]
        for least in range(len(wishes), 0, -1):
            found = [
                Text(None, fulfilling(part, wishes, rows, least)) for part, rows in zip(self.parts, among, strict=True)
            ]
            if any(found):
                self.texts, self.fallback = found, least < len(wishes)
                return
        self.texts = [Text(np.zeros(0, np.int32))] * len(self.parts)

    def _rarity(self, of_word: Sequence[Hits]) -> float:
        """The inverse document frequency of a word: in any of its forms, else by all that stands for it.

        :param of_word: what it finds in each part.
        """
        there = documents = 0
        for part, hits in zip(self.parts, of_word, strict=True):
            there += hits.literal(None if part.whole else part.live)
            documents += part.documents
        if not there:
            there = sum(part.living(hits.numbers) for part, hits in zip(self.parts, of_word, strict=True))
        return log(1 + (documents - there + 0.5) / (there + 0.5))

    def scores(self, part: Part, documents: Ids, fulfilled: NDArray[np.uint8] | None) -> NDArray[np.int64]:
        """How well each of these documents of a part matches.

        :param fulfilled: how many of the wishes the best selected row of each fulfils.
        """
        at = self.parts.index(part)
        score = self._by_words(at, documents) if self.units else np.full(len(documents), float(SCALE))
        if self.asked.hints:
            score += HINTED * SCALE * self._by_hints(part, documents)
        if fulfilled is not None:
            missed = len(self.asked.wishes)
            score *= np.array([MISSED_WISH ** (missed - number) for number in range(missed + 1)])[fulfilled]
        found = np.rint(score, out=score).astype(np.int64)
        if self.units and self._widened:
            found += ALL_WORDS * standing_in(self._full[at].documents, documents)
        else:
            found += ALL_WORDS
        exact = part.segment.postings(title_term(self.asked.title)).numbers
        if len(exact):
            found += EXACT_TITLE * standing_in(exact, documents)
        return found

    def _by_words(self, at: int, documents: Ids) -> Scores:
        """The sum of what the words score, times the share of them that are there; in units of the scale."""
        if self._widened:
            signed = np.array([of_word.signed(documents) for of_word in self._hits[at]])
        else:
            signed = self._full[at].signed
            if documents is not self._full[at].documents:
                signed = signed.take(self._full[at].documents.searchsorted(documents), axis=1)
        scores: Scores = np.abs(signed, dtype=np.float64)
        there: Scores = np.minimum(scores * (1 / PLAIN), 1.0)
        if len(scores) == 1:  # of a third of the queries
            alone: Scores = there[0] * (scores[0] * (SCALE * self._rarities[0]))
            return alone
        weights = np.array(self._rarities) * (SCALE / len(scores))
        found: Scores = np.add.reduce(there) * (weights @ scores)
        return found

    def _by_hints(self, part: Part, documents: Ids) -> Scores:
        """How much of the words that decide the order alone these documents have, a rare one weighing more."""
        hits = [[one.segment.hits(unit) for one in self.parts] for unit in self.asked.hints]
        every = [of_word[self.parts.index(part)].signed(documents) for of_word in hits]
        scores: Scores = np.abs(np.array(every), dtype=np.float64).T @ np.array(
            [self._rarity(of_word) for of_word in hits]
        )
        return scores

    def why(self, part: Part, documents: Ids) -> list[tuple[tuple[Match, ...], tuple[str, ...]]]:
        """For each of these documents: why it was found, word by word, and the words that it has in no form."""
        hits = self._hits[self.parts.index(part)]
        found: list[tuple[list[Match], list[str]]] = [([], []) for _ in documents]
        for unit, of_word in zip(self.units, hits, strict=True):
            for (matched, missing), (match, there) in zip(found, of_word.why(documents), strict=True):
                if match:
                    matched.append(match)
                if not there:
                    missing.append(unit.word)
        return [(tuple(matched), tuple(missing)) for matched, missing in found]


def _told(hits: Iterable[Hits], documents: Ids) -> Ids:
    """Those that say one of the words where they say what they are about."""
    told = np.zeros(len(documents), np.bool_)
    for of_word in hits:
        told |= of_word.signed(documents) > 0
    return documents[told]


def _size(texts: Iterable[Text]) -> int:
    return sum(len(text.documents) for text in texts if text.documents is not None)


def _allowed(part: Part, asked: Asked) -> Bits | None:
    """The documents of a part without what must not be there; None where that is all."""
    if not (asked.unwanted or asked.unwanted_phrases):
        return None if part.whole else part.live
    unwanted = [part.segment.hits(unit).numbers for unit in asked.unwanted]
    unwanted += [part.segment.phrase(phrase) for phrase in asked.unwanted_phrases]
    return part.live & ~bits_of(np.concatenate(unwanted), len(part.segment.ids))


def _of(allowed: Bits | None, documents: Ids) -> Ids:
    return documents if allowed is None else documents[held(allowed, documents)]


def _not_unwanted(part: Part, allowed: Bits | None, asked: Asked) -> Ids | None:
    """The documents of a part where no words are asked for; None for all of them."""
    unwanted = asked.unwanted or asked.unwanted_phrases
    return positions(allowed) if allowed is not None and unwanted else None


def _with_all(part: Part, hits: Sequence[Hits], allowed: Bits | None, asked: Asked) -> Scored:
    """The documents with all words and phrases."""
    if len(hits) == 1 and allowed is None and not asked.phrases:
        return hits[0].alone
    rarest, *others = sorted(hits, key=_size_of) if len(hits) > 1 else hits
    found = rarest.numbers
    for of_word in others:
        found = _those(found, of_word.has(found))
    if allowed is not None:
        found = _those(found, held(allowed, found))
    for phrase in asked.phrases if len(found) else ():
        found = _those(found, standing_in(part.segment.phrase(phrase), found))
    return Scored(found, np.array([of_word.signed_among(found) for of_word in hits]))


def _size_of(hits: Hits) -> int:
    return len(hits.numbers)


def _those(documents: Ids, where: Flags) -> Ids:
    """Some of the documents; the very same array where that is all."""
    return documents if every(where) else documents[where]


def _words_of(part: Part, hits: Iterable[Hits]) -> NDArray[np.uint8]:
    """How many of the words each document has."""
    words = np.zeros(len(part.segment.ids), np.uint8)
    for of_word in hits:
        words[of_word.numbers] += 1
    return words
