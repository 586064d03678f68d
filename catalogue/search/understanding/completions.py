"""What a beginning of words may become: labels, found by the beginnings of any of their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from catalogue.search.stems import without_article
from catalogue.search.text import words_in

SHORTEST = 2  # letters that say enough to look anything up by
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Completion(Generic[Kind]):
    """A label with what it stands for; a heavier one comes first among equals."""

    text: str
    meaning: Kind
    weight: float = 0.0


def bare_words(text: str) -> tuple[str, ...]:
    """The words of a text as beginnings are compared: in normal form, without article."""
    return tuple(map(without_article, words_in(text)))


class Completions(Generic[Kind]):
    """Labels by the first two letters of each of their words."""

    def __init__(self, completions: Iterable[Completion[Kind]]) -> None:
        self._all: list[tuple[Completion[Kind], tuple[str, ...]]] = []
        self._by: dict[str, list[int]] = {}
        for completion in completions:
            words = bare_words(completion.text)
            for beginning in {word[:SHORTEST] for word in words}:
                self._by.setdefault(beginning, []).append(len(self._all))
            self._all.append((completion, words))

    def of(self, typed: Sequence[str], most: int) -> list[Completion[Kind]]:
        """The labels that have words beginning so, each typed word a word of its own; the nearest first."""
        if not typed or min(map(len, typed)) < 1 or max(map(len, typed)) < SHORTEST:
            return []
        longest = max(typed, key=len)
        found = []
        for at in self._by.get(longest[:SHORTEST], ()):
            completion, words = self._all[at]
            places = _places(typed, words)
            if places is not None:
                found.append((places, -completion.weight, len(words), completion.text, at))
        return [self._all[one[-1]][0] for one in sorted(found)[:most]]


def _places(typed: Sequence[str], words: Sequence[str]) -> tuple[int, ...] | None:
    """Where the typed words begin words of a label; None where one of them begins none."""
    places: list[int] = []
    for beginning in typed:
        place = next((at for at, word in enumerate(words) if at not in places and word.startswith(beginning)), None)
        if place is None:
            return None
        places.append(place)
    return tuple(places)
