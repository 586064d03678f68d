"""The pipeline from a text to what is asked for; the order matters. Source: SEARCH, 2.5."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from catalogue.search.asked import (
    Asked,
    Pieces,
    Unit,
    asked,
    pieces,
    placed_units,
    units_of,
    words_of,
)
from catalogue.search.text import ARABIC_RUN, Token, surface, tokens
from catalogue.search.understanding import elsewhere as elsewheres
from catalogue.search.understanding import keyboard, needs
from catalogue.search.understanding.concepts import STANDARD, Concept, Concepts, Label
from catalogue.search.understanding.edits import Edit, edited, without
from catalogue.search.understanding.meanings import Span
from catalogue.search.understanding.telling import Heard, Met
from catalogue.search.understanding.understood import Repair, Understood, Wish
from catalogue.search.understanding.vocabulary import Vocabulary
from catalogue.search.understanding.wishes import says_for, says_for_whom
from catalogue.search.understanding.words import Named, Read, Said, Words

UNKNOWN_SHARE, BETRAYED = 0.5, 0.3
NAMING = STANDARD | {"jobs"}  # columns of the labels that surely name a subject
MOST_WORDS = 40  # of more, the rest is taken as it is


@dataclass
class _Word:
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


class _Met(NamedTuple):
    """Concepts that have the same name, the words of that name as they are written, and those of the query."""

    concepts: tuple[Concept, ...]
    written: tuple[str, ...]
    words: tuple[_Word, ...]


class _Together(NamedTuple):
    """Where words stand that name a concept together, and of those the words of jobs.

    None of the former is mistyped. None of the latter is silent, since who enters data is asked for, and not any data.
    """

    named: Set[int]
    jobs: Set[int]


NOT_TOGETHER = _Together(frozenset(), frozenset())


def understand(text: str, words: Words, *, literal: bool = False) -> Understood:
    """What a text asks for.

    :param literal: take it as it is typed: inflection, but no repairs, no filters in words, no concepts.
    """
    if literal:
        return Understood(text, text, asked(text), text)
    read = pieces(text)
    if other := _other_keyboard(text, read.wanted, words):
        return _understood(text, other, pieces(other), [Repair(text, other, "keyboard")], words)
    return _understood(text, text, read, [], words)


def _understood(text: str, searched: str, read: Pieces, repairs: list[Repair], known: Words) -> Understood:
    every = [token for token in read.wanted if not token.joined]
    said = [known.said(token.text) for token in every]
    together = _standing_together(read.wanted, every, said, known.concepts)
    found, said = every[:MOST_WORDS], said[:MOST_WORDS]
    wished, told, elsewhere = _read_out_of(found, said, together, known) if not read.phrases else ([], None, "")
    # Words of a concept (kids' coding) stay words, though they put a filter into words too.
    named = _named(said, known.concepts) if wished else []
    in_names = [span for span in wished if not says_for(found[span.first]) and _inside(span, named)]
    wished = [span for span in wished if span not in in_names or says_for_whom(span.meaning)]
    in_wishes = [_place(span, found) for span in wished if span not in in_names]
    words = _words(read, in_wishes, together, known)
    if not words and wished and all(span.meaning.weak for span in wished):
        wished, words = [], _words(read, [], together, known)
    met = _expand(_parts(words, found, said, in_wishes), words, known.concepts)
    unoffered = [] if told or read.phrases else [one for one in met if not known.offered(one.concepts, one.written)]
    for word in [word for one in unoffered for word in one.words]:
        word.offered = False
    naming = [word for word in words if word.named] if not told and any(one.heard.story for one in said) else []
    units = _units(naming or words, known)
    hints = tuple(_units([word for word in words if word not in naming], known)) if naming else ()
    respelt = [Edit(word.start, word.end, surface(word.repair.used)) for word in words if word.repair]
    plain = Understood(
        typed=text,
        searched=edited(searched, respelt),
        without_wishes=without([_place(span, found) for span in wished], searched, respelt),
        asked=_asked(read, units, wished, hints, suggesting=bool(elsewhere or unoffered)),
        repairs=(*repairs, *(word.repair for word in words if word.repair)),
        wishes=tuple(_wish(span, wished, found, searched) for span in wished),
        concepts=_ids(met),
        unknown=tuple(unit.word for unit in units if not (unit.others or known.vocabulary.knows(unit.word))),
        elsewhere=elsewhere,
        unoffered=_ids(unoffered),
    )
    return _answered(plain, told, words, found, known) if told else plain


def _read_out_of(
    found: Sequence[Token], said: Sequence[Said], together: _Together, known: Words
) -> tuple[list[Span], Met | None, str]:
    """What is read out of the words of a text, beside subjects: filters, a need, and what is not to be learned."""
    wished = known.wishes(found, said)
    told = elsewhere = None
    begun = {name for one in said for name in one.heard.begins}
    heard = [one.heard for one in said] if begun else []
    if elsewheres.FILE in begun:
        elsewhere = _first_unnamed(elsewheres.asked_elsewhere(heard), said, known.concepts)
    if needs.FILE in begun and not elsewhere:
        told = _first_unnamed(needs.needs_in(found, heard, known.vocabulary.is_written), said, known.concepts)
        if told and _is_said_for(told, wished, found, heard) and _names_another(told, said, known.concepts):
            told = None  # drawing for teens
    if (wished or told or elsewhere) and _is_name(found, known.vocabulary):
        return [], None, ""
    if wished and (told or together.jobs):
        wished = [span for span in wished if not _tells_otherwise(span, told, found, together.jobs)]
    return wished, told, elsewhere.row.about[0] if elsewhere else ""


def _tells_otherwise(span: Span, told: Met | None, found: Sequence[Token], jobs: Set[int]) -> bool:
    """What tells of a need (my kids) is no filter, nor is the name of a job: a nanny of children."""
    needed = told is not None and any(span.first <= at <= span.last for at in told.places)
    named = all(token.start in jobs for token in found[span.first : span.last + 1])
    return needed or (named and not says_for(found[span.first]))


def _first_unnamed(among: Iterable[Met], said: Sequence[Said], known: Concepts) -> Met | None:
    """The first whose words are not but a name, of something else (a computer driving licence) or by itself."""
    keys = [one.key for one in said]
    return next((one for one in among if not _is_but_named(one, keys, known)), None)


def _is_said_for(told: Met, wished: Sequence[Span], found: Sequence[Token], heard: Sequence[Heard]) -> bool:
    """Whether the words of a need may only say for whom: all are filters, or it is a single one that nobody tells."""
    telling = needs.has_a_teller(heard)
    spans = [span for span in wished if says_for(found[span.first]) or not telling]
    in_filters = {at for span in spans for at in range(span.first, span.last + 1)}
    return in_filters.issuperset(told.places) or (len(told.places) == 1 and not telling)


def _names_another(told: Met, said: Sequence[Said], known: Concepts) -> bool:
    """Whether a subject is named beside the words of a need."""
    keys = [one.key for one in said]
    for first, length in known.standing_in(keys):
        if not any(first <= at < first + length for at in told.places):
            named = known.named(tuple(keys[first : first + length]))
            if any(label.column in NAMING and concept.id not in told.row.about for concept, label in named):
                return True
    return False


def _is_but_named(one: Met, keys: Sequence[str], known: Concepts) -> bool:
    for first, length in known.standing_in(keys, several=True):
        if first <= min(one.places) and max(one.places) < first + length:
            named = known.named(tuple(keys[first : first + length]))
            ids = {concept.id for concept, label in named if label.column in NAMING}
            if ids and (length == len(keys) or ids.isdisjoint(one.row.about)):
                return True
    return False


def _answered(plain: Understood, told: Met, words: Iterable[_Word], found: Sequence[Token], known: Words) -> Understood:
    """What a sentence asks for that tells of a need: what answers it, and the subjects that it names beside. Its
    words, which tell the story, decide the order alone."""
    tellers = [found[at] for at in sorted(told.places)]
    answer = known.answering(told.row.about, [token.text for token in tellers])
    subject = known.subject(told.row.about[0], answer.word)
    places = {token.start for token in tellers}
    beside = [word for word in words if word.start not in places and _names_a_subject(word)]
    said = (subject, *(word.read.unit.word for word in beside), *(wish.words for wish in plain.wishes))
    return replace(
        plain,
        searched=" ".join(said),
        asked=replace(plain.asked, units=(answer, *_units(beside, known)), hints=plain.asked.units),
        repairs=(Repair(answer.word, subject, "need"),),
        concepts=tuple(dict.fromkeys((*told.row.about, *plain.concepts))),
        unknown=(),
    )


def _names_a_subject(word: _Word) -> bool:
    """A word of a story may be another name of something (relax, yoga): only names of several words are meant."""
    return word.inside and any(label.column in NAMING for _, label in word.named)


def _units(words: Iterable[_Word], known: Words) -> list[Unit]:
    found = [(word, known.finding(word.read, word.named, inside=word.inside)) for word in words]
    return [unit if word.offered else unit.approached for word, unit in found]


def _asked(
    read: Pieces, units: Iterable[Unit], wished: Iterable[Span], hints: tuple[Unit, ...], *, suggesting: bool
) -> Asked:
    return Asked(
        units=tuple(units),
        phrases=read.phrases,
        unwanted=units_of(read.unwanted),
        unwanted_phrases=read.unwanted_phrases,
        title=words_of(read.wanted),
        wishes=tuple(dict.fromkeys((span.meaning.name, span.meaning.value) for span in wished)),
        hints=hints,
        suggesting=suggesting,
    )


def _ids(met: Iterable[_Met]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(concept.id for one in met for concept in one.concepts))


def _is_name(wanted: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Whether it is a whole title, or names a provider: then nothing in it is a filter, nor mistyped."""
    words = [token.text for token in wanted if not token.joined]
    return bool(words) and (vocabulary.has_title(" ".join(words)) or vocabulary.is_provider(words))


