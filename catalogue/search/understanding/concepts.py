"""Concepts with their labels in both languages: what one asks for under one name is found under the others.

The file's columns and weights: SEARCH, section 3. A label is told by the dictionary forms of its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from catalogue.search.asked import ANYWHERE, NAMING_FIELDS, TELLING_FIELDS, Alternative
from catalogue.search.language_files import read_rows
from catalogue.search.stems import NORMAL, Term, key_of, stop_words, sure_terms
from catalogue.search.text import ARABIC_RUN, surface, tokens, words_in
from catalogue.search.understanding.arabizi import without_latin_article
from catalogue.search.understanding.completions import bare_words

Keys = tuple[str, ...]

# How sure another label of the same concept is, by its column.
SURE = {"label": 0.9, "alt": 0.9, "jobs": 0.8, "colloquial": 0.8, "arabizi": 0.0}
STANDARD = {"label", "alt"}  # the columns of those that texts use
NARROWER, RELATED, MENTIONED = 0.6, 0.3, 0.5
EXPANSION = 0.7  # of all that, so that it stays below what was asked for literally
SAME_LANGUAGE = 1.15  # above translations, which count for more where only they can find something
MOST_NARROWER_LABELS, MOST_ALTERNATIVES = 2, 60
LONGEST_LABEL = 5  # words
PLURAL = "s"  # of English words


@dataclass(frozen=True, eq=False, slots=True)
class Label:
    """A label: as it is written, its column without the language, its words in normal form and their keys."""

    text: str
    column: str
    words: tuple[str, ...]
    keys: Keys
    arabic: bool

    @classmethod
    def of(cls, text: str, column: str) -> Label:
        words = tuple(_words(text))
        keys = tuple(map(key_of, words))
        if keys == words:
            keys = words  # one object of the two
        return cls(text, column, words, keys, bool(ARABIC_RUN.search(text)))

    def alternative(self, sure: float, because: str) -> Alternative:
        """What finds offerings that say it where they say what they are about."""
        lang = ("ar" if self.arabic else "en") if because == "translation" else ""
        return Alternative(self._terms(), sure * EXPANSION, because, self.text, TELLING_FIELDS, lang)

    def mention(self, sure: float, because: str) -> Alternative:
        """The same, wherever they mention it."""
        return Alternative(self._terms(), sure * EXPANSION * MENTIONED, because, self.text, ANYWHERE)

    def _terms(self) -> tuple[tuple[Term, ...], ...]:
        """Sure forms alone, not the light stem of many. Made when asked for, since few of all labels ever are."""
        return tuple(map(sure_terms, self.words, self.keys))


@dataclass(frozen=True, eq=False, slots=True)
class Concept:
    """`look_alikes` are words as they are written: their keys may be those of a label (fees, drawing)."""

    id: str
    broader: str
    related: tuple[str, ...]
    labels: tuple[Label, ...]
    look_alikes: frozenset[tuple[str, ...]]

    def name(self, lang: str) -> str:
        """The preferred label in a language."""
        return next(label.text for label in self.labels if label.column == "label" and label.arabic == (lang == "ar"))


Named = tuple[Concept, Label]


def _words(text: str) -> list[str]:
    """The words that say something; all where that leaves less than two: machine learning is not any machine."""
    found = words_in(text)
    telling = [word for word in found if word not in stop_words()]
    return telling if len(telling) > 1 else found


def saying(words: Iterable[str], text: str = "") -> Alternative:
    """What finds offerings about these words, and none about others with their stem: boxing is no box."""
    return Alternative(tuple(map(_same, words)), 1.0, "concept", text, NAMING_FIELDS)


def _same(word: str) -> tuple[Term, ...]:
    """The forms in which a word is the same word: of Arabic its dictionary form, of English its plural."""
    if ARABIC_RUN.fullmatch(word):
        return sure_terms(word, key_of(word))
    return (Term(NORMAL, word, 1.0), Term(NORMAL, word + PLURAL, 1.0))


def keys_of(text: str) -> Keys:
    """A text as concepts are told: the keys of its words that say something."""
    return tuple(key_of(word) for word in _words(text))


class Concepts:
    """All concepts, found by the words of a query. `written` are the words of their names, as people write them."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.by_id = {concept.id: concept for concept in concepts}
        self._named: dict[Keys, tuple[Named, ...]] = {}  # lists would take 2 MB more
        self._narrower: dict[str, list[Concept]] = {}
        for concept in concepts:
            self._narrower.setdefault(concept.broader, []).append(concept)
            for label in concept.labels:
                self._named[label.keys] = (*self._named.get(label.keys, ()), (concept, label))
        self.words = frozenset(key for keys in self._named for key in keys)
        sure = {key for keys, found in self._named.items() if _sure_of_its_words(keys, found) for key in keys}
        self.spelt_somehow = self.words - sure
        names = (label.text for concept in concepts for label in concept.labels if label.column in STANDARD)
        self.written = frozenset(surface(text[one.start : one.end]) for text in names for one in tokens(text))
        jobs = (label for concept in concepts for label in concept.labels if label.column == "jobs")
        self._jobs = frozenset(label.keys for label in jobs)
        alike: dict[tuple[int, ...], tuple[int, ...]] = {}  # the same object for the same few lengths
        lengths: dict[str, tuple[int, ...]] = {}  # of the labels that begin with a word
        for keys in self._named:
            known = lengths.get(keys[0], ())
            more = known if len(keys) in known else (*known, len(keys))
            lengths[keys[0]] = alike.setdefault(more, more)
        self._lengths = lengths
        longer = {key: tuple(length for length in of_key if length > 1) for key, of_key in lengths.items()}
        self._longer = {key: of_key for key, of_key in longer.items() if of_key}

    def named(self, keys: Keys) -> tuple[Named, ...]:
        """The concepts that have such a label."""
        return self._named.get(keys, ())

    def is_job(self, keys: Keys) -> bool:
        """Whether somebody's job has this name."""
        return keys in self._jobs

    def may_begin(self, key: str) -> bool:
        """Whether a name of several words begins with a word."""
        return key in self._longer

    def standing_in(self, keys: Sequence[str], *, several: bool = False) -> list[tuple[int, int]]:
        """Where labels stand among the keys of a text, as first word and number of words; the longest first.

        :param several: only those of several words.
        """
        lengths = self._longer if several else self._lengths
        found = [
            (-length, first)
            for first, key in enumerate(keys)
            for length in lengths.get(key, ())
            if first + length <= len(keys) and tuple(keys[first : first + length]) in self._named
        ]
        return [(first, -length) for length, first in sorted(found)]

    def alternatives(self, concept: Concept, typed: Label) -> tuple[Alternative, ...]:
        """What else finds a concept that was asked for under one of its labels, the surest first.

        A single word that is not its name has other meanings too often (stocks, letting): see `mentions`.
        """
        found = [
            label.alternative(sure, because)
            for label, sure, because in _own(concept, typed)
            if label.column == "label" or len(label.words) > 1
        ]
        for narrower in self._narrower.get(concept.id, ()):
            found += [label.alternative(NARROWER, "concept") for label in _first_labels(narrower)]
        return tuple(found[:MOST_ALTERNATIVES])

    def mentions(self, concept: Concept, typed: Label) -> tuple[Alternative, ...]:
        """Single words that stand for a concept, or may, wherever an offering mentions them."""
        found = [label.mention(sure, because) for label, sure, because in _own(concept, typed) if len(label.words) == 1]
        return tuple(found[:MOST_ALTERNATIVES])

    def near(self, concept: Concept) -> tuple[Alternative, ...]:
        """What is only related to a concept, and what is broader: suggestions."""
        others = (*concept.related, *((concept.broader,) if concept.broader else ()))
        found = [
            label.alternative(RELATED, "concept") for other in others for label in _first_labels(self.by_id[other])
        ]
        return tuple(found[:MOST_ALTERNATIVES])

    def saying(self, concept: Concept) -> Iterator[Alternative]:
        """What finds offerings about a concept: its names as texts have them, and those of what is narrower."""
        for label in concept.labels:
            if label.column in STANDARD:
                yield saying(label.words, label.text)
        for narrower in self._narrower.get(concept.id, ()):
            yield from self.saying(narrower)


