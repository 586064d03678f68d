"""What a state of the index knows: its words, whole titles, providers. The understanding of a query asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from catalogue.search.asked import Alternative
from catalogue.search.stems import NORMAL, Term, key_of, terms_of, title_term, without_article
from catalogue.search.text import ARABIC_RUN, ARTICLE, normalise
from catalogue.search.understanding.arabizi import Skeletons
from catalogue.search.understanding.concepts import concepts
from catalogue.search.understanding.mining import Translations
from catalogue.search.understanding.spelling import Spelling

Words = Iterable[tuple[str, int]]

MOST_KEPT = 50_000  # answers of each kind


class Vocabulary:
    """One state of the index, as far as words go. Made once for each state; what is dear is made when first asked for.

    :param has: whether a term (as the index writes it) stands in any document.
    :param words: reads the words of titles, summaries and providers as people write them, with their documents.
    :param names: reads the names of providers, each as its words in normal form.
    :param translations: reads which words translate each other.
    :param is_about: whether any offering is found in such a way.
    """

    def __init__(
        self,
        has: Callable[[str], bool],
        words: Callable[[], Words],
        names: Callable[[], Iterable[str]],
        translations: Callable[[], Translations],
        is_about: Callable[[Alternative], bool],
    ) -> None:
        self._has = has
        self._words = words
        self._names = names
        self._translations = translations
        self._is_about = is_about
        self._known: dict[str, bool] = {}
        self._there: dict[str, bool] = {}  # a look into the index takes as long as all the rest of understanding

    def knows(self, word: str) -> bool:
        """Whether a word in normal form stands in the catalogue in any inflection."""
        return _kept(self._known, word, self._in_any_form)

    def _in_any_form(self, word: str) -> bool:
        return self.knows_by(terms_of(word))

    def knows_by(self, terms: Iterable[Term]) -> bool:
        """Whether any document has one of these terms."""
        return any(self.has(term.key) for term in terms)

    def has(self, term: str) -> bool:
        """Whether any document has a term, as the index writes it."""
        return _kept(self._there, term, self._has)

    def is_about(self, way: Alternative) -> bool:
        """Whether any offering is found in such a way; most ways have a word that stands nowhere."""
        return all(map(self.knows_by, way.words)) and self._is_about(way)

    def is_written(self, word: str) -> bool:
        """Whether a word in normal form stands in the catalogue just so, but for an article with what stands before."""
        bare = without_article(word)
        return any(self.has(f"{NORMAL}:{one}") for one in (word, bare, ARTICLE + bare))

    def has_title(self, words: str) -> bool:
        """Whether these words, in normal form, are a whole title."""
        return self.has(title_term(words))

    @cached_property
    def _counted(self) -> list[tuple[str, int]]:
        counts: dict[str, int] = {}
        for word, documents in self._words():
            counts[word] = counts.get(word, 0) + documents
        return list(counts.items())

    @cached_property
    def spelling(self) -> Spelling:
        """What may have been meant: words of the catalogue, and, rarer than any of them, those that name a subject."""
        return Spelling([*self._counted, *((word, 0) for word in sorted(concepts().written))])

    @cached_property
    def skeletons(self) -> Skeletons:
        arabic: dict[str, int] = {}
        for written, documents in self._counted:
            word = normalise(written)
            if ARABIC_RUN.fullmatch(word):
                key = key_of(word)
                arabic[key] = arabic.get(key, 0) + documents
        return Skeletons(arabic.items())

    def written(self, key: str) -> str:
        """A word, given by its key, as titles write it; the key itself where they do not."""
        return self._written.get(key, key)

    @cached_property
    def _written(self) -> dict[str, str]:
        best: dict[str, tuple[bool, int, str]] = {}
        for written, documents in self._counted:
            word = normalise(written)
            if ARABIC_RUN.fullmatch(word):
                key = key_of(word)
                best[key] = max(best.get(key, (False, 0, "")), (word == key, documents, written))
        return {key: written for key, (_, _, written) in best.items()}

    @property
    def translations(self) -> Translations:
        return self._translations()

    @cached_property
    def _providers(self) -> str:
        """All names, each on a line of its own: one look finds a part of any of them."""
        return "\n".join(f" {' '.join(map(key_of, name.split()))} " for name in self._names())

    @cached_property
    def _first_words(self) -> frozenset[tuple[str, ...]]:
        """The first two words of each name, as keys: hardly a query begins with such."""
        return frozenset(tuple(name.split()[:2]) for name in self._providers.splitlines())

    def begins_provider(self, keys: Sequence[str]) -> bool:
        """Whether words given by their keys, two at least, are a provider's name from its beginning on: no mere
        subject is."""
        if len(keys) < 2 or tuple(keys[:2]) not in self._first_words:
            return False
        return f"\n {' '.join(keys)} " in f"\n{self._providers}"

    def is_provider(self, words: Iterable[str]) -> bool:
        """Whether these words in a row are (a part of at least two words of) a provider's name."""
        keys = list(map(key_of, words))
        return len(keys) > 1 and f" {' '.join(keys)} " in self._providers


def _kept(answers: dict[str, bool], asked: str, answer: Callable[[str], bool]) -> bool:
    found = answers.get(asked)
    if found is None:
        if len(answers) >= MOST_KEPT:
            answers.clear()
        found = answers[asked] = answer(asked)
    return found
