"""The dictionary form of an Arabic word: by the lexicon first, by checked patterns second, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from catalogue.search.lexicon.rules import SHORTEST_STEM, Endings, Lexicon, Pattern, fitting, lexicon
from catalogue.search.lexicon.verbs import verbal_noun

SHORTEST_AFTER_ARTICLE, SHORTEST_AFTER_CLITIC = 2, 3
SHORTEST_ACCUSATIVE, SHORTEST_WITH_ALEF = 3, 4
SHORTEST_MINE, SHORTEST_UNLISTED = 3, 3  # of what no word of the lexicon proves


@lru_cache(maxsize=2_000)  # `terms_of` keeps what comes of it
def lemma(word: str) -> str | None:
    """The dictionary form of an Arabic word in its normal form; None where the lexicon does not know it.

    The way that strips least comes first: the word without its usual clitics; that without one ending; the same
    without rarer clitics; and what fits too much to be tried earlier.
    """
    known = lexicon()
    if word in known.lemmas:  # crafts, which is one letter too
        return known.plurals.get(word) or known.lemmas[word]
    usual = tuple(dict.fromkeys(_cores(word, known)))
    found = _mine_after_preposition(word, known) or _standing(usual, word, known)
    if not found and word.startswith(tuple(known.rules["rare_clitics"])):
        found = _standing(tuple(_after(word, known.rules["rare_clitics"])), word, known)
    if not found and _is_adverb(word, known.rules):
        found = _whole(word[:-1], known)
    found = found or _without_ending(usual, word, known.loose, known)
    found = found or next(filter(None, (_by_pattern(core, known.weak, known) for core in usual)), None)
    return found or _short_after_clitic(word, known)


def _mine_after_preposition(word: str, known: Lexicon) -> str | None:
    """My work in «for my work»: an adjective of relation (practical) follows a noun and hardly a preposition, unless
    people, their language or a calling have its name (in Arabic, for a chemist)."""
    rules = known.rules
    if not (word.endswith(rules["relation"]) and word.startswith(tuple(rules["prepositions"]))):
        return None
    noun = word[1:-1]
    if len(noun) < SHORTEST_MINE or noun in rules["seldom_mine"] or noun.endswith(rules["accusative"]):
        return None
    return known.lemmas.get(noun) if word[1:] in known.lemmas else None


def _is_adverb(word: str, rules: Mapping[str, Any]) -> bool:
    """Whether it may be an accusative (daily), which has no article; no feminine word has its alef."""
    ending = rules["accusative"]
    return len(word) > SHORTEST_ACCUSATIVE and word.endswith(ending) and word[-2] != rules["feminine_ending"]


def _standing(cores: tuple[str, ...], word: str, known: Lexicon) -> str | None:
    whole = next(filter(None, (_whole(core, known) for core in cores)), None)
    return whole or _without_ending(cores, word, known.endings, known)


@lru_cache(maxsize=20_000)
def noun_of_verb(word: str) -> str | None:
    """The verbal noun of what may be a verb, since it is no other word; None where the lexicon does not know it."""
    return None if lemma(word) else verbal_noun(word, lexicon().lemmas)


def readings(word: str) -> Iterator[str]:
    """What an Arabic word in its normal form may be an inflection of, the way that strips least first: dictionary
    forms, then what is left of it where the lexicon knows none. What is meant, the catalogue has to tell."""
    known = lexicon()
    cores = tuple(dict.fromkeys((*_cores(word, known), *_after(word, known.rules["rare_clitics"]))))
    yield from filter(None, (_whole(core, known) for core in cores))
    for core in cores:
        yield from _stems(core, word, (*known.endings, *known.loose), known)
    for core in cores:
        if core != word:
            yield core
        for kind in known.endings:
            if "" in kind.instead:
                yield from _each_stem(core, kind, SHORTEST_UNLISTED)


def is_word(word: str) -> bool:
    """Whether a word in normal form stands in the lexicon just so, as a dictionary form or a plural."""
    return word in lexicon().lemmas or word in lexicon().plurals


def nouns_of(lemma: str) -> tuple[str, ...]:
    """For an adjective of relation (commercial) the nouns that it may be of (commerce)."""
    known = lexicon()
    ending = known.rules["relation"]
    if not lemma.endswith(ending) or len(lemma) < 4:
        return ()
    stem = lemma[: -len(ending)]
    candidates = (stem + known.rules["feminine_ending"], stem)
    nouns = (known.lemmas.get(one) or known.plurals.get(one) for one in candidates)
    return tuple(dict.fromkeys(noun for noun in nouns if noun))


def _cores(word: str, known: Lexicon) -> Iterator[str]:
    """What is left of the word after the article with what stands before it, the word, and it without a lone clitic.

    The article first: the year and the gas, not tongues and riddles; what is no word after it is looked up whole.
    """
    rules = known.rules
    for article in rules["articles"]:
        if word.startswith(article) and len(word) - len(article) >= SHORTEST_AFTER_ARTICLE:
            rest = word[len(article) :]
            short = rules["lam"] + rest if article.endswith(rules["short_article"]) else rest
            if short in known.lemmas:  # for the language: the lam is its own
                yield short
            yield rest
            yield short
            if len(rest) == SHORTEST_AFTER_ARTICLE:  # the normal form keeps a last hamza in short words only
                yield rest + rules["hamza"]
    yield word
    yield from _after(word, rules["clitics"])


def _after(word: str, clitics: Iterable[str]) -> Iterator[str]:
    for clitic in clitics:
        if word.startswith(clitic) and len(word) - len(clitic) >= SHORTEST_AFTER_CLITIC:
            yield word[len(clitic) :]


def _short_after_clitic(word: str, known: Lexicon) -> str | None:
    """A word of two letters after a clitic (and art), where nothing else is known that it may be."""
    rest = word[1:]
    short = len(rest) < SHORTEST_AFTER_CLITIC and word.startswith(tuple(known.rules["before_short_words"]))
    return known.lemmas.get(rest) if short and not rest.startswith(known.rules["accusative"]) else None


def _whole(core: str, known: Lexicon) -> str | None:
    return known.plurals.get(core) or _by_pattern(core, known.strong, known) or known.lemmas.get(core)


def _by_pattern(core: str, patterns: Iterable[Pattern], known: Lexicon) -> str | None:
    if core in known.lemmas:  # a word of its own is nobody's plural
        return known.lemmas[core]
    # Swimming is no plural of salt flat, nor «its names» that of a mark, nor «my logo» that of poetic.
    if core.endswith(known.rules["feminine_ending"]) or _is_mine(core, known):
        patterns = (pattern for pattern in patterns if not pattern.ends_with_root)
    return fitting(core, patterns, known.lemmas)


def _is_mine(core: str, known: Lexicon) -> bool:
    """Whether it is a word of the lexicon with «my»: then its last letter is none of a root."""
    return core.endswith(known.rules["relation"]) and core[:-1] in known.lemmas


def _without_ending(cores: Iterable[str], word: str, kinds: Sequence[Endings], known: Lexicon) -> str | None:
    return next((found for core in cores for found in _stems(core, word, kinds, known)), None)


def _stems(core: str, word: str, kinds: Sequence[Endings], known: Lexicon) -> Iterator[str]:
    """The words of the lexicon that it is with one of these endings."""
    definite = word.removesuffix(core) in known.rules["articles"]  # then nobody's: no pronoun follows
    for kind in kinds:
        plural = not (definite and kind.pronoun)
        for stem in _each_stem(core, kind, kind.shortest):
            if found := _stem(stem, kind, known, plural=plural):
                yield found


def _each_stem(core: str, kind: Endings, shortest: int) -> Iterator[str]:
    for ending in kind.endings:
        if core.endswith(ending) and len(core) - len(ending) >= shortest:
            yield core[: -len(ending)]


def _stem(stem: str, kind: Endings, known: Lexicon, *, plural: bool) -> str | None:
    alef = known.rules["accusative"]
    short = len(stem) < SHORTEST_WITH_ALEF  # data has no adjective, chemistry has
    candidates = (stem + one for one in kind.instead if not (short and one == alef))
    for candidate in chain(candidates, _before_endings(stem, known.rules) if kind.changes else ()):
        found = (known.plurals.get(candidate) if plural else None) or known.lemmas.get(candidate)
        if found:
            return found
    return None


def _before_endings(stem: str, rules: Mapping[str, Any]) -> Iterator[str]:
    """What the last letter of a word may have become before an ending: of its building, its level, its light."""
    if stem.endswith(tuple(rules["seats_after_alef"])):
        yield stem[:-1]
    elif stem.endswith(rules["accusative"]):
        if len(stem) >= SHORTEST_WITH_ALEF:
            yield stem[:-1] + rules["relation"]
    elif len(stem) == SHORTEST_STEM:
        yield stem + rules["hamza"]