def _other_keyboard(text: str, wanted: Sequence[Token], words: Words) -> str | None:
    """The text in the other layout, where its words are known better so. Source: SEARCH, 2.5, step 2."""
    share = _known_share(wanted, words)
    if keyboard.betrays(text):
        share *= BETRAYED
    if share > UNKNOWN_SHARE or _is_name(wanted, words.vocabulary):
        return None
    arabic = any(ARABIC_RUN.search(token.text) for token in wanted)
    others = (keyboard.to_latin(text), keyboard.to_latin_by_letters(text)) if arabic else (keyboard.to_arabic(text),)
    best = max(others, key=lambda other: _share_of_other(other, words))
    return best if best != text and _share_of_other(best, words) > share else None


def _share_of_other(other: str, words: Words) -> float:
    """Lone letters between signs are what a mistyped word leaves, not what anyone meant to write."""
    found = tokens(other)
    return _known_share(found, words) if any(len(token.text) > 1 for token in found) else 0.0


def _known_share(found: Sequence[Token], words: Words) -> float:
    said = [(len(token.text), words.said(token.text)) for token in found if not token.joined]
    telling = [(length, one.known) for length, one in said if not one.silent]
    known = [known for length, known in telling if length > 1] or [known for _, known in telling]
    return sum(known) / len(known) if known else 1.0


