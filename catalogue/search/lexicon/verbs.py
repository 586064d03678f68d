"""The verbal noun of an Arabic verb: I develop, they use, we learnt find development, use, learning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from catalogue.search.language_files import read_json
from catalogue.search.lexicon.rules import Pattern, fitting
from catalogue.search.text import normalise

SHORTEST_VERB = 3


@dataclass(frozen=True)
class Verbs:
    """How verbs are told, in normal form. `own`: verb without the letter of its person → its noun."""

    first_letters: tuple[str, ...]
    persons: tuple[str, ...]
    objects: tuple[str, ...]
    endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    nouns: tuple[Pattern, ...]
    past: tuple[Pattern, ...]
    past_at_last: tuple[Pattern, ...]
    own: Mapping[str, str]


@cache
def verbs() -> Verbs:
    known = read_json("lexicon/verbs.json")
    return Verbs(
        first_letters=tuple(known["first_letters"]),
        persons=tuple(known["persons"]),
        objects=tuple(known["objects"]),
        endings=tuple(known["endings"]),
        past_endings=tuple(known["past_endings"]),
        nouns=_patterns(known["nouns"]),
        past=_patterns(known["past"]),
        past_at_last=_patterns(known["past_at_last"]),
        own={normalise(verb): normalise(noun) for verb, noun in known["own"].items()},
    )


def _patterns(rows: Iterable[tuple[str, list[str]]]) -> tuple[Pattern, ...]:
    return tuple(Pattern(verb, tuple(nouns)) for verb, nouns in rows)


def verbal_noun(word: str, lemmas: Mapping[str, str]) -> str | None:
    """The noun of a verb in its normal form; None where it is none, or its noun is not among the lemmas.

    To be asked last: any word may begin and end as verbs do.
    """
    known = verbs()
    past = [
        word[: -len(ending)]
        for ending in known.past_endings
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_VERB
    ]
    present = (
        verb[1:]
        for verb in _without_what_stands_around(word, known)
        if verb.startswith(known.persons) and len(verb) > SHORTEST_VERB
    )
    found = (
        *(_noun(stem, known.past, lemmas, known.own) for stem in past),
        *(_noun(stem, known.nouns, lemmas, known.own) for stem in present),
        *(_noun(stem, known.past_at_last, lemmas, known.own) for stem in past),
    )
    return next(filter(None, found), None)


def _noun(stem: str, shapes: Iterable[Pattern], lemmas: Mapping[str, str], own: Mapping[str, str]) -> str | None:
    return lemmas.get(own[stem]) if stem in own else fitting(stem, shapes, lemmas)


def _without_what_stands_around(word: str, known: Verbs) -> Iterator[str]:
    """The word, and it without what may stand before (and, will), whom it is done to, and who does it; in order."""
    bare = [word, *(word[1:] for one in known.first_letters if word.startswith(one))]
    for begun in bare:
        objects = (begun, *_each_without(begun, known.objects))
        for one in objects:
            yield one
        for one in objects:
            yield from _each_without(one, known.endings)


def _each_without(word: str, endings: Iterable[str]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) > SHORTEST_VERB:
            yield word[: -len(ending)]
