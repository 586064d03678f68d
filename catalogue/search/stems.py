"""What a word is found by: its normal form, its dictionary form, its light stem. Source: SEARCH, 2.4."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from whoosh.lang.snowball.english import EnglishStemmer

from catalogue.search.language_files import read_lines
from catalogue.search.lexicon.words import lemma, noun_of_verb, nouns_of
from catalogue.search.text import (
    ARABIC_RUN,
    ARTICLE,
    ARTICLES,
    ENDINGS,
    HAMZA,
    forget_chunks,
    normalise,
    tokens,
    words_in,
)

NORMAL, LEMMA, STEM = "n", "k", "s"
BOOSTS = {NORMAL: 1.25, LEMMA: 1.0, STEM: 0.8}
NOUN_BOOST = 0.5  # commercial finds commerce, weakly: as one key, automatic and machine would be the same word
VERB_BOOST = 0.9  # of the noun of a verb: I develop, development
OWN_LETTERS_BOOST = 0.7  # where the first letters may be the word's own (games, electronics) and not the article
SHORTEST_ENGLISH = 3
SHORTEST_SILENT = 4  # letters of an inflected word that says nothing: shorter ones are particles, and many words' stems

_english = EnglishStemmer()


class Term(NamedTuple):
    """One way of finding a word: `n` normal form, `k` dictionary form, `s` stem; the boost is the query's."""

    prefix: str
    text: str
    boost: float

    @property
    def key(self) -> str:
        """How the term is written in the index."""
        return f"{self.prefix}:{self.text}"


def light(word: str) -> str:
    """The light stem of an Arabic word in its normal form: without article and endings, never without a lone clitic.

    Source: SEARCH, 2.3, the fallback. A hamza at the end goes too, as it does in longer words.
    """
    return _without_endings(without_article(word))


def _without_endings(stem: str) -> str:
    for endings in ENDINGS:
        stem = next((stem[: -len(end)] for end in endings if _may_end(stem, end)), stem)
    return stem.removesuffix(HAMZA) if len(stem) > 2 else stem


def _may_end(stem: str, ending: str) -> bool:
    least = 2 if ending in {*ENDINGS[0], *ENDINGS[4]} else 3
    return stem.endswith(ending) and len(stem) - len(ending) >= least


def without_article(word: str) -> str:
    """The word without its article and what stands before it; the lam of a short word is its own."""
    for article in ARTICLES:
        if not word.startswith(article):
            continue
        rest = word[len(article) :]
        if len(rest) >= (2 if article == ARTICLE else 3):
            return rest
        if article.endswith("\u0644\u0644") and len(rest) == 2:
            return word[len(article) - 1 :]
    return word


@lru_cache(maxsize=200_000)
def terms_of(word: str) -> tuple[Term, ...]:
    """The terms of a word in its normal form, the surest first."""
    exact = Term(NORMAL, word, BOOSTS[NORMAL])
    if ARABIC_RUN.fullmatch(word):
        return (exact, *_arabic(word))
    stem = _english_stem(word)
    return (exact, Term(STEM, stem, BOOSTS[STEM])) if stem else (exact,)


def _is_english(word: str) -> bool:
    return word.isascii() and word.isalpha() and len(word) >= SHORTEST_ENGLISH


def _english_stem(word: str) -> str | None:
    if _is_english(word):
        return _apart().get(word) or _english.stem(word)
    return None


@cache
def _apart() -> dict[str, str]:
    """English words that are told apart from those that the stemmer throws them together with (customs, customers)."""
    return {word: group[0] for group in _groups("lexicon/english_apart.txt") for word in group}


@cache
def _arabic_apart() -> frozenset[str]:
    """Arabic words that the light stem would throw together with others (a bird and an aeroplane)."""
    return frozenset(map(normalise, chain.from_iterable(_groups("lexicon/arabic_apart.txt"))))


def _groups(path: str) -> list[list[str]]:
    """The words of a list, line by line."""
    return [line.split() for line in read_lines(path)]


def _arabic(word: str) -> tuple[Term, ...]:
    known = lemma(word)
    if known:  # the lexicon knows which letters are the word's own
        stem = known if known in _arabic_apart() else light(known)
        return (Term(LEMMA, known, BOOSTS[LEMMA]), Term(STEM, stem, BOOSTS[STEM]))
    stem = light(word)
    found = (Term(LEMMA, stem, BOOSTS[LEMMA]), Term(STEM, stem, BOOSTS[STEM]))
    return (*found, Term(STEM, _without_endings(word), OWN_LETTERS_BOOST)) if word.startswith(ARTICLE) else found


