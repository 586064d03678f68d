"""The lexicon's files: words with their plurals, and the rules by which the others are led back to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from catalogue.search.language_files import read_json, read_lines, read_rows
from catalogue.search.text import normalise

SHORTEST_STEM = 2


@dataclass(frozen=True)
class Pattern:
    """A shape with those that its words may have in the dictionary; digits stand for the root's letters."""

    plural: str
    singulars: tuple[str, ...]

    @property
    def ends_with_root(self) -> bool:
        """Whether it ends with a letter of the root."""
        return self.plural[-1].isdigit()

    def singular_candidates(self, word: str) -> Iterator[str]:
        if len(word) != len(self.plural):
            return
        root: dict[str, str] = {}
        for shape, letter in zip(self.plural, word, strict=True):
            if letter != (root.setdefault(shape, letter) if shape.isdigit() else shape):
                return
        for singular in self.singulars:
            yield "".join(root.get(shape, shape) for shape in singular)


@dataclass(frozen=True)
class Endings:
    """Endings of one kind, the longer before those that they end in, with what stands in their place in the
    dictionary; `shortest` is the least that must be left, `changes`: the letter before may have become another."""

    endings: tuple[str, ...]
    instead: tuple[str, ...]
    shortest: int = SHORTEST_STEM
    pronoun: bool = False
    changes: bool = False


@dataclass(frozen=True)
class Lexicon:
    """All of it in normal form. `lemmas`: word of its own → dictionary form; `plurals`: irregular plural → lemma."""

    lemmas: Mapping[str, str]
    plurals: Mapping[str, str]
    rules: Mapping[str, Any]
    endings: tuple[Endings, ...]
    loose: tuple[Endings, ...]
    strong: tuple[Pattern, ...]
    weak: tuple[Pattern, ...]


@cache
def lexicon() -> Lexicon:
    rules = read_json("lexicon/patterns.json")
    lemmas, plurals = dict(_lemmas(read_lines("lexicon/lemmas.txt"))), {}
    for row in read_rows("lexicon/plurals.csv"):
        lemma = normalise(row["lemma"])
        lemma = lemmas.setdefault(lemma, lemma)
        plurals.update({normalise(one): lemma for one in row["plural"].split("|")})
    return Lexicon(
        lemmas=lemmas,
        plurals=plurals,
        rules=rules,
        endings=tuple(map(_endings, rules["endings"])),
        loose=tuple(map(_endings, rules["loose_endings"])),
        strong=tuple(Pattern(plural, tuple(singulars)) for plural, singulars in rules["strong"]),
        weak=tuple(Pattern(plural, tuple(singulars)) for plural, singulars in rules["weak"]),
    )


def _lemmas(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Lines of `lemma` or `variant=lemma`."""
    for line in lines:
        word, _, canonical = line.partition("=")
        yield normalise(word.strip()), normalise((canonical or word).strip())


def _endings(rule: Mapping[str, Any]) -> Endings:
    return Endings(
        tuple(rule["endings"]),
        tuple(rule["instead"]),
        rule.get("shortest", SHORTEST_STEM),
        rule.get("pronoun", False),
        rule.get("changes", False),
    )


def fitting(word: str, patterns: Iterable[Pattern], lemmas: Mapping[str, str]) -> str | None:
    """The dictionary form of the first word of the lexicon that a pattern makes of this one."""
    found = (lemmas.get(one) for pattern in patterns for one in pattern.singular_candidates(word))
    return next(filter(None, found), None)
