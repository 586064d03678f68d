"""The pipeline from a text to what is asked for; the order matters. Source: SEARCH, 2.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from catalogue.search.asked import Alternative, Unit, asked, pieces, placed_units, without_silent_words
from catalogue.search.lexicon.words import nouns_of
from catalogue.search.stems import key_of, stop_words, terms_of
from catalogue.search.text import ARABIC_RUN, Token, normalise, surface, tokens, words_in
from catalogue.search.understanding import keyboard, wishes
from catalogue.search.understanding.completions import bare_words
from catalogue.search.understanding.concepts import LONGEST_LABEL, Concept, Concepts, Label, concepts
from catalogue.search.understanding.understood import Repair, Understood, Wish
from catalogue.search.understanding.vocabulary import Vocabulary

UNKNOWN_SHARE, BETRAYED = 0.5, 0.3
PER_EDIT, TRANSLITERATED, TOGETHER = 0.7, 0.8, 0.9
INSIDE_A_NAME = 0.7  # how sure the translation of a word is where it is part of a name: the date of date palms
MOST_WORDS = 40  # of more, the rest is taken as it is


@dataclass
class _Word:
    """A word of the query on its way: where it stands in the text, what finds it, what it was taken for."""

    unit: Unit
    start: int
    end: int
    key: str
    repair: Repair | None = None
    inside: bool = False  # a concept's name of several words

    def add(self, others: Iterable[Alternative]) -> None:
        kept = dict.fromkeys((*self.unit.others, *others))
        self.unit = replace(self.unit, others=tuple(kept))


class _Part(NamedTuple):
    """A part of what may name a concept: which word (None where it is none that is looked for), and its key."""

    word: int | None
    key: str
    silent: bool = False  # it says nothing by itself


class _Edit(NamedTuple):
    """What stands in a text instead of a part of it."""

    start: int
    end: int
    instead: str


def understand(text: str, vocabulary: Vocabulary, places: wishes.Phrases, *, literal: bool = False) -> Understood:
    """What a text asks for.

    :param literal: take it as it is typed: inflection, but no repairs, no filters in words, no concepts.
    """
    if literal:
        return Understood(text, text, asked(text), text)
    searched, repairs = text, []
    wanted = pieces(text).wanted
    if not _is_name(wanted, vocabulary) and (other := _other_keyboard(text, wanted, vocabulary)):
        searched, repairs = other, [Repair(text, other, "keyboard")]
    return _understood(text, searched, repairs, vocabulary, places)


def _understood(
    text: str, searched: str, repairs: list[Repair], vocabulary: Vocabulary, places: wishes.Phrases
) -> Understood:
    literal = asked(searched)
    found = [token for token in pieces(searched).wanted if not token.joined][:MOST_WORDS]
    named = _named(found)
    plain = literal.phrases or _is_name(found, vocabulary)
    wished = [] if plain else wishes.spans(found, (wishes.phrases(), places))
    # Words of a concept (coding for kids) stay words, though they put a filter into words too.
    in_wishes = [_place(span, found) for span in wished if not _inside(span, named)]
    words = _words(searched, in_wishes)
    if not words and wished and all(span.meaning.weak for span in wished):
        wished, words = [], _words(searched, [])
    known = concepts()
    quoted = {word for phrase in literal.phrases for word in phrase.split()}
    for word in words:
        if word.unit.word not in quoted:  # what stands in quotes is wanted so
            _repair(word, vocabulary, known)
    met = _expand(_parts(words, found, in_wishes), words, known)
    for word in words:
        _translate(word, vocabulary)
    respelt = [_Edit(word.start, word.end, surface(word.repair.used)) for word in words if word.repair]
    return Understood(
        typed=text,
        searched=_edited(searched, respelt),
        without_wishes=_without([_place(span, found) for span in wished], searched, respelt),
        asked=replace(literal, units=tuple(word.unit for word in words), wishes=_meanings(wished)),
        repairs=(*repairs, *(word.repair for word in words if word.repair)),
        wishes=tuple(_wish(span, wished, found, searched) for span in wished),
        concepts=tuple(dict.fromkeys(concept.id for concept in met)),
        unknown=tuple(word.unit.word for word in words if not (word.unit.others or vocabulary.knows(word.unit.word))),
    )


def _is_name(wanted: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether it is a whole title, or names a provider: then nothing in it is a filter."""
    words = [token.text for token in wanted if not token.joined]
    return bool(words) and (vocabulary.has_title(" ".join(words)) or vocabulary.is_provider(words))


