"""The concepts that words of a query name, alone or together; those of most words come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from catalogue.search.text import Token
from catalogue.search.understanding.concepts import Concept, Concepts, Label, Named
from catalogue.search.understanding.meanings import Span
from catalogue.search.understanding.understood import Repair
from catalogue.search.understanding.words import Read, Said


@dataclass
class Word:
    """A word of the query: how it was read, where it stands in the text, the concepts that it names."""

    read: Read
    start: int
    end: int
    repair: Repair | None
    named: list[Named] = field(default_factory=list)
    inside: bool = False  # a concept's name of several words
    offered: bool = True  # or it names a subject that nobody offers


class _Part(NamedTuple):
    """A part of what may name a concept: which word (None where it is none that is looked for), and its key."""

    word: int | None
    key: str
    silent: bool = False  # it says nothing by itself


class Subject(NamedTuple):
    """Concepts that have the same name, the words of that name as they are written, and those of the query."""

    concepts: tuple[Concept, ...]
    written: tuple[str, ...]
    words: tuple[Word, ...]


class Together(NamedTuple):
    """Where words stand that name a concept together, and of those the words of jobs.

    None of the former is mistyped. None of the latter is silent, since who enters data is asked for, and not any data.
    """

    named: Set[int]
    jobs: Set[int]


NOT_TOGETHER = Together(frozenset(), frozenset())


def names_in(said: Sequence[Said], known: Concepts) -> list[tuple[int, int]]:
    """Where concepts of several words stand, by places among the words: no filter is read out of their middle."""
    keys = [one.key for one in said]
    return [(first, first + length - 1) for first, length in known.standing_in(keys, several=True)]


def stands_inside(span: Span, named: Sequence[tuple[int, int]]) -> bool:
    length = span.last - span.first
    return any(first <= span.last and span.first <= last and last - first > length for first, last in named)


def standing_together(
    wanted: Sequence[Token], every: Sequence[Token], said: Sequence[Said], known: Concepts
) -> Together:
    """:param every: those that join none, of which it is known what they say."""
    if len(every) < 2 or not any(one.naming for one in said):
        return NOT_TOGETHER
    joined = [token for token in wanted if token.joined]
    inside = {part for part in every if any(one.start <= part.start < one.end for one in joined)}  # 5at is no «at»
    placed = [(token, one.key) for token, one in zip(every, said, strict=True)]
    telling = [(token, one.key) for token, one in zip(every, said, strict=True) if not one.silent or token in inside]
    named: set[int] = set()
    jobs: set[int] = set()
    for found in (placed, telling) if len(telling) < len(placed) else (placed,):
        keys = tuple([key for _, key in found])
        for first, length in known.standing_in(keys, several=True):
            words = [token for token, _ in found[first : first + length]]
            if any(one.end < other.start for one, other in pairwise(words)):  # not the parts of one (3arabi)
                starts = {token.start for token in words}
                named |= starts
                if known.is_job(keys[first : first + length]):
                    jobs |= starts
    return Together(named, jobs)


def _parts(
    words: Sequence[Word], found: Sequence[Token], said: Sequence[Said], gone: Sequence[tuple[int, int]]
) -> list[_Part]:
    """The words in their order, with those between them that are read as filters, or say nothing by themselves."""
    parts = [(word.start, _Part(number, key)) for number, word in enumerate(words) for key in word.read.keys]
    starts = {word.start for word in words}
    for token, one in zip(found, said, strict=True):
        if token.start in starts and not gone:
            continue
        wished = any(start <= token.start < end for start, end in gone)
        if wished or not any(word.start <= token.start < word.end for word in words):
            parts.append((token.start, _Part(None, one.key, silent=one.silent)))
    return [part for _, part in sorted(parts, key=lambda placed: placed[0])]


def _runs(parts: Sequence[_Part], known: Concepts) -> Iterator[Sequence[_Part]]:
    """What names a concept, the longest first: parts in a row, with those that say nothing or without them."""
    telling = [part for part in parts if not part.silent]
    found = [
        (-length, which, first)
        for which, row in enumerate((parts, telling) if len(telling) < len(parts) else (parts,))
        for first, length in known.standing_in([part.key for part in row])
    ]
    for length, which, first in sorted(found):
        yield (telling if which else parts)[first : first - length]


def subjects(
    words: Sequence[Word],
    found: Sequence[Token],
    said: Sequence[Said],
    gone: Sequence[tuple[int, int]],
    known: Concepts,
) -> list[Subject]:
    """What the words name, which is noted at each of them.

    :param found: all words of the text. :param gone: places of those that are read as filters.
    """
    parts = _parts(words, found, said, gone)
    met: list[Subject] = []
    covered: set[int] = set()
    for here in _runs(parts, known):
        numbers = {part.word for part in here if part.word is not None}
        if not numbers or numbers & covered:
            continue
        written = tuple(one for number in sorted(numbers) for one in words[number].read.written)
        named = [one for one in known.named(tuple(part.key for part in here)) if written not in one[0].look_alikes]
        if not named:
            continue
        covered |= numbers
        naming = tuple(words[number] for number in sorted(numbers))
        met.append(Subject(tuple(concept for concept, _ in named), written, naming))
        for concept, label in named:
            _name(naming, concept, label)
        for number in numbers:
            words[number].inside = len(here) > 1
    return met


def _name(words: Sequence[Word], concept: Concept, label: Label) -> None:
    for word in words:
        word.named.append((concept, label))
    if label.column == "arabizi" and len(words) == 1 and words[0].repair is None:
        words[0].repair = Repair(words[0].read.unit.word, concept.name("ar"), "transliteration")
