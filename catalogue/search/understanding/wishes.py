"""Filters that people put into words: free, in the evening, for women, in Jubail, for my son of ten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from typing import Any

from catalogue.search.language_files import read_json
from catalogue.search.stems import key_of, key_of_text
from catalogue.search.text import Token, words_in
from catalogue.search.understanding.figures import figures, may_be
from catalogue.search.understanding.meanings import Meaning, Span

FOR_WHOM, YOUNG = {"gender", "level", "language"}, {"children", "teens"}
LONGEST_PHRASE = 5  # words
OWN_FORM = "="
ALTERNATIVES = frozenset({"city", "district", "day", "time", "level"})
AND = "\u0648"
CLITICS = ("\u0644", "\u0628")  # «for», «in»: written as one with its word; such a phrase means just that form

Phrases = Mapping[tuple[str, ...], Meaning]


@cache
def _file() -> Mapping[str, Any]:
    found: dict[str, Any] = read_json("understanding/wishes.json")
    return found


@cache
def phrases() -> Phrases:
    """Those of the project's file, by their words."""
    found: dict[tuple[str, ...], Meaning] = {}
    for wish in _file()["wishes"]:
        also = Meaning(*wish["also"]) if "also" in wish else None
        meaning = Meaning(wish["name"], wish["value"], wish.get("weak", False), also)
        for text in (*wish["ar"], *wish["en"]):
            found.setdefault(words_of_phrase(text), meaning)
    return found


@cache
def words() -> frozenset[str]:
    """The keys of all words that put filters into words."""
    return frozenset(word.removeprefix(OWN_FORM) for phrase in phrases() for word in phrase)


@cache
def days() -> Mapping[str, str]:
    """The names of the days as they may follow another day, by their keys."""
    return {key_of_text(word): value for word, value in _file()["days"].items()}


def words_of_phrase(text: str) -> tuple[str, ...]:
    """A phrase as it is looked up: keys of words; a first word that says `for`, or is marked, in its own form."""
    found = words_in(text)
    own = text.startswith(OWN_FORM) or found[0].startswith(CLITICS)
    first = own_form(found[0]) if own else key_of(found[0])
    return (first, *map(key_of, found[1:]))


def own_form(word: str) -> str:
    """A word as a phrase has it that means just this form."""
    return OWN_FORM + word


def own_forms(word: str) -> tuple[str, ...]:
    """The same of a word that may begin with «and»."""
    return (own_form(word), own_form(word[1:])) if word.startswith(AND) else (own_form(word),)


def may_begin(word: str, key: str, first_words: Set[str]) -> bool:
    """Whether a phrase may begin with a word.

    :param first_words: those of the phrases, by their keys or in their own forms.
    """
    return key in first_words or not first_words.isdisjoint(own_forms(word))


def says_for(token: Token) -> bool:
    """Whether a filter that begins with this word says for whom it is."""
    return token.text == "for" or token.text.startswith(CLITICS[0])


def says_for_whom(meaning: Meaning) -> bool:
    """Whether it is a filter in a name too (kids' English): not online in online safety, nor the old in their care."""
    return meaning.name in FOR_WHOM or not YOUNG.isdisjoint(meaning.value.split("|"))


def spans(
    found: Sequence[Token], keys: Sequence[str], known: Sequence[Phrases], begin: Sequence[int] | None = None
) -> list[Span]:
    """Where filters stand in the words of a query, the longest phrase first; they do not overlap.

    :param keys: those of the words.
    :param begin: the places of words that a phrase may begin with, where these are known.
    """
    may_be_figures = [may_be(token.text, key) for token, key in zip(found, keys, strict=True)]
    spans: list[Span] = list(figures(found, keys)) if any(may_be_figures) else []
    taken = {at for span in spans for at in range(span.first, span.last + 1)}
    for length in range(min(LONGEST_PHRASE, len(found)), 0, -1):
        for first in range(len(found)) if begin is None else begin:
            places = range(first, first + length)
            if places.stop > len(found) or taken.intersection(places):
                continue
            rest = keys[first + 1 : first + length]
            firsts = (*own_forms(found[first].text), keys[first])
            meaning = _looked_up([(one, *rest) for one in firsts], known)
            if meaning:
                taken.update(places)
                if meaning.name:
                    spans.append(Span(first, first + length - 1, meaning))
    return _any_of(_with_what_is_said_at_once(_with_more_days(sorted(spans, key=lambda span: span.first), keys)))


def _with_what_is_said_at_once(spans: list[Span]) -> list[Span]:
    """Boys are children, unless an age or another word says how old they are. The word itself stands last."""
    told = {span.meaning.name for span in spans}
    found = []
    for span in spans:
        if (also := span.meaning.also) and told.isdisjoint({also.name, "age"}):
            found.append(replace(span, meaning=also))
        found.append(span)
    return found


def _with_more_days(spans: list[Span], keys: Sequence[str]) -> list[Span]:
    """Days that stand before or after a day (on Saturdays and Sundays) are meant too."""
    taken = {at for span in spans for at in range(span.first, span.last + 1)}
    more: list[Span] = []
    for span in spans:
        for at, step in ((span.last + 1, 1), (span.first - 1, -1)):
            while span.meaning.name == "day" and 0 <= at < len(keys) and at not in taken and keys[at] in days():
                more.append(Span(at, at, Meaning("day", days()[keys[at]])))
                taken.add(at)
                at += step
    return sorted([*spans, *more], key=lambda span: span.first) if more else spans


def _any_of(spans: list[Span]) -> list[Span]:
    """Several places, days or levels are alternatives: no run is in two cities."""
    values: dict[str, dict[str, None]] = {}
    for span in spans:
        if span.meaning.name in ALTERNATIVES:
            values.setdefault(span.meaning.name, {}).update(dict.fromkeys(span.meaning.value.split("|")))
    return [
        replace(span, meaning=replace(span.meaning, value="|".join(values[span.meaning.name])))
        if span.meaning.name in values
        else span
        for span in spans
    ]


def _looked_up(ways: Iterable[tuple[str, ...]], known: Sequence[Phrases]) -> Meaning | None:
    return next((meanings[way] for way in ways for meanings in known if way in meanings), None)