def _other_keyboard(text: str, wanted: Sequence[Token], vocabulary: Vocabulary) -> str | None:
    """The text in the other layout, where its words are known better so. Source: SEARCH, 2.5, step 2."""
    share = _known_share(wanted, vocabulary)
    if keyboard.BETRAYING.search(text):
        share *= BETRAYED
    if share > UNKNOWN_SHARE:
        return None
    arabic = any(ARABIC_RUN.search(token.text) for token in wanted)
    others = (keyboard.to_latin(text), keyboard.to_latin_by_letters(text)) if arabic else (keyboard.to_arabic(text),)
    best = max(others, key=lambda other: _known_share(tokens(other), vocabulary))
    return best if best != text and _known_share(tokens(best), vocabulary) > share else None


def _known_share(found: Sequence[Token], vocabulary: Vocabulary) -> float:
    words = [token.text for token in found if not token.joined and token.text not in stop_words()]
    words = [word for word in words if len(word) > 1] or words
    return sum(_known(word, vocabulary, concepts()) for word in words) / len(words) if words else 1.0


def _known(word: str, vocabulary: Vocabulary, known: Concepts) -> bool:
    """Whether the catalogue, a concept, or a filter in words has a word in any inflection."""
    if vocabulary.knows(word):
        return True
    key = key_of(word)
    return key in known.words or key in wishes.words() or key in vocabulary.translations.partners


def _named(found: Sequence[Token]) -> list[tuple[int, int]]:
    """Where concepts of several words stand, by places among the tokens: no filter is read out of their middle."""
    known = concepts()
    keys = [key_of(token.text) for token in found]
    return [
        (first, first + length - 1)
        for length in range(min(LONGEST_LABEL, len(found)), 1, -1)
        for first in range(len(found) - length + 1)
        if known.named(tuple(keys[first : first + length]))
    ]


def _inside(span: wishes.Span, named: Sequence[tuple[int, int]]) -> bool:
    length = span.last - span.first
    return any(first <= span.last and span.first <= last and last - first > length for first, last in named)


def _meanings(wished: Iterable[wishes.Span]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((span.meaning.name, span.meaning.value) for span in wished))


def _wish(span: wishes.Span, every: Iterable[wishes.Span], found: Sequence[Token], text: str) -> Wish:
    """What a filter was read out of; who takes it back takes it back wherever it was said."""
    words = text[slice(*_place(span, found))]
    same = [_place(one, found) for one in every if one.meaning == span.meaning]
    return Wish(span.meaning.name, span.meaning.value, words, _without(same, text))


def _place(span: wishes.Span, found: Sequence[Token]) -> tuple[int, int]:
    """Where a filter stands in the text."""
    return found[span.first].start, found[span.last].end


def _without(gone: Sequence[tuple[int, int]], text: str, edits: Sequence[_Edit] = ()) -> str:
    """The text with these places left out, and edited elsewhere."""
    kept = [edit for edit in edits if not any(a <= edit.start and edit.end <= b for a, b in gone)]
    return " ".join(_edited(text, [*kept, *(_Edit(start, end, " ") for start, end in gone)]).split())


def _edited(text: str, edits: Iterable[_Edit]) -> str:
    """:param edits: none over another."""
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _words(text: str, gone: Sequence[tuple[int, int]]) -> list[_Word]:
    """The words that say something, without those that put filters into words."""
    left = [token for token in pieces(text).wanted if not any(a <= token.start and token.end <= b for a, b in gone)]
    placed = without_silent_words(placed_units(left), keep_last=not gone)
    return [_Word(unit, start, end, key_of(unit.word)) for unit, start, end in placed]


def _repair(word: _Word, vocabulary: Vocabulary, known: Concepts) -> None:
    """Find an unknown word by what was probably meant: Latin letters for Arabic, a misspelling, a missing space."""
    text = word.unit.word
    if any(vocabulary.has(term.key) for term in word.unit.terms) or _known(text, vocabulary, known):
        return
    if text.isascii() and not text.isdigit():
        readings = () if known.named((word.key,)) else vocabulary.skeletons.words(text)
    else:
        readings = ()
    near = vocabulary.spelling.near(text)
    if near and (not readings or (near[0].edits == 1 and not any(letter.isdigit() for letter in text))):
        word.add(
            Alternative((terms_of(normalise(one.written)),), PER_EDIT**one.edits, "spelling", one.written)
            for one in near
        )
        _taken_for(word, near[0].written, "spelling")
    elif readings:
        word.add(Alternative((terms_of(one),), TRANSLITERATED, "transliteration", one) for one in readings)
        _taken_for(word, vocabulary.written(readings[0]), "transliteration")
    elif parts := vocabulary.spelling.parts(text):
        pair = tuple(terms_of(normalise(part)) for part in parts)
        word.add([Alternative(pair, TOGETHER, "spelling", " ".join(parts))])
        _taken_for(word, " ".join(parts), "spelling")