def _own(concept: Concept, typed: Label) -> Iterator[tuple[Label, float, str]]:
    """The other labels of a concept, how sure each is and why it stands for the typed one; the surest first."""
    for label in sorted(concept.labels, key=lambda one: -SURE[one.column]):
        if label.keys == typed.keys or not SURE[label.column]:
            continue
        because = "translation" if label.arabic != typed.arabic else "concept"
        if typed.column == "arabizi":
            because = "transliteration"
        yield label, SURE[label.column] * (SAME_LANGUAGE if because == "concept" else 1.0), because


def _sure_of_its_words(keys: Keys, found: Sequence[Named]) -> bool:
    """Of a name of several Arabic words in Latin letters, a single one says nothing by itself: it has to be read."""
    return len(keys) == 1 or any(label.column != "arabizi" for _, label in found)


def _first_labels(concept: Concept) -> Iterator[Label]:
    """The preferred labels and the first others, in each language."""
    for arabic in (True, False):
        kept = [label for label in concept.labels if label.arabic == arabic and label.column in STANDARD]
        yield from kept[:MOST_NARROWER_LABELS]


@cache
def concepts() -> Concepts:
    """Those of the project's file."""
    found = [_concept(row) for row in read_rows("concepts.csv")]
    everyday = _everyday_labels(found)
    return Concepts([replace(one, labels=(*one.labels, *everyday.get(one.id, ()))) for one in found])