@lru_cache(maxsize=20_000)  # words of labels come again in many; the same objects serve all
def sure_terms(word: str, key: str) -> tuple[Term, ...]:
    """The first two terms of a word whose key is known: they need not be worked out again."""
    exact = Term(NORMAL, word, BOOSTS[NORMAL])
    if ARABIC_RUN.fullmatch(word):
        return (exact, Term(LEMMA, key, BOOSTS[LEMMA]))
    return (exact, Term(STEM, key, BOOSTS[STEM])) if _is_english(word) else (exact,)


def query_terms(word: str) -> tuple[Term, ...]:
    """The terms by which a word of a query is looked for: its own, and those of the nouns that an adjective is of.

    Of a verb that of its noun: what people want to do is the subject, while texts have verbs for all that happens.
    """
    found = terms_of(word)
    if done := of_verb(word):
        return (*found, Term(LEMMA, done, VERB_BOOST), Term(STEM, light(done), VERB_BOOST * BOOSTS[STEM]))
    nouns = [noun for term in found if term.prefix == LEMMA for noun in nouns_of(term.text)]
    return (*found, *(Term(LEMMA, noun, NOUN_BOOST) for noun in nouns))


def of_verb(word: str) -> str | None:
    """The key of the noun of a verb; None where it is none, or may be another word."""
    return noun_of_verb(word) if ARABIC_RUN.fullmatch(word) else None


WRITTEN_IN = "o:"  # with a language: a document whose title is written in it alone
TITLE = "t:"  # a whole title as one term, for exact titles; told by its digest, as most titles stand once
DIGEST = 8  # bytes


def title_term(words: str) -> str:
    """The term of a whole title, given its words in normal form."""
    return TITLE + blake2b(words.encode("utf-8", "replace"), digest_size=DIGEST).hexdigest()


@lru_cache(maxsize=200_000)
def key_of(word: str) -> str:
    """What a word is told from others by, whatever its inflection: dictionary form, else stem, else itself."""
    if ARABIC_RUN.fullmatch(word):
        return lemma(word) or light(word)
    return _english_stem(word) or word


def key_of_text(word: str) -> str:
    """The key of a word as it is written."""
    return key_of(words_in(word)[0])


def forget_words() -> None:
    """Let go of what is kept of words: language files leave more of it than queries ask for."""
    key_of.cache_clear()
    terms_of.cache_clear()
    forget_chunks()


@lru_cache(maxsize=100_000)
def term_keys(word: str) -> tuple[str, ...]:
    """The terms of a word in its normal form as they are written in the index, each once."""
    return tuple(dict.fromkeys([term.key for term in terms_of(word)]))


@dataclass(frozen=True)
class Wanted:
    """What `highlight` marks: words that have any of these terms, and words that stand together as some other way of
    saying it does, each word of it given by its terms."""

    words: frozenset[str] = frozenset()
    together: frozenset[tuple[frozenset[str], ...]] = frozenset()


NOTHING_WANTED = Wanted()


def keys_of(text: str) -> Wanted:
    """All words of a text."""
    return Wanted(frozenset(term.key for token in tokens(text) for term in terms_of(token.text)))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing in a learning catalogue, in their normal form."""
    return frozenset(map(normalise, chain.from_iterable(_groups("stopwords.txt"))))


def is_silent(word: str, key: str) -> bool:
    """Whether a word in its normal form says nothing, or is an inflection of one that says nothing: your courses.

    :param key: what the word is an inflection of.
    """
    silent = stop_words()
    return word in silent or (len(key) >= SHORTEST_SILENT and key in silent and not word.isascii())


@cache
def modifiers() -> frozenset[str]:
    """The keys of words that are said of anything: new, useful."""
    return frozenset(map(key_of_text, chain.from_iterable(_groups("lexicon/modifiers.txt"))))


@cache
def aspects() -> frozenset[str]:
    """The keys of words that ask for one side of a subject: its basics, its price."""
    return frozenset(map(key_of_text, chain.from_iterable(_groups("lexicon/aspects.txt"))))
