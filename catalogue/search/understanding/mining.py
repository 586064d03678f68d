"""Which words translate each other, learned from texts that exist in both languages. Source: SEARCH, section 3.

A word and its translation stand in the same pairs of texts and hardly anywhere apart: Dice's coefficient of the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from catalogue.search.asked import ANYWHERE, TELLING_FIELDS, Alternative
from catalogue.search.stems import LEMMA, STEM, Term, key_of, stop_words
from catalogue.search.text import ARABIC_RUN, tokens

LEAST_DICE, LEAST_TOGETHER, MOST_PARTNERS = 0.35, 2, 6
LONGEST_TEXT = 24  # words; of longer ones everything would stand beside everything
MINED, MENTIONED = 0.7, 0.35

Pair = tuple[str, str]  # a text in Arabic and in English
Partners = Mapping[str, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Translations:
    """Key of a word → keys of words of the other language, with Dice's coefficient; and how each is written."""

    partners: Partners
    written: Mapping[str, str]

    def alternatives(self, key: str) -> tuple[Alternative, ...]:
        """What finds a word by its partners, where an offering says what it is about."""
        return tuple(_alternative(key, other, dice * MINED, TELLING_FIELDS, self) for other, dice in self._of(key))

    def mentions(self, key: str) -> tuple[Alternative, ...]:
        """The same, wherever an offering mentions it."""
        return tuple(_alternative(key, other, dice * MENTIONED, ANYWHERE, self) for other, dice in self._of(key))

    def _of(self, key: str) -> tuple[tuple[str, float], ...]:
        return self.partners.get(key, ())


def _alternative(key: str, other: str, boost: float, fields: int, known: Translations) -> Alternative:
    arabic = bool(ARABIC_RUN.fullmatch(other))
    because = "concept" if arabic == bool(ARABIC_RUN.fullmatch(key)) else "translation"
    term = Term(LEMMA if arabic else STEM, other, 1.0)
    lang = ("ar" if arabic else "en") if because == "translation" and fields == TELLING_FIELDS else ""
    return Alternative(((term,),), boost, because, known.written[other], fields, lang)


def translations(pairs: Iterable[Pair]) -> Translations:
    """Learn from texts. A pair of one word each teaches at once; others need to be met together more than once."""
    single: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    forms: dict[str, Counter[str]] = {}
    sure: set[tuple[str, str]] = set()
    for ar, en in dict.fromkeys(pairs):  # in their order: of words as frequent, the first way of writing counts
        arabic, english = _words(ar, forms, arabic=True), _words(en, forms, arabic=False)
        if not arabic or not english or len(arabic) > LONGEST_TEXT or len(english) > LONGEST_TEXT:
            continue
        single.update(arabic | english)
        together.update(product(arabic, english))
        if len(arabic) == len(english) == 1:
            sure.update(product(arabic, english))
    partners: dict[str, list[tuple[str, float]]] = {}
    for (one, other), count in together.items():
        dice = 2 * count / (single[one] + single[other])
        if dice >= LEAST_DICE and (count >= LEAST_TOGETHER or (one, other) in sure):
            partners.setdefault(one, []).append((other, dice))
            partners.setdefault(other, []).append((one, dice))
    return Translations(
        {key: best_of(found) for key, found in partners.items()},
        {key: written.most_common(1)[0][0] for key, written in forms.items()},
    )


def best_of(found: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The surest partners of a word, as many as are kept."""
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0]))[:MOST_PARTNERS])


def _words(text: str, forms: dict[str, Counter[str]], *, arabic: bool) -> frozenset[str]:
    """The keys of the words of a text that say something, in its own script."""
    found = set()
    for token in tokens(text):
        if token.joined or token.text.isdigit() or token.text in stop_words():
            continue
        if bool(ARABIC_RUN.fullmatch(token.text)) == arabic:
            key = key_of(token.text)
            forms.setdefault(key, Counter())[text[token.start : token.end].lower()] += 1
            found.add(key)
    return frozenset(found)