def _named(said: Sequence[Said], known: Concepts) -> list[tuple[int, int]]:
    """Where concepts of several words stand, by places among the words: no filter is read out of their middle."""
    keys = [one.key for one in said]
    return [(first, first + length - 1) for first, length in known.standing_in(keys, several=True)]


def _inside(span: Span, named: Sequence[tuple[int, int]]) -> bool:
    length = span.last - span.first
    return any(first <= span.last and span.first <= last and last - first > length for first, last in named)


def _wish(span: Span, every: Iterable[Span], found: Sequence[Token], text: str) -> Wish:
    """What a filter was read out of; who takes it back takes it back wherever it was said."""
    words = text[slice(*_place(span, found))]
    same = [_place(one, found) for one in every if one.meaning == span.meaning]
    return Wish(span.meaning.name, span.meaning.value, words, without(same, text))


def _place(span: Span, found: Sequence[Token]) -> tuple[int, int]:
    """Where a filter stands in the text."""
    return found[span.first].start, found[span.last].end


def _words(read: Pieces, gone: Sequence[tuple[int, int]], together: _Together, known: Words) -> list[_Word]:
    """The words that say something, without those that put filters into words."""
    left: Sequence[Token] = read.wanted
    if gone:
        left = [token for token in left if not any(a <= token.start and token.end <= b for a, b in gone)]
    every = placed_units(left)
    placed = [one for one in every if not known.said(one[0].word).silent] or ([] if gone else every)
    if together.jobs:
        telling = {start for _, start, _ in placed} | together.jobs
        placed = [one for one in every if one[1] in telling]
    if len(placed) > 1:  # not new, where one looks for new volunteers
        named = together.named | together.jobs
        placed = [one for one in placed if one[1] in named or not known.said(one[0].word).modifying] or placed
    quoted = {word for phrase in read.phrases for word in phrase.split()}  # what stands in quotes is wanted so
    words = []
    for unit, start, end in placed:
        word = (known.as_typed if unit.word in quoted or start in together.named else known.read)(unit)
        words.append(_Word(word, start, end, word.repair))
    return words


def _standing_together(
    wanted: Sequence[Token], every: Sequence[Token], said: Sequence[Said], known: Concepts
) -> _Together:
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
    return _Together(named, jobs)


def _parts(
    words: Sequence[_Word], found: Sequence[Token], said: Sequence[Said], gone: Sequence[tuple[int, int]]
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


def _expand(parts: Sequence[_Part], words: Sequence[_Word], known: Concepts) -> list[_Met]:
    """Note which concepts the words name, those of most words first."""
    met: list[_Met] = []
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
        met.append(_Met(tuple(concept for concept, _ in named), written, naming))
        for concept, label in named:
            _name(naming, concept, label)
        for number in numbers:
            words[number].inside = len(here) > 1
    return met


def _name(words: Sequence[_Word], concept: Concept, label: Label) -> None:
    for word in words:
        word.named.append((concept, label))
    if label.column == "arabizi" and len(words) == 1 and words[0].repair is None:
        words[0].repair = Repair(words[0].read.unit.word, concept.name("ar"), "transliteration")
