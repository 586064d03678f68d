"""Arabic words written in Latin letters: told by the skeleton of their consonants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from catalogue.search.language_files import read_json
from catalogue.search.understanding.spelling import squeezed

SHORTEST_SKELETON, SHORTEST_WORD = 2, 3
MOST_READINGS = 16
WRONG_LETTER = 2  # as much as two vowels that are not written


@cache
def _tables() -> Mapping[str, Any]:
    found: dict[str, Any] = read_json("understanding/arabizi.json")
    return found


def skeleton(word: str) -> str:
    """The consonants of an Arabic word in its normal form, those that sound alike as one."""
    folded = _tables()["folded"]
    return squeezed("".join(folded.get(letter, letter) for letter in consonants(word)))


def consonants(word: str) -> str:
    """The same as they are written. A doubled one stands once: people write it or leave it."""
    return squeezed("".join(letter for letter in word if letter not in _tables()["dropped"]))


def skeletons(latin: str) -> tuple[str, ...]:
    """The skeletons that a word in Latin letters and digits may have, without and with its article taken off."""
    folded = dict.fromkeys(skeleton(read) for read in _read(latin.casefold()))
    return tuple(one for one in folded if len(one) >= SHORTEST_SKELETON)


def _read(latin: str) -> Iterator[str]:
    """What may be meant, letter by letter, without and with its article taken off."""
    if len(latin) >= SHORTEST_WORD:
        yield from _readings(latin)
        if (bare := without_latin_article(latin)) != latin:
            yield from _readings(bare)


def without_latin_article(latin: str) -> str:
    """The word without its article, where enough of it remains."""
    rests = (latin.removeprefix(article).lstrip("-") for article in _tables()["article"])
    return next((rest for rest in rests if rest != latin and len(rest) >= SHORTEST_WORD), latin)


def _readings(latin: str) -> Iterator[str]:
    choices: list[str] = []
    at = 0
    while at < len(latin):
        for spelled, letters in _tables()["spelled"]:
            if latin.startswith(spelled, at):
                choices.append(letters or "-")
                at += len(spelled)
                break
        else:
            return  # a character that no Arabic word is written with
    for number, letters in enumerate(product(*choices)):
        if number >= MOST_READINGS * 4:
            return
        yield "".join(letter for letter in letters if letter != "-")


class Skeletons:
    """The words of a vocabulary by their skeletons."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """:param words: Arabic words in normal form, with the number of documents that have each."""
        self._by: dict[str, list[tuple[int, str]]] = {}
        for word, documents in words:
            found = skeleton(word)
            if len(found) >= SHORTEST_SKELETON:
                self._by.setdefault(found, []).append((-documents, word))

    def words(self, latin: str, most: int = 3) -> tuple[str, ...]:
        """The words that this may be, the one that looks most like it first."""
        sounds = {consonants(read) for read in _read(latin.casefold())}  # a 6 means just one of the two letters
        found = {
            word: (_unlike(latin, word) + WRONG_LETTER * (consonants(word) not in sounds), documents)
            for one in skeletons(latin)
            for documents, word in self._by.get(one, ())
        }
        return tuple(sorted(found, key=lambda word: found[word])[:most])


def _unlike(latin: str, word: str) -> int:
    """How differently two words are vowelled: the difference of their lengths beyond the consonants."""
    long_vowels = sum(letter in _tables()["dropped"] for letter in word)
    typed = sum(letter in "aeiouwy" for letter in latin.casefold())
    return abs(typed - long_vowels - 1)
