"""The dictionary form of an Arabic word: by the lexicon first, by checked plural patterns second, or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from catalogue.search.text import normalise

SHORTEST_AFTER_ARTICLE, SHORTEST_AFTER_CLITIC, SHORTEST_STEM = 2, 3, 2
SHORTEST_ACCUSATIVE = 3
SHORTEST_OF_ALEF = 4  # letters that an adjective keeps of a noun that ends with alef


@dataclass(frozen=True)
class Pattern:
    """A plural's shape with the shapes that its singular may have; digits stand for the root's letters."""

    plural: str
    singulars: tuple[str, ...]

    @property
    def of_four(self) -> bool:
        """Whether it ends with the last of four root letters."""
        return self.plural.endswith("4")

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
class Lexicon:
    """All of it in normal form. `lemmas`: word of its own → dictionary form; `plurals`: irregular plural → lemma."""

    lemmas: Mapping[str, str]
    plurals: Mapping[str, str]
    rules: Mapping[str, Any]
    strong: tuple[Pattern, ...]
    weak: tuple[Pattern, ...]


@cache
def lexicon() -> Lexicon:
    rules = json.loads(_read("patterns.json"))
    lemmas, plurals = dict(_lemmas(_read("lemmas.txt").splitlines())), {}
    for row in csv.DictReader(_read("plurals.csv").splitlines()):
        lemma = normalise(row["lemma"])
        lemma = lemmas.setdefault(lemma, lemma)
        plurals.update({normalise(one): lemma for one in row["plural"].split("|")})
    return Lexicon(
        lemmas=lemmas,
        plurals=plurals,
        rules=rules,
        strong=tuple(Pattern(plural, tuple(singulars)) for plural, singulars in rules["strong"]),
        weak=tuple(Pattern(plural, tuple(singulars)) for plural, singulars in rules["weak"]),
    )


def _read(name: str) -> str:
    return files("catalogue.search.lexicon").joinpath(name).read_text("utf-8")


def _lemmas(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Lines of `lemma` or `variant=lemma`."""
    for line in lines:
        if line and not line.startswith("#"):
            word, _, canonical = line.partition("=")
            yield normalise(word.strip()), normalise((canonical or word).strip())


@lru_cache(maxsize=2_000)  # `terms_of` keeps what comes of it
def lemma(word: str) -> str | None:
    """The dictionary form of an Arabic word in its normal form; None where the lexicon does not know it.

    Three passes, the one that strips least first: the word without its clitics; that without one ending; and plural
    patterns that fit too much to be tried earlier.
    """
    known = lexicon()
    if word in known.lemmas:
        return known.lemmas[word]
    cores = tuple(dict.fromkeys(_cores(word, known.rules)))
    found = next(filter(None, (_whole(core, known) for core in cores)), None)
    found = found or next(filter(None, (_without_ending(core, word, known) for core in cores)), None)
    if not found and word.endswith(known.rules["accusative"]) and len(word) > SHORTEST_ACCUSATIVE:
        found = _whole(word[:-1], known)  # an adverb (daily), which has no article
    return found or next(filter(None, (_by_pattern(core, known.weak, known) for core in cores)), None)


def is_word(word: str) -> bool:
    """Whether a word in normal form stands in the lexicon just so, as a dictionary form or a plural."""
    return word in lexicon().lemmas or word in lexicon().plurals


def nouns_of(lemma: str) -> tuple[str, ...]:
    """For an adjective of relation (commercial) the nouns that it may be of (commerce)."""
    known = lexicon()
    ending = known.rules["relation"][0]
    if not lemma.endswith(ending) or len(lemma) < 4:
        return ()
    stem = lemma[: -len(ending)]
    candidates = (stem + known.rules["feminine_ending"], stem)
    nouns = (known.lemmas.get(one) or known.plurals.get(one) for one in candidates)
    return tuple(dict.fromkeys(noun for noun in nouns if noun))


def _cores(word: str, rules: Mapping[str, Any]) -> Iterator[str]:
    """What is left of the word after the article with what stands before it, the word, and it without a lone clitic.

    The article first: the year and the gas, not tongues and riddles; what is no word after it is looked up whole.
    """
    for article in rules["articles"]:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST_AFTER_ARTICLE:
            rest = word[len(article) :]
            if article.endswith(rules["short_article"]):
                yield rules["lam"] + rest
            yield rest
            if len(rest) == SHORTEST_AFTER_ARTICLE:  # the normal form keeps a last hamza in short words only
                yield rest + rules["hamza"]
    yield word
    for clitic in rules["clitics"]:
        if word.startswith(clitic) and len(word) - len(clitic) >= SHORTEST_AFTER_CLITIC:
            yield word[len(clitic) :]


def _whole(core: str, known: Lexicon) -> str | None:
    return known.plurals.get(core) or _by_pattern(core, known.strong, known) or known.lemmas.get(core)


def _by_pattern(core: str, patterns: Iterable[Pattern], known: Lexicon) -> str | None:
    if core in known.lemmas:  # a word of its own is nobody's plural
        return known.lemmas[core]
    for pattern in patterns:
        if pattern.of_four and core.endswith(known.rules["feminine_ending"]):  # swimming is no plural of salt flat
            continue
        for singular in pattern.singular_candidates(core):
            if singular in known.lemmas:
                return known.lemmas[singular]
    return None


def _without_ending(core: str, word: str, known: Lexicon) -> str | None:
    definite = word.removesuffix(core) in known.rules["articles"]  # then nobody's: no pronoun follows
    for suffix in known.rules["suffixes"]:
        if not core.endswith(suffix) or len(core) - len(suffix) < SHORTEST_STEM:
            continue
        stem = core[: -len(suffix)]
        for candidate in _stems(stem, suffix, known.rules):
            if candidate in known.lemmas:
                return known.lemmas[candidate]
            if candidate in known.plurals and not (definite and suffix in known.rules["pronouns"]):
                return known.plurals[candidate]
    return None


def _stems(stem: str, suffix: str, rules: Mapping[str, Any]) -> tuple[str, ...]:
    if suffix == rules["relation_plural"]:
        return (stem + rules["relation"][1], stem + rules["feminine_ending"], stem)
    if suffix in rules["feminine"]:
        return (stem + rules["feminine_ending"], stem)
    if suffix in rules["relation"]:
        short = len(stem) < SHORTEST_OF_ALEF  # data has no adjective, chemistry has
        return tuple(stem + end for end in rules["relation_endings"] if not (short and end == rules["accusative"]))
    return (stem,)
