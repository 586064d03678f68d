"""What a word is found by: its normal form, its light stem. (The lemma of SEARCH 2.3 will be one more term.)"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from whoosh.lang.snowball.english import EnglishStemmer

from catalogue.search.text import ARABIC_RUN, ARTICLE, ARTICLES, ENDINGS, HAMZA, Token, normalise, tokens

NORMAL, STEM = "n", "s"
BOOSTS = {NORMAL: 1.25, STEM: 0.8}
OWN_LETTERS_BOOST = 0.7  # where the first letters may be the word's own (games, electronics) and not the article
SHORTEST_ENGLISH = 3

_english = EnglishStemmer()


class Term(NamedTuple):
    """One way of finding a word: `n` normal form, `s` stem; the boost is the query's."""

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


@lru_cache(maxsize=100_000)
def terms_of(word: str) -> tuple[Term, ...]:
    """The terms of a word in its normal form, the surest first."""
    exact = Term(NORMAL, word, BOOSTS[NORMAL])
    if ARABIC_RUN.fullmatch(word):
        found = (exact, Term(STEM, light(word), BOOSTS[STEM]))
        if not word.startswith(ARTICLE):
            return found
        return (*found, Term(STEM, _without_endings(word), OWN_LETTERS_BOOST))
    if word.isascii() and word.isalpha() and len(word) >= SHORTEST_ENGLISH:
        return (exact, Term(STEM, _english.stem(word), BOOSTS[STEM]))
    return (exact,)


def terms(token: Token) -> tuple[Term, ...]:
    """What a word of a text is found by."""
    return terms_of(token.text)


def keys_of(text: str) -> frozenset[str]:
    """The terms of all words of a text, as the index writes them: what `highlight` takes."""
    return frozenset(term.key for token in tokens(text) for term in terms(token))


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing in a learning catalogue, in their normal form."""
    lines = files("catalogue.search").joinpath("stopwords.txt").read_text("utf-8").splitlines()
    return frozenset(normalise(word) for line in lines if not line.startswith("#") for word in line.split())
