"""Needs: what people say of themselves (I shout at my kids, my pay is gone by the tenth) instead of naming a subject.

A row of `needs.csv` is about concepts, the nearest first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from catalogue.search.text import Token
from catalogue.search.understanding.telling import Heard, Met, met

FILE = "needs.csv"


def needs_in(found: Sequence[Token], heard: Sequence[Heard], written: Callable[[str], bool]) -> Iterator[Met]:
    """The needs that a sentence tells of, the surest first.

    A name of a subject (household budget) tells no story: it has no words of wanting, no verbs, and stands in texts.

    :param heard: what each of its words may say.
    :param written: whether a word stands in the catalogue just so.
    """
    if has_a_teller(heard):
        told = tells_a_story(heard)
        for one in met(FILE, heard):
            if told or any(heard[at].verb or not written(found[at].text) for at in one.places):
                yield one
    elif not all(written(token.text) for token in found):
        for one in met(FILE, heard):
            if not all(written(found[at].text) for at in one.places):
                yield one


def has_a_teller(heard: Sequence[Heard]) -> bool:
    """Whether somebody speaks of himself, or of what he or others do."""
    return any(word.story or word.verb for word in heard)


def tells_a_story(heard: Sequence[Heard]) -> bool:
    """Whether somebody speaks of himself, of wanting and of not knowing, and does not just name a subject."""
    return any(word.story for word in heard)
