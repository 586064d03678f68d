"""What finds a word of a query: itself, what it was probably meant to be, and what stands for it.

What was worked out for a word is kept for the next query that has it; the same word is then the same object, which is
how the engine knows what it has found before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from catalogue.search.asked import FIELD_BITS, Alternative, Unit
from catalogue.search.lexicon.words import nouns_of, readings
from catalogue.search.stems import (
    LEMMA,
    NORMAL,
    aspects,
    is_silent,
    key_of,
    modifiers,
    of_verb,
    query_terms,
    terms_of,
)
from catalogue.search.text import ARABIC_RUN, Token, normalise, words_in
from catalogue.search.understanding import wishes
from catalogue.search.understanding.completions import bare_words
from catalogue.search.understanding.concepts import Concept, Label, Named, concepts, saying
from catalogue.search.understanding.figures import may_be
from catalogue.search.understanding.meanings import Span
from catalogue.search.understanding.telling import Heard, heard
from catalogue.search.understanding.understood import Repair
from catalogue.search.understanding.vocabulary import Vocabulary

PER_EDIT, TRANSLITERATED, TOGETHER = 0.7, 0.8, 0.9
INSIDE_A_NAME = 0.7  # how sure the translation of a word is where it is part of a name: the date of date palms
OF_ITS_NOUN = 0.8  # how sure the translation of the noun is beside that of the adjective
NEXT_OF_A_NEED = 0.7  # how sure a concept of a need is beside the one before it
NAMED = 3.0  # how sure it is that who begins a provider's name means it
MOST_KEPT = 20_000  # words; the alternatives of a concept are the same objects for all of its words

Key = TypeVar("Key")
Value = TypeVar("Value")


class Said(NamedTuple):
    """What a word in its normal form says, in whatever text it stands. Looked up together when the word first comes:
    a query asks for all of it, and each look into a large table is a wait for memory."""

    key: str
    silent: bool  # it says nothing by itself
    modifying: bool  # it is said of anything: new, useful
    aspect: bool  # it asks for one side of a subject: basics, price
    known: bool  # the catalogue, a concept, or a filter in words has it in some inflection
    wishing: bool  # a filter in words may begin with it
    figure: bool  # it may be (a part of) a figure
    naming: bool  # a name of several words may begin with it
    heard: Heard


class Read(NamedTuple):
    """A word as it was read: what finds it, what it is told from others by, what it was taken for.

    `keys` are those by which concepts know it: a joined word (la7am) has those of its parts, as labels have. `written`
    is how it stands there.
    """

    unit: Unit
    key: str
    keys: tuple[str, ...]
    written: tuple[str, ...]
    repair: Repair | None = None


class Words:
    """The words of queries, read with the vocabulary of one state of the index and with names of places."""

    def __init__(self, vocabulary: Vocabulary, places: wishes.Phrases) -> None:
        self.vocabulary = vocabulary
        self.concepts = concepts()
        self._phrases = (wishes.phrases(), places)
        self._first_words = frozenset(phrase[0] for phrases in self._phrases for phrase in phrases)
        self._said: dict[str, Said] = {}
        self._read: dict[Unit, Read] = {}
        self._finding: dict[tuple[Unit, str, tuple[Named, ...], bool], Unit] = {}
        self._of_needs: dict[tuple[tuple[str, ...], bool], Unit] = {}
        self._offered: dict[Concept, bool] = {}

    def said(self, word: str) -> Said:
        """What a word in its normal form says."""
        return self._said.get(word) or _kept(self._said, word, lambda: self._looked_up(word))

    def _looked_up(self, word: str) -> Said:
        key = key_of(word)
        return Said(
            key,
            silent=is_silent(word, of_verb(word) or key),
            modifying=key in modifiers(),
            aspect=key in aspects(),
            known=self._known(word, key),
            wishing=wishes.may_begin(word, key, self._first_words),
            figure=may_be(word, key),
            naming=self.concepts.may_begin(key),
            heard=heard(word),
        )

    def _known(self, word: str, key: str) -> bool:
        if self.vocabulary.knows(word) or ((done := of_verb(word)) and self.vocabulary.has(f"{LEMMA}:{done}")):
            return True
        return key in self.concepts.words or key in wishes.words() or key in self.vocabulary.translations.partners

    def wishes(self, found: Sequence[Token], said: Sequence[Said]) -> list[Span]:
        """Where filters stand in the words of a query."""
        begin = [at for at, one in enumerate(said) if one.wishing]
        if begin or any(one.figure for one in said):
            return wishes.spans(found, [one.key for one in said], self._phrases, begin)
        return []

    def as_typed(self, unit: Unit) -> Read:
        keys = tuple(map(self._key_of, words_in(unit.word)))
        key = keys[0] if len(keys) == 1 else key_of(unit.word)
        return Read(unit, key, keys or (key,), bare_words(unit.word))

    def _key_of(self, word: str) -> str:
        """The key of a word; of a verb that of its noun, where that names a subject or nothing else is known of it."""
        key, done = key_of(word), of_verb(word)
        if done is None or key in self.concepts.words:
            return key
        return key if done not in self.concepts.words and key in self.vocabulary.translations.partners else done

    def read(self, unit: Unit) -> Read:
        """A word by what was probably meant: Latin letters for Arabic, a misspelling, a missing space."""
        return _kept(self._read, unit, lambda: self._repaired(unit))

    def _repaired(self, unit: Unit) -> Read:
        typed, vocabulary = self.as_typed(unit), self.vocabulary
        text = unit.word
        if vocabulary.knows_by(unit.terms):
            return typed
        if self.said(text).known:
            spelt = self._in_latin_letters(typed) if typed.key in self.concepts.spelt_somehow else ()
            return self._transliterated(typed, spelt) if spelt else typed
        near = vocabulary.spelling.near(text)
        if not (near and near[0].edits == 1) and (inflected := self._otherwise_read(typed)):
            return inflected
        spelt = self._in_latin_letters(typed)
        if near and (not spelt or (near[0].edits == 1 and not any(letter.isdigit() for letter in text))):
            others = [
                Alternative((terms_of(normalise(one.written)),), PER_EDIT**one.edits, "spelling", one.written)
                for one in near
            ]
            return _taken_for(typed, near[0].written, "spelling", others)
        if spelt:
            return self._transliterated(typed, spelt)
        if parts := vocabulary.spelling.parts(text):
            pair, written = tuple(terms_of(normalise(part)) for part in parts), " ".join(parts)
            return _taken_for(typed, written, "spelling", [Alternative(pair, TOGETHER, "spelling", written)])
        return typed

    def _otherwise_read(self, typed: Read) -> Read | None:
        """A word by another inflection than the likeliest, where that is of a word that nobody knows."""
        text = typed.unit.word
        if not ARABIC_RUN.fullmatch(text):
            return None
        every = {key_of(one): one for one in reversed(tuple(readings(text)))}  # the first way of each key
        key = next(filter(self._is_somewhere, reversed(every)), None)
        if key is None:
            return None
        terms = tuple(term for term in query_terms(every[key]) if term.prefix != NORMAL)
        return Read(replace(typed.unit, terms=terms), key, (key,), typed.written)

    def _is_somewhere(self, key: str) -> bool:
        return self.vocabulary.has(f"{LEMMA}:{key}") or key in self.concepts.words

    def _transliterated(self, typed: Read, readings: Sequence[str]) -> Read:
        others = [Alternative((terms_of(one),), TRANSLITERATED, "transliteration", one) for one in readings]
        return _taken_for(typed, self.vocabulary.written(readings[0]), "transliteration", others)

    def _in_latin_letters(self, typed: Read) -> tuple[str, ...]:
        """The Arabic words that one in Latin letters may be."""
        text = typed.unit.word
        if not text.isascii() or text.isdigit() or self.concepts.named((typed.key,)):
            return ()
        return self.vocabulary.skeletons.words(text)

    def finding(self, read: Read, named: Sequence[Named], *, inside: bool) -> Unit:
        """What finds a word as it was read, alone or with others (:param inside:), as a name of concepts."""
        key = (read.unit, read.key, tuple(named), inside)
        sure = INSIDE_A_NAME if inside else 1.0
        return _kept(self._finding, key, lambda: self._translated(self._standing_in(read.unit, named), read.key, sure))

    def answering(self, about: tuple[str, ...], typed: Sequence[str]) -> Unit:
        """What answers a need that these words tell: all of them together, and the concepts it is about, the nearest
        first. One of the words alone says little (my kids)."""
        arabic = ARABIC_RUN.search(typed[0]) is not None
        known = _kept(self._of_needs, (about, arabic), lambda: self._of_concepts(about, arabic=arabic))
        together = (Alternative(tuple(map(terms_of, typed)), 1.0),) if len(typed) > 1 else ()
        return replace(known, word=" ".join(typed), others=(*together, *known.others))

    def subject(self, concept: str, typed: str) -> str:
        """The name of a concept in the language of what was typed."""
        return self.concepts.by_id[concept].name("ar" if ARABIC_RUN.search(typed) else "en")

    def offered(self, named: Iterable[Concept], written: Sequence[str]) -> bool:
        """Whether any offering is about one of the concepts that words name, or says these words as they are written.

        Where none is, what the words find is something else: one part of a name, another word with the same stem.
        """
        return any(map(self._is_offered, named)) or self.vocabulary.is_about(saying(written))

    def _is_offered(self, concept: Concept) -> bool:
        return _kept(self._offered, concept, lambda: any(map(self.vocabulary.is_about, self.concepts.saying(concept))))

    def _of_concepts(self, about: Sequence[str], *, arabic: bool) -> Unit:
        unit, sure = Unit("", ()), 1.0
        for one in about:
            concept = self.concepts.by_id[one]
            label = Label("", "need", (), (), arabic)
            unit = replace(
                unit.widened(_less_sure(self.concepts.alternatives(concept, label), sure)),
                mentions=(*unit.mentions, *_less_sure(self.concepts.mentions(concept, label), sure)),
                related=(*unit.related, *_less_sure(self.concepts.near(concept), sure)),
            )
            sure *= NEXT_OF_A_NEED
        return unit

    def _standing_in(self, unit: Unit, named: Iterable[Named]) -> Unit:
        """The word, found by the other names of its concepts too."""
        known = self.concepts
        for concept, label in named:
            unit = replace(
                unit.widened(known.alternatives(concept, label)),
                mentions=(*unit.mentions, *known.mentions(concept, label)),
                related=(*unit.related, *known.near(concept)),
            )
        return unit

    def _translated(self, unit: Unit, key: str, sure: float) -> Unit:
        """The word, found in the other language too: by what translates it, and the noun that an adjective is of."""
        learned = self.vocabulary.translations
        nouns = [one for one in nouns_of(key) if one in learned.partners]
        if nouns and key in learned.partners:  # gas chromatography: English puts the noun where Arabic has an adjective
            unit = self._translated_by(unit, nouns[0], sure * OF_ITS_NOUN)
        return self._translated_by(unit, key if key in learned.partners or not nouns else nouns[0], sure)

    def _translated_by(self, unit: Unit, key: str, sure: float) -> Unit:
        learned = self.vocabulary.translations
        told = {term.text for other in unit.others if len(other.words) == 1 for term in other.words[0]}
        others = [one for one in learned.alternatives(key) if one.words[0][0].text not in told]
        if not others:
            return unit
        widened = unit.widened(replace(other, boost=other.boost * sure) for other in others)
        return replace(widened, mentions=(*unit.mentions, *learned.mentions(key)))


def of_provider(words: Iterable[str]) -> Unit:
    """What finds a provider's offerings by its name: all of its words there."""
    return Unit("", (), (Alternative(tuple(map(terms_of, words)), NAMED, fields=FIELD_BITS["provider"]),))


def _less_sure(alternatives: Iterable[Alternative], sure: float) -> tuple[Alternative, ...]:
    """As many ways, but less sure; a translation is none where no word asked for the subject: any label is as good."""
    return tuple(replace(one, boost=one.boost * sure, lang="") for one in alternatives)


def _taken_for(typed: Read, used: str, because: str, others: Iterable[Alternative]) -> Read:
    unit, repair = typed.unit.widened(others), Repair(typed.unit.word, used, because)
    if " " in used:
        return Read(unit, typed.key, typed.keys, bare_words(used), repair)
    key = key_of(normalise(used))
    return Read(unit, key, (key,), bare_words(used), repair)


def _kept(values: dict[Key, Value], key: Key, make: Callable[[], Value]) -> Value:
    found = values.get(key)
    if found is None:
        if len(values) >= MOST_KEPT:
            values.clear()
        found = values[key] = make()
    return found