def _taken_for(word: _Word, used: str, because: str) -> None:
    word.repair = Repair(word.unit.word, used, because)
    word.key = key_of(normalise(used)) if " " not in used else word.key


def _parts(words: Sequence[_Word], found: Sequence[Token], gone: Sequence[tuple[int, int]]) -> list[_Part]:
    """The words in their order, with those between them that are read as filters, or say nothing by themselves."""
    parts = [(word.start, _Part(number, key)) for number, word in enumerate(words) for key in _keys(word)]
    for token in found:
        wished = any(start <= token.start < end for start, end in gone)
        if wished or not any(word.start <= token.start < word.end for word in words):
            parts.append((token.start, _Part(None, key_of(token.text), silent=token.text in stop_words())))
    return [part for _, part in sorted(parts, key=lambda placed: placed[0])]


def _runs(parts: Sequence[_Part]) -> Iterator[Sequence[_Part]]:
    """What may name a concept, the longest first: parts in a row, with those that say nothing or without them."""
    telling = [part for part in parts if not part.silent]
    for length in range(min(LONGEST_LABEL, len(parts)), 0, -1):
        for row in (parts, telling) if len(telling) < len(parts) else (parts,):
            yield from (row[at : at + length] for at in range(len(row) - length + 1))


def _expand(parts: Sequence[_Part], words: Sequence[_Word], known: Concepts) -> list[Concept]:
    """Let concepts that are named find their other names too, those of most words first. :returns: the concepts."""
    met: list[Concept] = []
    covered: set[int] = set()
    for here in _runs(parts):
        numbers = {part.word for part in here if part.word is not None}
        if not numbers or numbers & covered:
            continue
        named = known.named(tuple(part.key for part in here))
        if named:
            written = tuple(one for number in sorted(numbers) for one in _written(words[number]))
            named = [(concept, label) for concept, label in named if written not in concept.look_alikes]
        if not named:
            continue
        covered |= numbers
        for concept, label in named:
            met.append(concept)
            _stand_in([words[number] for number in numbers], concept, label, known)
        for number in numbers:
            words[number].inside = len(here) > 1
    return met


def _translate(word: _Word, vocabulary: Vocabulary) -> None:
    """Let a word be found through the other language, by what translates it, or the noun that an adjective is of."""
    learned = vocabulary.translations
    told = {term.text for other in word.unit.others if len(other.words) == 1 for term in other.words[0]}
    key = next((one for one in (word.key, *nouns_of(word.key)) if one in learned.partners), word.key)
    others = [one for one in learned.alternatives(key) if one.words[0][0].text not in told]
    sure = INSIDE_A_NAME if word.inside else 1.0
    word.add(replace(other, boost=other.boost * sure) for other in others)
    mentions = learned.mentions(key) if others else ()
    word.unit = replace(word.unit, mentions=(*word.unit.mentions, *mentions))


def _keys(word: _Word) -> tuple[str, ...]:
    """The keys of a word; a joined one (la7am) has those of its parts, as labels have."""
    if word.repair and " " not in word.repair.used:
        return (word.key,)
    return tuple(map(key_of, words_in(word.unit.word))) or (word.key,)


def _written(word: _Word) -> tuple[str, ...]:
    return bare_words(word.repair.used if word.repair else word.unit.word)


def _stand_in(words: Sequence[_Word], concept: Concept, label: Label, known: Concepts) -> None:
    for word in words:
        word.add(known.alternatives(concept, label))
        word.unit = replace(
            word.unit,
            mentions=(*word.unit.mentions, *known.mentions(concept, label)),
            related=(*word.unit.related, *known.near(concept)),
        )
    if label.column == "arabizi" and len(words) == 1 and words[0].repair is None:
        words[0].repair = Repair(words[0].unit.word, concept.name("ar"), "transliteration")