def _everyday_labels(known: Sequence[Concept]) -> dict[str, list[Label]]:
    """Everyday names of several words, or of what has a name of several: single words the glossary translates."""
    owners: dict[Keys, list[Concept]] = {}
    for concept in known:
        for label in concept.labels:
            if label.column in STANDARD:
                owners.setdefault(label.keys, []).append(concept)
    found: dict[str, list[Label]] = {}
    for label, standard in _everyday_names():
        for concept in owners.get(standard, ()):
            told = {one.keys for one in (*concept.labels, *found.get(concept.id, ()))}
            if label.keys not in told:
                found.setdefault(concept.id, []).append(label)
    return found


def _everyday_names() -> Iterator[tuple[Label, Keys]]:
    """Each with the keys of what it stands for: names of several words are sure, else the first (not any network)."""
    for row in read_rows("understanding/colloquial.csv"):
        every = list(map(keys_of, _cells(row["standard"])))
        sure = [keys for keys in every if len(keys) > 1] or every[:1]
        for text, standard in product(_cells(row["colloquial"]), sure):
            label = Label.of(text, "colloquial")
            if len(label.keys) <= LONGEST_LABEL and not len(label.keys) == len(standard) == 1:
                yield label, standard


def _concept(row: dict[str, str]) -> Concept:
    return Concept(
        id=row["id"],
        broader=row["broader"],
        related=_cells(row["related"]),
        labels=tuple(_labels(row)),
        look_alikes=frozenset(map(bare_words, _cells(row["not"]))),
    )


def _labels(row: dict[str, str]) -> Iterator[Label]:
    for column in SURE:
        for name in (f"{column}_ar", f"{column}_en", column):
            for text in _cells(row.get(name) or ""):
                label = Label.of(text, column)
                if not 0 < len(label.keys) <= LONGEST_LABEL:
                    continue
                yield label
                bare = tuple(map(without_latin_article, label.keys)) if column == "arabizi" else label.keys
                if bare != label.keys:  # lughat alishara, lughat al ishara
                    yield replace(label, keys=bare)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("|") if cell.strip())
