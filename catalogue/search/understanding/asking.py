"""What a sentence asks for outright: the subject behind a word of wanting (my son likes drawing, a job in welding).

Whatever else the sentence tells (no time, retired, bored children), that subject is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.search.text import Token
from catalogue.search.understanding.naming import Subject
from catalogue.search.understanding.words import Said

MOST_BETWEEN = 3  # words between wanting and what is wanted: to learn some basic


def asked_outright(met: Sequence[Subject], found: Sequence[Token], said: Sequence[Said]) -> list[Subject]:
    """Of the subjects that a text names those that are wanted, and those that go on from one (sewing and drawing).

    :param found: all words of the text, of which `said` is what they say.
    """
    if not any(one.heard.wanting for one in said):
        return []
    places = {token.start: at for at, token in enumerate(found)}
    spans = []
    for subject in met:
        at = [places[word.start] for word in subject.words if word.start in places]
        if at and not all(said[one].heard.wanting for one in at):  # a job itself is no subject of wanting one
            spans.append((min(at), max(at), subject))
    wanted: list[Subject] = []
    end = None
    for first, last, subject in sorted(spans, key=lambda span: span[:2]):
        if _is_wanted(first, said) or (end is not None and _goes_on(end, first, said)):
            wanted.append(subject)
            end = last if end is None else max(end, last)
    return wanted


def _is_wanted(first: int, said: Sequence[Said]) -> bool:
    """Whether a word of wanting stands before a place, with words between that say nothing or are of learning."""
    for at in range(first - 1, max(first - 2 - MOST_BETWEEN, -1), -1):
        if said[at].heard.wanting:
            return True
        if not (said[at].silent or said[at].modifying or said[at].heard.learning):
            return False
    return False


def _goes_on(end: int, first: int, said: Sequence[Said]) -> bool:
    """Whether a place follows at once, or behind a word that joins (and, with)."""
    return first == end + 1 or (first == end + 2 and said[end + 1].heard.joining)
